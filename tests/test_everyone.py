"""Everyone's own yes, all of it fresh."""

import pytest

from hearback.core.events import ControlPressed
from hearback.core.everyone import WITHIN_S, Everyone
from transcripts.conversation import Conversation
from transcripts.pauses import asked_back, called, on_needs


def pause_of(talk: Conversation) -> bool:
    """Return whether the first pause is resumed."""
    return talk.session.context.account.pauses[0].is_resumed


@pytest.mark.parametrize(("for_s", "is_resumed"), [(50.0, True), (58.5, False)])
def test_an_old_yes_is_asked_for_again(for_s: float, is_resumed: bool) -> None:
    """Two yeses count together within 60 s; an older one is asked for again, and then they do."""
    talk = asked_back()
    talk.hear("Yes.")
    said_at = talk.now
    talk.hear("Yes.", for_s=for_s, after_s=1.0)
    assert pause_of(talk) == is_resumed
    if not is_resumed:
        assert talk.now - said_at > WITHIN_S
        assert talk.since(0)[-1] == "Ana? pause.ready"
        talk.hear("Yes.")
    assert pause_of(talk)


def test_whoever_is_never_ready_together_needs_more_time() -> None:
    """It does not go round for ever: after two rounds it is "not ready"."""
    talk = asked_back()
    for _ in range(4):
        assert not pause_of(talk)
        said = talk.hear("Yes.", for_s=59.0)
    assert said == ["say pause.more_time", "all? pause.line"]


def test_with_many_people_only_the_old_yes_is_asked_for() -> None:
    """Who said yes a moment ago is not asked twice."""
    talk = asked_back(called(on_needs(("Ana", "Ben", "Caro"))))
    talk.hear("Yes.")
    talk.hear("Yes.", for_s=50.0)
    talk.hear("Yes.", for_s=7.0)
    assert talk.since(0)[-1] == "Ana? pause.ready"
    assert talk.hear("Yes.")[0] == "say pause.breath"


def test_a_key_pressed_twice_answers_for_one() -> None:
    """The second press comes before the next question was heard, and counts for nobody."""
    talk = asked_back()
    assert talk.send(ControlPressed("yes"))[-1] == "say pause.ready"
    assert talk.send(ControlPressed("yes")) == []
    talk.settle()
    assert not pause_of(talk)
    talk.send(ControlPressed("ready"))
    assert pause_of(talk)


@pytest.mark.parametrize(("key", "line"), [("no", "more_time"), ("more_time", "more_time"), ("end", "thanks")])
def test_whoever_is_not_ready_may_say_so_at_once(key: str, line: str) -> None:
    """A key for no, more time or the end cuts the question."""
    talk = asked_back()
    talk.send(ControlPressed("yes"))
    assert talk.send(ControlPressed(key))[:2] == ["stop", f"say pause.{line}"]


def test_begun_again_no_yes_of_before_counts() -> None:
    """A second beginning asks the first person again."""
    talk = asked_back()
    talk.hear("Yes.")
    step = talk.session.step
    assert isinstance(step, Everyone)
    assert step.question.who == "Ben"
    step.begin(talk.now)
    assert step.question.who == "Ana"
    assert step.turns == ()
