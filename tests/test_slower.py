"""The word slower: a quiet minute, and then exactly what was underway."""

import pytest

from hearback.core.controls import QUIET_MINUTE_S
from hearback.core.events import ControlPressed, SafeWordHeard, TurnHeard
from transcripts.conversation import REFLECT, REFLECTION, STATEMENT, Conversation, begun, judging, reflecting, speaking
from transcripts.pauses import asked_back, everyone_says, said_after, words_said


def slow(talk: Conversation, *, by_key: bool) -> list[str]:
    """Ask for it by a key or by voice."""
    if not by_key:
        return talk.hear("Slower, please.")
    first = len(talk.log)
    talk.send(ControlPressed("slower"))
    talk.settle()
    return talk.since(first)


@pytest.mark.parametrize("by_key", [False, True])
def test_a_question_waits_a_quiet_minute(by_key: bool) -> None:
    """Nothing is lost: the same question comes again after 60 s, and the reflection it is about is still there."""
    talk = judging()
    entry = talk.session.context.account.reflections[0]
    assert slow(talk, by_key=by_key) == ["stop", "all? pause.slower", "say pause.slower"]
    at = talk.now
    talk.wait_until(at + QUIET_MINUTE_S - 0.1)
    assert said_after(talk, at) == []
    talk.wait_until(at + QUIET_MINUTE_S + 0.1)
    talk.settle()
    assert talk.since(0)[-2:] == ["say reflect.verdict", "Ana? reflect.verdict"]
    assert talk.session.context.account.reflections == [entry]
    talk.hear("Yes.")
    assert entry.verdict == "yes"
    assert talk.session.context.account.pauses == []


def test_asked_for_twice_it_is_one_more_minute() -> None:
    """Asked again in the quiet minute it begins anew; it does not add up."""
    talk = judging()
    slow(talk, by_key=True)
    talk.wait_until(talk.now + 30.0)
    slow(talk, by_key=True)
    at = talk.now
    talk.wait_until(at + 61.0)
    assert said_after(talk, at) == [(60.0, "reflect.verdict")]


def test_a_doubled_word_is_heard_once() -> None:
    """The words of the same turn told twice do not begin the minute anew."""
    talk = judging()
    slow(talk, by_key=False)
    at = talk.now
    talk.wait_until(at + 30.0)
    assert talk.send(TurnHeard(talk.turn, "Slower, please.", 1.0)) == []
    talk.wait_until(at + 60.0)
    assert said_after(talk, at) == [(60.0, "reflect.verdict")]


def test_a_replay_waits_with_its_sound() -> None:
    """The listener's voice is kept through the quiet minute, and played whole afterwards."""
    talk = reflecting(read_back="voice")
    talk.hear(REFLECTION, 10)
    reflection = talk.turn
    talk.begin_to_talk()
    talk.send(ControlPressed("done"))
    assert slow(talk, by_key=True)[0] == "stop"
    talk.wait_until(talk.now + 61.0)
    assert reflection not in talk.forgotten
    talk.settle()
    assert talk.since(0)[-4:] == ["say reflect.replay", "replay", "say reflect.verdict", "Ana? reflect.verdict"]


@pytest.mark.parametrize("by_key", [False, True])
def test_a_floor_is_kept_and_not_reminded(by_key: bool) -> None:
    """Who holds the floor keeps it; for 60 s no tone and no line, then the ladder from its beginning."""
    talk = speaking()
    talk.hear(STATEMENT, 10)
    assert slow(talk, by_key=by_key) == []
    at = talk.now
    talk.wait_until(at + 60.0)
    assert said_after(talk, at) == []
    assert "tone nearly_time" not in talk.since(0)
    assert talk.session.context.account.floors == []
    assert [what for _, what in talk.quiet(60.0 + 15.0)][:2] == ["tone nearly_time", "say floor.more_or_done"]


def test_the_opening_of_a_floor_waits_too() -> None:
    """Asked for while the floor is being given: quiet first, and then the opening once more, whole."""
    talk = begun(REFLECT)
    talk.send(ControlPressed("yes"))
    assert slow(talk, by_key=True) == ["stop", "all? pause.slower", "say pause.slower"]
    talk.wait_until(talk.now + 61.0)
    talk.settle()
    assert talk.since(0)[-3:] == ["tone floor_open", "say reflect.speak", "Ana? reflect.speak"]


def test_before_the_session_it_is_no_matter() -> None:
    """While waiting for a start nothing is slowed down."""
    talk = Conversation()
    assert talk.hear("Slower.") == []
    assert talk.send(ControlPressed("slower")) == []


def test_a_pause_in_the_quiet_minute_comes_back_to_the_matter() -> None:
    """After the pause nobody waits the rest of the minute: the stage goes on from where it was."""
    talk = judging()
    slow(talk, by_key=True)
    talk.wait_until(talk.now + 5.0)
    talk.send(SafeWordHeard())
    assert talk.session.context.account.reflections == []
    asked_back(talk)
    everyone_says(talk)
    words_said(talk)
    everyone_says(talk, "Smaller.")
    assert talk.since(0)[-1] == "Ana? reflect.speak"


def test_what_is_said_in_the_quiet_minute_is_forgotten() -> None:
    """It belongs to nobody's answer, and its sound is dropped when the minute is over."""
    talk = judging()
    slow(talk, by_key=True)
    talk.hear("I just need a moment.")
    talk.wait_until(talk.now + 61.0)
    talk.settle()
    talk.hear("Yes.")
    assert talk.turn - 1 in talk.forgotten
