"""The default voice on macOS and Windows: the system's own, through pyttsx3 in a child process with a time limit.

A child, because pyttsx3's loops can hang and its drivers keep threads. The words go in through standard input. On Linux
the sound stays in memory. Elsewhere pyttsx3 needs a named file for some tenths of a second: it lies in a folder that
only this user can read (on Windows: the user's own temporary folder) and is deleted as soon as the child ends or is
killed. What is left: if our whole program is killed in that moment, on macOS or Windows, the sound of that one line
stays there.
"""

import json
import subprocess
import sys
import tempfile

from hearback.audio.pcm import Pcm, silence
from hearback.engines.spoken import has_words, speakable, spoken
from hearback.engines.synthesizer_espeak import espeak_speed
from hearback.errors import EngineError

CHARACTERS_PER_S = 50
# On Linux pyttsx3 would take the British voice, which is 8-10 % quicker than the one the rates were measured on.
_DEFAULT_VOICE = "en-us" if sys.platform.startswith("linux") else ""
_CHILD = (sys.executable, "-m", "hearback.engines.pyttsx3_child")
_MEND = "the pyttsx3 voice does not work here; on Linux it needs: sudo apt-get install espeak-ng libespeak-ng1"


class Pyttsx3Synthesizer:
    """Speaks with the system's voice. Raises `EngineError` when there is none."""

    def __init__(self, voice: str = "", *, child: tuple[str, ...] = _CHILD, limit_s: float = 5.0) -> None:
        """Choose a voice by the system's own id; empty is the system's default. `child` is the program that speaks."""
        self.voice = voice or _DEFAULT_VOICE
        self._child = child
        self._limit_s = limit_s
        self.render("ready", 155)

    def render(self, text: str, rate_wpm: int) -> Pcm:
        """Return the spoken text; raises `EngineError` if the child fails or needs more than a few seconds."""
        if not has_words(text):
            return silence(0.1)
        return spoken(self._run(speakable(text), _rate(rate_wpm)), "pyttsx3")

    def _run(self, text: str, rate: int) -> bytes:
        limit_s = self._limit_s + len(text) / CHARACTERS_PER_S
        with tempfile.TemporaryDirectory(prefix="hearback-", ignore_cleanup_errors=True) as folder:
            order = {"text": text, "rate": rate, "voice": self.voice, "limit_s": limit_s, "folder": folder}
            try:
                done = subprocess.run(
                    self._child, input=json.dumps(order).encode(), capture_output=True, timeout=limit_s, check=False
                )
            except subprocess.TimeoutExpired:
                raise EngineError("the pyttsx3 voice did not answer in time; try: hearback doctor") from None
            except OSError:
                raise EngineError(_MEND) from None
        if done.returncode != 0:
            raise EngineError(_MEND)
        return done.stdout


def _rate(rate_wpm: int) -> int:
    # On Linux pyttsx3 drives espeak; the rates of the other systems' voices are taken as they are named.
    return espeak_speed(rate_wpm) if sys.platform.startswith("linux") else rate_wpm
