"""The inbox: one taker, many givers."""

from fakes import taken
from hearback.core.events import EngineFailed, LineEnded, Tick
from hearback.errors import EngineError
from hearback.runner.inbox import Inbox


def test_events_come_in_order() -> None:
    """What was posted first is taken first."""
    inbox = Inbox()
    inbox.post(LineEnded(1))
    inbox.post(LineEnded(2))
    assert taken(inbox, 2) == [LineEnded(1), LineEnded(2)]


def test_a_deadline_that_passed_is_a_tick() -> None:
    """With nothing posted, the deadline brings a Tick, never earlier than the deadline."""
    inbox = Inbox(clock=lambda: 7.0)
    assert inbox.take(7.0) == (Tick(), 7.0)


def test_news_goes_before_a_deadline_that_passed() -> None:
    """A late taker gets the event first, so that nothing heard is overtaken by a timeout."""
    inbox = Inbox(clock=lambda: 9.0)
    inbox.post(LineEnded(1))
    assert inbox.take(7.0) == (LineEnded(1), 9.0)


def test_emptying_drops_what_is_there() -> None:
    """After a session nothing of it is left."""
    inbox = Inbox(clock=lambda: 1.0)
    inbox.post(LineEnded(1))
    inbox.empty()
    assert inbox.take(1.0)[0] == Tick()


def test_a_thread_that_dies_is_an_event() -> None:
    """Its own error's text is kept, and of any other error only the type, which holds no words."""
    inbox = Inbox()

    def ours() -> None:
        raise EngineError("the model is gone")

    def foreign() -> None:
        raise ValueError("I feel alone")

    for run, reason in ((ours, "the model is gone"), (foreign, "ValueError")):
        inbox.thread("detector", run).start()
        assert taken(inbox, 1) == [EngineFailed("detector", reason)]
