"""What a display shows is derived from the session."""

from hearback.core.events import SafeWordHeard
from hearback.core.view import View, view
from transcripts.conversation import REFLECT, Conversation, begun, judging, speaking


def test_the_view_follows_the_session() -> None:
    """Waiting, ours, whose floor it is, still theirs, nearly time, rest, paused, over."""
    talk = Conversation(REFLECT)
    assert view(talk.session) == View("waiting")
    talk = begun(REFLECT)
    assert view(talk.session) == View("floor", "Ben", "listening")
    talk.quiet(8.0)
    assert view(talk.session) == View("ours", None, "listening")
    talk = speaking()
    assert view(talk.session) == View("floor", "Ana", "listening")
    talk.quiet(4.5)
    assert view(talk.session) == View("floor", "Ana", "listening", is_still_yours=True)
    talk.hear("And on and on.", 61)
    talk.quiet(1.3)
    assert view(talk.session).state == "nearly_time"
    talk.quiet(140.0)
    assert view(talk.session) == View("rest", None, "listening")


def test_a_pause_and_the_end_are_shown() -> None:
    """Amber after the safe word, and nothing to wait for after the end."""
    talk = judging()
    talk.send(SafeWordHeard())
    assert view(talk.session) == View("paused", None, "listening")
    talk.silence()
    assert view(talk.session) == View("over")
