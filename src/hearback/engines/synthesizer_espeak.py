"""The default voice on Linux: the `espeak-ng` program, one short run per line.

The words go in through standard input and the sound comes back through standard output: no other user can read them in
the list of programs, and nothing touches the disk. A 5.5 s line takes about 35 ms.
"""

import shutil
import subprocess

from hearback.audio.pcm import Pcm, silence
from hearback.engines.spoken import has_words, speakable, spoken
from hearback.errors import EngineError

INSTALL = "espeak-ng is not installed: sudo apt-get install espeak-ng, or on macOS: brew install espeak-ng"
CHARACTERS_PER_S = 50
"""Slower than any machine measured; what it adds to the time limit for long lines."""


def espeak_speed(rate_wpm: int) -> int:
    """Return the `-s` that really gives this many words a minute.

    Measured on five of our lines, silence around them cut: 110 gives 125, 155 gives 180 and 200 gives 236 words a
    minute (en-us, 1.51; en-gb is 4 % quicker). Taken as it is, 155 would be far too fast to listen to.
    """
    return max(80, round(rate_wpm * 0.811 + 8.6))


class EspeakSynthesizer:
    """Speaks with espeak-ng. Raises `EngineError` when the program or the voice is missing."""

    def __init__(self, voice: str = "en-us", *, program: str = "espeak-ng", limit_s: float = 5.0) -> None:
        if shutil.which(program) is None:
            raise EngineError(INSTALL)
        self.voice = voice
        self._program = program
        self._limit_s = limit_s
        self.render("ready", 155)

    def render(self, text: str, rate_wpm: int) -> Pcm:
        """Return the spoken text; raises `EngineError` if the program fails or needs more than a few seconds."""
        if not has_words(text):
            return silence(0.1)
        return spoken(self._run(speakable(text), espeak_speed(rate_wpm)), "espeak-ng")

    def _run(self, text: str, speed: int) -> bytes:
        order = [self._program, "--stdin", "--stdout", "-b", "1", "-z", "-v", self.voice, "-s", str(speed)]
        limit_s = self._limit_s + len(text) / CHARACTERS_PER_S
        try:
            done = subprocess.run(order, input=text.encode(), capture_output=True, timeout=limit_s, check=False)
        except subprocess.TimeoutExpired:
            # Its own text is dropped: it may quote what was to be said.
            raise EngineError("espeak-ng did not answer in time; try: hearback doctor") from None
        except OSError:
            raise EngineError(INSTALL) from None
        if done.returncode != 0:
            raise EngineError(f"espeak-ng refuses the voice {self.voice!r}; see which there are: espeak-ng --voices")
        return done.stdout
