"""An embedder that remembers long sounds gives the same numbers as one that does not."""

import numpy as np

from hearback.commands.remembering import Remembering
from hearback.engines.embedding import Embedder
from voices import talk


def test_the_numbers_are_the_same() -> None:
    """For long and short sounds, the first and the second time; only a long one comes from memory."""
    remembering, plain = Remembering(), Embedder()
    for sound, is_kept in ((talk(11.0), True), (talk(2.0), False)):
        first, second = remembering.hops(sound), remembering.hops(sound)
        assert np.array_equal(first, plain.hops(sound))
        assert np.array_equal(first, second)
        assert (first is second) == is_kept


def test_two_long_sounds_are_two() -> None:
    """Nothing is mistaken for another sound of the same length."""
    remembering = Remembering()
    assert not np.array_equal(remembering.hops(talk(11.0)), remembering.hops(talk(11.0, 4000.0)[::-1].copy()))
