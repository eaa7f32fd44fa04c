"""A recognizer for rehearsals and tests: it hears exactly the words that were said."""

from collections.abc import Callable

from hearback.audio.pcm import Clip
from hearback.engines.base import HeardText

Said = Callable[[float, float], str]
"""Returns the words said between two moments of stream time, in seconds; empty when nobody spoke."""


class ScriptRecognizer:
    """Asks whoever wrote the script what was said while the clip lasted."""

    reads_back = True

    def __init__(self, said: Said) -> None:
        self._said = said

    def transcribe(self, clip: Clip) -> HeardText:
        """Return the words said during the clip, with confidence 1; no words give confidence 0."""
        text = self._said(clip.start_s, clip.start_s + clip.seconds)
        return HeardText(text, 1.0 if text else 0.0)
