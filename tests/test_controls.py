"""What a control word asks for depends on what we asked last."""

import pytest

from hearback.core.controls import control_word


@pytest.mark.parametrize(
    ("intent", "asked", "meant"),
    [
        ("pass", None, "pass"),
        ("yes", None, None),
        ("nothing_more", "more_or_done", "done"),
        ("yes", "offer", "more"),
        ("yes", "hand_over", "done"),
        ("no", "hand_over", "more"),
        ("ready", "not_begun", "more"),
        ("no", "not_begun", None),
    ],
)
def test_a_yes_answers_what_was_asked(intent: str, asked: str | None, meant: str | None) -> None:
    """A yes hands over, or keeps the floor, as the question before it was put; without a question it is plain talk."""
    assert control_word(intent, asked) == meant


def test_slower_and_time_count_whatever_was_asked() -> None:
    """A quiet minute or more time can be asked for at any moment of a floor."""
    for asked in (None, "more_or_done", "hand_over", "not_begun"):
        assert [control_word(intent, asked) for intent in ("slower", "more_time")] == ["slower", "more_time"]
