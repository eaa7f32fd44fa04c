"""A program is a row of stages that begins with consent and ends with a close."""

import pytest
from pydantic import ValidationError

from hearback.core.program import line_keys, parse_program
from transcripts.conversation import shipped

ARRIVE, CLOSE = {"kind": "arrive"}, {"kind": "close"}


def parsed(*stages: dict[str, object], **top: object) -> object:
    """Return the program of these stages."""
    return parse_program({"title": "t", "minutes": 5, "stage": list(stages), **top})


@pytest.mark.parametrize(
    ("stages", "part"),
    [
        (({"kind": "set_stage"}, CLOSE), "arrive"),
        ((ARRIVE, {"kind": "set_stage"}), "close"),
        ((ARRIVE,), "stage"),
        ((ARRIVE, {"kind": "dance"}, CLOSE), "kind"),
        ((ARRIVE, {"kind": "reflect", "chunks": 4}, CLOSE), "chunks"),
        ((ARRIVE, {"kind": "reflect", "speak_s": 0}, CLOSE), "speak_s"),
        ((ARRIVE, {"kind": "round", "name": "x", "stems": []}, CLOSE), "stems"),
        ((ARRIVE, {"kind": "reflect", "colour": "red"}, CLOSE), "colour"),
        ((ARRIVE, {"kind": "close", "questions": ["why"]}, CLOSE), "questions"),
    ],
)
def test_an_unsound_program_is_refused(stages: tuple[dict[str, object], ...], part: str) -> None:
    """Nobody is listened to without a yes, and numbers stay in their bounds."""
    with pytest.raises(ValidationError, match=part):
        parsed(*stages)


@pytest.mark.parametrize("minutes", [0, -1, 61])
def test_a_session_is_no_longer_than_an_hour(minutes: float) -> None:
    """PRACTICE: a hard cap of sixty minutes."""
    with pytest.raises(ValidationError, match="minutes"):
        parsed(ARRIVE, CLOSE, minutes=minutes)


def test_named_lines_are_found_with_their_stage() -> None:
    """Every line that a round names is listed with its place, in a table that is unsound otherwise too."""
    named = {"kind": "rund", "open": "a.b", "stems": ["c.d", "e.f", 3], "back": "g.h"}
    assert line_keys({"stage": [3, named]}) == [
        (2, "stems", "c.d"),
        (2, "stems", "e.f"),
        (2, "open", "a.b"),
        (2, "back", "g.h"),
    ]
    assert line_keys({"stage": 3}) == []


def test_the_shipped_quick_program_is_a_quick_check_in() -> None:
    """Arrive, set the stage, appreciations, the reflective loop, one needs stem, close."""
    kinds = [stage.kind for stage in shipped().programs["quick"].stage]
    assert kinds == ["arrive", "set_stage", "round", "reflect", "round", "close"]
