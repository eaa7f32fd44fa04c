"""Following turns: what counts, since when it is quiet, and what is given up."""

from hearback.core.events import Tick, TurnEnded, TurnHeard, TurnStarted
from hearback.core.talk import HEARING_LIMIT_S, Talk


def listening(now: float = 10.0) -> Talk:
    """Return a talk that counts from now."""
    talk = Talk()
    talk.listen(now)
    return talk


def test_a_turn_is_followed_from_its_start_to_its_words() -> None:
    """It carries its words, its voiced time and the quiet before it; the quiet after it began when the voice ended."""
    talk = listening()
    assert talk.note(TurnStarted(1), 13.0) is None
    assert (talk.is_talking, talk.talking_since, talk.quiet_s(20.0)) == (True, 13.0, 0.0)
    assert talk.note(TurnEnded(1, 6.5, 0.8), 20.8) is None
    assert (talk.is_talking, talk.is_hearing, talk.quiet_since) == (False, True, 20.0)
    turn = talk.note(TurnHeard(1, "Hello.", 0.9), 21.0)
    assert turn is not None
    assert (turn.text, turn.voiced_s, turn.after_quiet_s, turn.started_at) == ("Hello.", 6.5, 3.0, 13.0)
    assert (talk.heard, talk.is_hearing, talk.numbers) == ([turn], False, (1,))


def test_words_may_come_before_the_end() -> None:
    """They are kept until the end is known."""
    talk = listening()
    talk.note(TurnStarted(1), 11.0)
    assert talk.note(TurnHeard(1, "Yes.", 1.0), 12.0) is None
    turn = talk.note(TurnEnded(1, 0.5, 0.4), 12.1)
    assert turn is not None
    assert turn.text == "Yes."


def test_what_began_before_does_not_count() -> None:
    """A turn that went on when listening began changes nothing, however late its words come."""
    talk = listening()
    talk.note(TurnStarted(1), 11.0)
    talk.listen(12.0)
    assert talk.note(TurnEnded(1, 1.0, 0.4), 13.0) is None
    assert talk.note(TurnHeard(1, "Yes.", 1.0), 13.5) is None
    assert (talk.heard, talk.quiet_since, talk.numbers) == ([], 12.0, ())


def test_doubled_news_counts_once() -> None:
    """A second start, end or text of the same turn is ignored."""
    talk = listening()
    for _ in range(2):
        talk.note(TurnStarted(1), 11.0)
    talk.note(TurnEnded(1, 1.0, 0.4), 13.0)
    talk.note(TurnEnded(1, 9.0, 0.4), 14.0)
    assert talk.note(TurnHeard(1, "Yes.", 1.0), 14.5) is not None
    assert talk.note(TurnHeard(1, "No.", 1.0), 14.6) is None
    assert (talk.voiced_s, len(talk.heard), talk.numbers) == (1.0, 1, (1,))


def test_words_that_never_come_are_given_up() -> None:
    """After the limit the turn counts as heard without words, the oldest first."""
    talk = listening()
    for turn in (1, 2):
        talk.note(TurnStarted(turn), 10.0 + turn)
        talk.note(TurnEnded(turn, 0.5, 0.4), 11.0 + turn)
    assert talk.deadline == 12.0 + HEARING_LIMIT_S
    assert talk.note(Tick(), 21.9) is None
    given_up = talk.note(Tick(), 22.0)
    assert given_up is not None
    assert (given_up.number, given_up.text) == (1, "")
    assert talk.is_hearing


def test_our_own_voice_is_nobodys_silence() -> None:
    """Time that our line took is left out; the quiet never begins in the future."""
    talk = listening()
    talk.skip(2.0, 20.0)
    assert talk.quiet_s(20.0) == 8.0
    talk.skip(100.0, 20.0)
    assert talk.quiet_s(20.0) == 0.0


def test_a_dropped_turn_leaves_nothing() -> None:
    """Neither its words nor its number stay."""
    talk = listening()
    talk.note(TurnStarted(1), 11.0)
    talk.note(TurnEnded(1, 1.0, 0.4), 12.0)
    talk.note(TurnHeard(1, "Secret.", 1.0), 12.0)
    talk.drop(1)
    assert (talk.heard, talk.numbers) == ([], ())
