"""The way through a program, whole and light."""

from hearback.core.context import Context
from hearback.core.course import Course
from hearback.core.lines import Lines
from transcripts.conversation import REFLECT, begun, program_of, shipped
from transcripts.pauses import KIND, NEEDS, called, come_back, everyone_says


def course(*people: str) -> tuple[Course, Context]:
    """Return the way through a program with a heavy and a light round and the loop, and its context."""
    context = Context(people, Lines(shipped().lines, 0), shipped().intents(people))
    return Course(program_of(NEEDS, KIND, REFLECT), context), context


def test_the_stages_come_in_order() -> None:
    """Each is written down as it begins; after the last there is nothing."""
    way, context = course("Ana", "Ben")
    heavy = []
    assert way.stage is None
    while way.next() is not None:
        heavy.append(way.is_heavy)
    assert context.account.stages == ["arrive", "needs", "kind", "listening", "close"]
    assert heavy == [False, True, False, True, False]


def test_the_light_way_leaves_out_what_is_heavy() -> None:
    """From there on only light stages come, and the close."""
    way, context = course("Ana", "Ben")
    way.next()
    way.next()
    way.lighter()
    assert way.stage == "kind"
    way.next()
    assert way.next() is None
    assert context.account.stages == ["arrive", "needs", "kind", "close"]


def test_a_stage_with_nothing_to_do_is_left_out() -> None:
    """Alone there is nobody to reflect."""
    way, context = course("Ana")
    while way.next() is not None:
        pass
    assert "listening" not in context.account.stages


def test_lighter_after_a_pause_goes_to_the_close_where_nothing_light_is_left() -> None:
    """The session is finished all the same."""
    talk = come_back(called(begun(program=program_of(NEEDS, REFLECT))))
    said = everyone_says(talk, "Lighter.")
    assert "say pause.lighter" in said
    assert talk.since(0)[-1] == "finish done"
    assert talk.session.context.account.stages == ["arrive", "needs", "close"]
