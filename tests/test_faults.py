"""What follows when a part breaks."""

import pytest

from hearback.core.events import DeviceLost, EngineFailed
from hearback.core.faults import Faults


@pytest.mark.parametrize(
    "event", [EngineFailed("recognizer", "x"), EngineFailed("synthesizer", "x"), DeviceLost("loudspeaker")]
)
def test_the_first_fault_is_told_and_the_second_ends(event: EngineFailed | DeviceLost) -> None:
    """Each part is counted for itself; what is to be said is said once."""
    faults = Faults()
    part = event.engine if isinstance(event, EngineFailed) else event.device
    assert faults.note(event) is None
    assert faults.notices() == (f"fault.{part}",)
    assert faults.notices() == ()
    over = faults.note(event)
    assert over is not None
    assert (over.ending, over.keys) == ("device", (f"fault.{part}", "end.device"))


def test_two_parts_may_break_once_each() -> None:
    """One fault each of two parts does not end it."""
    faults = Faults()
    assert faults.note(EngineFailed("recognizer", "x")) is None
    assert faults.note(EngineFailed("synthesizer", "x")) is None
    assert faults.notices() == ("fault.recognizer", "fault.synthesizer")


def test_a_spotter_may_fail_quietly() -> None:
    """Others still do its work."""
    faults = Faults()
    assert [faults.note(EngineFailed("spotter", "x")) for _ in range(3)] == [None] * 3
    assert faults.notices() == ()
