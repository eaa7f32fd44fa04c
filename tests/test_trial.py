"""What is said about a tried word."""

import pytest

from hearback.core.lines import LINES
from hearback.core.trial import MANNERS, Trial, duration, times


def test_a_word_without_a_fault_is_good() -> None:
    """It is said how many calls were caught, and how much talk stayed unmistaken."""
    trial = Trial(9, 9, 0, 121.5)
    assert trial.is_good
    assert trial.said() == [("word.sure", {"caught": "9", "calls": "9", "talk": "2 minutes"})]


@pytest.mark.parametrize(
    ("trial", "keys"),
    [
        (Trial(9, 8, 0, 60), ["word.missed"]),
        (Trial(9, 9, 1, 60), ["word.mistaken"]),
        (Trial(9, 3, 4, 60), ["word.missed", "word.mistaken"]),
        (Trial(0, 0, 0, 60), ["word.missed"]),
        (Trial(9, 9, 0, 0), ["word.mistaken"]),
    ],
)
def test_each_fault_is_said(trial: Trial, keys: list[str]) -> None:
    """One missed call or one mistake is enough, and a word that was not tried is not good."""
    assert not trial.is_good
    assert [key for key, _ in trial.said()] == keys
    assert all(set(names) == LINES[key] for key, names in trial.said())


def test_every_manner_has_its_line() -> None:
    """Each way of saying the word is asked for in words of its own."""
    assert [manner for manner in MANNERS if f"word.{manner}" not in LINES] == []


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(4.9, "4 seconds"), (59, "50 seconds"), (60, "1 minute"), (119, "1 minute and 50 seconds"), (120, "2 minutes")],
)
def test_talk_is_never_said_to_be_longer(seconds: float, said: str) -> None:
    """It is rounded down to ten seconds."""
    assert duration(seconds) == said


def test_once_is_once() -> None:
    """Counts are said as people say them."""
    assert [times(1), times(2)] == ["once", "2 times"]
