"""Saying lines one after another, and going on when the voice is dead."""

from hearback.core.context import Context
from hearback.core.effects import PlayTone, Replay, Say, StopSound
from hearback.core.events import LineEnded, Tick
from hearback.core.lines import Line, Lines
from hearback.core.speech import PATIENCE, SLACK_S, Announce, Speech, Voice
from transcripts.conversation import shipped

ONE, TWO = Line("one", "Five words are in here."), Line("two", "And five in this one.")


def context() -> Context:
    """Return a context of two people."""
    return Context(("Ana", "Ben"), Lines(shipped().lines), shipped().intents())


def test_lines_are_said_in_order() -> None:
    """The next begins when the current one ended; tones do not wait."""
    speech = Speech(context())
    assert speech.say(("floor_open", ONE, "hand_over", TWO, "paused"), 5.0) == [
        PlayTone("floor_open"),
        Say(0, "one", ONE.text),
    ]
    assert speech.handle(LineEnded(0), 7.0) == [PlayTone("hand_over"), Say(1, "two", TWO.text)]
    assert not speech.is_over
    assert speech.handle(LineEnded(1), 9.0) == [PlayTone("paused")]
    assert speech.is_over


def test_another_lines_end_changes_nothing() -> None:
    """Only the id of the line being said counts."""
    speech = Speech(context())
    speech.say((ONE,), 5.0)
    assert speech.handle(LineEnded(7), 6.0) == []
    assert not speech.is_over


def test_a_line_that_is_never_reported_counts_as_said_in_time() -> None:
    """After twice its length and some slack it goes on: the captions carried it."""
    speech = Speech(context())
    speech.say((ONE,), 5.0)
    assert speech.deadline == 5.0 + ONE.seconds * PATIENCE + SLACK_S
    speech.handle(Tick(), speech.deadline - 0.01)
    assert not speech.is_over
    speech.handle(Tick(), speech.deadline)
    assert speech.is_over


def test_a_voice_is_replayed() -> None:
    """Turns in the row of lines are played from memory."""
    assert Speech(context()).say((Voice((3, 4), 6.0),), 0.0) == [Replay(0, (3, 4), 6.0)]


def test_a_cut_line_is_stopped_and_the_rest_dropped() -> None:
    """Cutting when nothing is said does nothing."""
    speech = Speech(context())
    assert speech.cut() == []
    speech.say((ONE, TWO), 0.0)
    assert speech.cut() == [StopSound()]
    assert speech.is_over
    assert speech.handle(LineEnded(0), 1.0) == []


def test_an_announcement_may_keep_a_quiet() -> None:
    """It is over after the lines, or after the quiet that follows them."""
    step = Announce(context(), (ONE,), after_s=60.0)
    step.begin(0.0)
    step.handle(LineEnded(0), 2.0)
    assert (step.outcome, step.deadline) == (None, 62.0)
    step.handle(Tick(), 61.9)
    assert step.outcome is None
    step.handle(Tick(), 62.0)
    assert step.outcome is True


def test_an_announcement_can_begin_again() -> None:
    """Begun anew, it says its lines from the first."""
    step = Announce(context(), (ONE, TWO))
    step.begin(0.0)
    assert step.begin(1.0) == [Say(1, "one", ONE.text)]
