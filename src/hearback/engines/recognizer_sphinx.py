"""Speech to text with PocketSphinx and the American English model it carries: no download, modest words.

More than half of the words of free speech are wrong, so nothing it heard is read back; the words still steer
(stems, "done", lengths). It prints nothing and writes no log.
"""

from pocketsphinx import Decoder

from hearback.audio.pcm import Clip
from hearback.engines.base import HeardText
from hearback.errors import EngineError

FAST = {
    "fwdflat": False,  # the second pass: 0.05 of the time for 3 % of the words
    "bestpath": False,
    "maxhmmpf": 3000,
    "maxwpf": 5,
    "ds": 2,
    "topn": 2,
    "cmn": "batch",  # whole clips are at hand: no need to guess the level of what comes
}
"""A second of sound costs about 0.1 s of one core, a quarter of the default, at 67 instead of 58 % wrong words."""


class SphinxRecognizer:
    """The embedded recognizer; `transcribe` is to be called from one thread."""

    reads_back = False

    def __init__(self) -> None:
        """Load the embedded model; `EngineError` where the package is broken."""
        try:
            self._decoder = Decoder(loglevel="FATAL", **FAST)
        except RuntimeError as error:
            raise EngineError("sphinx: its model does not load; install the package pocketsphinx again") from error

    def transcribe(self, clip: Clip) -> HeardText:
        """Return the words heard, lower case; confidence is 0: its own figure does not go with its errors."""
        if not len(clip.samples):
            return HeardText("", 0.0)
        self._decoder.start_utt()
        self._decoder.process_raw(clip.samples.tobytes(), full_utt=True)
        self._decoder.end_utt()
        found = self._decoder.hyp()
        return HeardText(found.hypstr if found else "", 0.0)
