"""A microphone that may not be used."""

import numpy as np

from hearback.audio.zeros import Zeros
from hearback.core.events import DeviceLost, DeviceReturned

NOTHING, FAINT = np.zeros(16_000, dtype=np.int16), np.ones(10, dtype=np.int16)


def test_three_seconds_of_zeros_are_a_loss_told_once() -> None:
    """Any sound in between begins the count anew."""
    zeros = Zeros()
    assert [zeros.hear(chunk) for chunk in (NOTHING, NOTHING, FAINT, NOTHING, NOTHING)] == [[]] * 5
    assert [zeros.hear(NOTHING) for _ in range(3)] == [[DeviceLost("microphone")], [], []]


def test_its_return_is_told_once() -> None:
    """The first sound after a loss."""
    zeros = Zeros()
    for _ in range(3):
        zeros.hear(NOTHING)
    assert zeros.hear(FAINT) == [DeviceReturned("microphone")]
    assert zeros.hear(FAINT) == []
