"""flite: small synthetic voices for the people of a rehearsal (slt, rms, awb, kal16, ...).

It takes its text on the command line, so it speaks only texts that are no secret: those of rehearsal files.
"""

import shutil
import subprocess

from hearback.audio.pcm import Pcm, silence
from hearback.engines.spoken import has_words, spoken
from hearback.errors import EngineError

LIMIT_S = 20.0
"""A line takes well under a second; beyond this the program hangs."""


class FliteSynthesizer:
    """One flite voice."""

    def __init__(self, voice: str = "slt") -> None:
        """Check that the voice is there; raises EngineError where it or flite is missing."""
        if shutil.which("flite") is None:
            raise EngineError("flite is not installed; type: sudo apt-get install flite (or choose an espeak voice)")
        listed = subprocess.run(["flite", "-lv"], capture_output=True, text=True, check=False).stdout
        known = listed.partition(":")[2].split()
        if voice not in known:
            raise EngineError(f"flite has no voice {voice!r}; it has: {', '.join(sorted(set(known)))}")
        self._voice = voice

    def render(self, text: str, rate_wpm: int) -> Pcm:
        """Return the spoken text; the rate scales the voice's own, which is about 155 words a minute."""
        if not has_words(text):
            return silence(0.1)
        stretch = f"duration_stretch={155 / rate_wpm:.3f}"
        command = ["flite", "-voice", self._voice, "--setf", stretch, "-t", text, "-o", "/dev/stdout"]
        try:
            done = subprocess.run(command, capture_output=True, timeout=LIMIT_S, check=False)
        except subprocess.TimeoutExpired:
            raise EngineError("flite did not answer in time") from None
        if done.returncode:
            raise EngineError(f"flite failed with code {done.returncode}")
        return spoken(done.stdout, "flite")
