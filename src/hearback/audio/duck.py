"""Our voice made soft for a moment, when somebody may have said the safe word; a duck is not a pause."""

from collections.abc import Callable

from hearback.audio.pcm import RATE_HZ

DUCK_S = 0.6
"""How long one doubt keeps our voice soft: by then the word is sure, or it was none."""


class Duck:
    """Tells the loudspeaker (`order`) when to be soft, and when to be as loud as before."""

    def __init__(self, order: Callable[[bool], None]) -> None:
        self._order = order
        self._left = 0  # samples

    def hear(self, samples: int, *, is_doubt: bool) -> None:
        """Take as many samples of time as passed, and whether the word may have been said in them."""
        was_soft = self._left > 0
        self._left = round(DUCK_S * RATE_HZ) if is_doubt else max(0, self._left - samples)
        if was_soft != (self._left > 0):
            self._order(not was_soft)
