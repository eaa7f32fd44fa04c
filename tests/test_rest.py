"""Rest: five minutes without a word, one offer to close, and silence never means go on."""

import pytest

from hearback.core.events import ControlPressed
from transcripts.conversation import Conversation, speaking


def resting() -> Conversation:
    """Return a conversation that rests because Ana said nothing."""
    talk = speaking()
    talk.wait_until(talk.now + 124.5)
    assert talk.since(0)[-1] == "all? rest"
    return talk


def test_nothing_is_said_for_five_minutes() -> None:
    """After that closing is offered once, and unanswered we close with care."""
    talk = resting()
    assert talk.quiet(321.0) == [(300.0, "say rest.close")]
    assert talk.silence() == ["stop", "closed", "say end.silence", "tone microphone", "finish silence"]


@pytest.mark.parametrize("word", ["Carry on.", "I'm ready.", "Yes.", "Done.", "More time."])
def test_a_control_word_brings_it_back(word: str) -> None:
    """Anybody's word opens again what was resting."""
    assert resting().hear(word, after_s=100.0)[-1] == "Ana? reflect.speak"


@pytest.mark.parametrize("word", ["The kettle boils.", "Hm.", ""])
def test_other_talk_does_not(word: str) -> None:
    """What is said in the room while we rest is nobody's answer."""
    assert resting().hear(word, after_s=100.0) == []


@pytest.mark.parametrize(
    ("word", "last"), [("Yes.", "finish silence"), ("No.", "Ana? reflect.speak"), ("Carry on.", "Ana? reflect.speak")]
)
def test_the_offer_to_close_is_answered(word: str, last: str) -> None:
    """A yes closes with care, a no or "carry on" comes back."""
    talk = resting()
    talk.quiet(301.0)
    talk.settle()
    assert talk.hear(word)[-1] == last


def test_a_key_works_too() -> None:
    """Keys mean what the words mean."""
    talk = resting()
    assert "say reflect.speak" in talk.send(ControlPressed("carry_on"))
