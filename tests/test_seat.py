"""What came of a floor."""

from hearback.core.seat import Spoken
from hearback.core.talk import Turn


def turn(number: int, voiced_s: float) -> Turn:
    """Return a turn with this much voice."""
    return Turn(number, "words", 1.0, voiced_s, 0.0, 0.0)


def test_nothing_voiced_is_nothing_said() -> None:
    """A floor is empty without turns, or with turns that hold no voice."""
    assert Spoken((), "done").is_empty
    assert Spoken((turn(1, 0.0),), "done").is_empty
    assert not Spoken((turn(1, 0.0), turn(2, 0.3)), "done").is_empty


def test_its_turns_have_numbers() -> None:
    """They are named in order, to be replayed."""
    assert Spoken((turn(3, 1.0), turn(5, 1.0)), "done").numbers == (3, 5)
