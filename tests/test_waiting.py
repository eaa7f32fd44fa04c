"""Waiting for a start: only starting phrases count, and everything else is forgotten."""

import pytest

from hearback.core.events import ControlPressed, Tick
from transcripts.conversation import REFLECT, Conversation


@pytest.mark.parametrize(
    "text", ["Start a check-in.", "Hey, can we do our quick check in now please?", "Let's check in."]
)
def test_any_wording_starts(text: str) -> None:
    """A starting phrase may stand inside a longer request."""
    assert Conversation(REFLECT).hear(text)[0] == "say arrive.welcome"


@pytest.mark.parametrize(
    "text", ["Yes.", "I checked in at the hotel.", "Don't start a check-in.", "Stop the session.", ""]
)
def test_other_talk_is_forgotten_at_once(text: str) -> None:
    """Nothing else that is said in the room brings an answer, and its sound is dropped."""
    talk = Conversation(REFLECT)
    assert talk.hear(text, 3) == []
    assert talk.forgotten == [talk.turn]
    assert talk.session.step.turns == ()


def test_a_key_starts() -> None:
    """A person who can not speak can start."""
    assert Conversation(REFLECT).send(ControlPressed("start")) == ["say arrive.welcome"]


def test_it_looks_up_once_a_minute_for_ever() -> None:
    """Without a limit it waits as long as it takes, with a deadline at all times."""
    talk = Conversation(REFLECT)
    for _ in range(60):
        talk.now += 60.0
        assert talk.send(Tick()) == []
        assert talk.session.deadline == talk.now + 60.0
