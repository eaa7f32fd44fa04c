"""The reflective stage: hopes, readiness, the ring of speakers and listeners, and a word at the end."""

import pytest

from transcripts.conversation import REFLECT, REFLECTION, STATEMENT, begun, judging, speaking


def test_each_is_asked_what_they_hope_for() -> None:
    """Heard, comforted or helped: any word will do, and no answer is no matter."""
    talk = begun({"kind": "reflect"})
    assert talk.since(0)[-2:] == ["say reflect.want", "Ana? reflect.want"]
    talk.hear("Comforted.")
    talk.quiet(2.0)
    talk.settle()
    assert talk.since(0)[-1] == "Ben? reflect.want"
    assert [what for _, what in talk.quiet(21.0)] == ["say reflect.want", "say reflect.open", "say reflect.ready"]


def test_a_listener_may_need_more_time() -> None:
    """More time is given twice, a minute each; then the turn is left out without a word about it."""
    talk = begun(REFLECT)
    assert talk.hear("Not yet.") == ["say reflect.take_time", "Ben? reflect.take_time"]
    assert talk.quiet(59.0) == []
    assert talk.hear("One moment.") == ["say reflect.take_time", "Ben? reflect.take_time"]
    assert talk.hear("No.") == ["say reflect.passed", "say reflect.switch", "say reflect.ready", "Ana? reflect.ready"]


def test_a_ready_after_some_time_opens_the_floor() -> None:
    """Who took the time they needed then listens."""
    talk = begun(REFLECT)
    talk.hear("More time.")
    assert talk.hear("I'm ready now.", after_s=40.0)[-1] == "Ana? reflect.speak"


def test_an_unclear_readiness_is_no_yes() -> None:
    """Asked three times without an understandable answer, the turn is passed on."""
    talk = begun(REFLECT)
    for _ in range(2):
        talk.hear("Well, the thing is")
    assert talk.hear("Well, the thing is")[0] == "say reflect.passed"


def test_in_a_group_each_listens_once() -> None:
    """The listener is the next in the ring, so that nobody becomes the group's listener."""
    talk = speaking(people=("Ana", "Ben", "Caro"))
    pairs = [("Ben", "Ana"), ("Caro", "Ben"), ("Ana", "Caro")]
    for at, (listener, speaker) in enumerate(pairs):
        assert talk.hear(f"{STATEMENT} I'm done.", 10)[-1] == f"{listener}? reflect.reflect"
        assert talk.hear(f"{REFLECTION} I'm done.", 8)[-1] == f"{speaker}? reflect.verdict"
        talk.hear("Yes.")
        assert talk.session.is_over == (at == 2)
        if at < 2:
            talk.hear("Yes.")


@pytest.mark.parametrize(
    ("field", "asked"), [("validate_line", "Ben? reflect.validate"), ("feeling_line", "Ben? reflect.feeling")]
)
def test_the_listener_is_offered_a_line_where_the_program_wants_it(field: str, asked: str) -> None:
    """The offer settles by itself, and silence passes it by."""
    talk = judging({**REFLECT, field: True})
    assert talk.hear("Yes.")[-1] == asked
    assert [what for _, what in talk.quiet(33.0)][-1] == "say reflect.switch"


def test_both_leave_the_turn_with_a_word() -> None:
    """The speaker first, then the listener; unanswered it goes on."""
    talk = judging({**REFLECT, "word": True})
    assert talk.hear("Yes.")[-1] == "Ana? reflect.word"
    assert [what for _, what in talk.quiet(8.5)] == [("say reflect.word")]
    talk.settle()
    assert talk.since(0)[-1] == "Ben? reflect.word"


def test_alone_there_is_no_reflection() -> None:
    """One person can not reflect for themselves: the stage is left out."""
    talk = begun(REFLECT, people=("Ana",))
    assert talk.session.context.account.stages == ["arrive", "close"]
