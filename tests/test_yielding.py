"""Giving way to somebody who talks over us (PRACTICE C3)."""

from hearback.core.effects import Listen, Say
from hearback.core.events import (
    ControlPressed,
    Event,
    LineEnded,
    SafeWordHeard,
    TalkedOver,
    TurnEnded,
    TurnHeard,
    TurnStarted,
)
from transcripts.conversation import Conversation, begun, speaking

ROUND = {"kind": "round", "name": "kind", "stems": ["appreciations.stem"]}


def asking() -> Conversation:
    """Return a conversation in which Ana's consent is being asked for, in the middle of the line."""
    talk = Conversation(ROUND)
    talk.begin_to_talk()
    talk.wait_until(talk.now + 1.8)
    talk.send(TurnEnded(talk.turn, 1.0, 0.8))
    talk.send(TurnHeard(talk.turn, "Start a check-in.", 1.0))
    while said(talk)[-1] != "arrive.consent":
        assert talk._line is not None
        talk.wait_until(talk._line[0])
    return talk


def said(talk: Conversation) -> list[str]:
    """Return the keys of the lines so far."""
    return [effect.key for _, effect in talk.log if isinstance(effect, Say)]


def talk_over(talk: Conversation, text: str = "wait a moment", for_s: float = 1.5) -> list[str]:
    """Let somebody talk over the line, finish, and be understood; return what was done at once."""
    talk.turn += 1
    first = talk.send(TalkedOver(talk.turn))
    talk.wait_until(talk.now + for_s)
    talk.send(TurnEnded(talk.turn, for_s, 0.8))
    talk.send(TurnHeard(talk.turn, text, 1.0))
    return first


def test_a_line_is_cut_and_then_offered_again() -> None:
    """We fall silent at once, say nothing while they talk, and ask a second after they finished."""
    talk = asking()
    assert talk_over(talk) == ["stop"]
    assert said(talk)[-1] == "arrive.consent"
    talk.wait_until(talk.now + 1.1)
    assert said(talk)[-1] == "yield.repeat"


def test_a_yes_begins_the_step_anew() -> None:
    """The line that was cut is said again from its beginning, and its answer counts."""
    for text in ("Yes.", "Repeat."):
        talk = asking()
        talk_over(talk)
        talk.wait_until(talk.now + 1.1)
        talk.settle()
        talk.hear(text)
        assert said(talk)[-1] == "arrive.consent", text
        talk.hear("Yes.")
        assert said(talk)[-1] == "arrive.consent"
        assert said(talk).count("arrive.consent") == 3  # Ana twice, Ben once


def test_asking_for_it_over_the_line_is_enough() -> None:
    """Who says "repeat that" while talking over us is not asked again."""
    talk = asking()
    talk_over(talk, "repeat that please")
    assert said(talk)[-2:] == ["arrive.consent", "arrive.consent"]


def test_a_no_or_silence_goes_on_as_if_the_line_had_been_said() -> None:
    """The answer to the line that was cut is awaited then, without saying it again."""
    for text in ("No.", None):
        talk = asking()
        talk_over(talk)
        talk.wait_until(talk.now + 1.1)
        talk.settle()
        if text:
            talk.hear(text)
        else:
            talk.wait_until(talk.now + 5.1)
        assert said(talk)[-1] == "yield.repeat"
        listened = [effect for _, effect in talk.log if isinstance(effect, Listen)]
        assert (listened[-1].key, listened[-1].who) == ("arrive.consent", "Ana")
        talk.hear("Yes.")
        assert said(talk)[-1] == "arrive.consent"


def test_their_yes_over_the_line_is_no_answer_to_the_offer() -> None:
    """A yes that was said before we asked does not repeat the line."""
    talk = asking()
    talk_over(talk, "yes")
    talk.wait_until(talk.now + 1.1)
    assert said(talk)[-1] == "yield.repeat"


def test_on_their_own_floor_we_only_fall_silent() -> None:
    """Who takes up their words while we ask "more, or done?" just goes on."""
    talk = speaking()
    talk.hear("When it rains I am sad.", 10)
    talk.quiet(14.1)
    assert said(talk)[-1] == "floor.more_or_done"
    talk_over(talk, "and on Sunday too", 3.0)
    talk.wait_until(talk.now + 3.0)
    assert said(talk)[-1] == "floor.more_or_done"
    talk.hear("I'm done.")
    assert said(talk)[-1].startswith("reflect.reflect")


def test_a_step_gives_way_twice_at_most() -> None:
    """The third time we speak on, so that a loud room can not stop a session."""
    talk = asking()
    for _ in range(2):
        assert talk_over(talk) == ["stop"]
        talk.wait_until(talk.now + 1.1)
        talk.settle()
        talk.begin_to_talk()
        talk.wait_until(talk.now + 1.0)
        talk.send(TurnEnded(talk.turn, 0.5, 0.4))
        talk.send(TurnHeard(talk.turn, "Repeat.", 1.0))
        assert said(talk)[-1] == "arrive.consent"
    assert talk_over(talk) == []


def test_the_safe_word_over_the_line_that_is_cut_is_one_pause() -> None:
    """The word pauses also while we give way, and coming back begins the step anew."""
    talk = asking()
    talk.turn += 1
    talk.send(TalkedOver(talk.turn))
    assert "stop" in talk.send(SafeWordHeard())
    assert len(talk.session.context.account.pauses) == 1
    assert talk.session.is_paused


def test_a_pause_is_not_talked_over() -> None:
    """The lines of a pause are said to their end."""
    talk = begun(ROUND)
    talk.send(SafeWordHeard())
    talk.wait_until(talk.now + 10.5)
    assert said(talk)[-1] == "pause.line"
    talk.turn += 1
    assert talk.send(TalkedOver(talk.turn)) == []


def test_late_news_of_talk_is_the_beginning_of_a_turn() -> None:
    """When our line is over already, who talked over it is heard as anybody else."""
    talk = asking()
    talk.settle()
    talk.turn += 1
    assert talk.send(TalkedOver(talk.turn)) == []
    talk.wait_until(talk.now + 1.0)
    talk.send(TurnEnded(talk.turn, 1.0, 0.4))
    talk.send(TurnHeard(talk.turn, "Yes.", 1.0))
    assert said(talk)[-1] == "arrive.consent"
    assert talk.session.step.question.who == "Ben"  # type: ignore[attr-defined]


def test_a_key_answers_while_we_give_way() -> None:
    """A key that means something else is the step's own, and the key for yes repeats."""
    talk = asking()
    talk.turn += 1
    talk.send(TalkedOver(talk.turn))
    talk.send(ControlPressed("repeat"))
    assert said(talk)[-2:] == ["arrive.consent", "arrive.consent"]


def test_stale_and_doubled_news_change_nothing() -> None:
    """A line that ended already, a turn told twice: we give way once."""
    talk = asking()
    line = talk._line
    assert line is not None
    talk.turn += 1
    talk.send(TalkedOver(talk.turn))
    stale: tuple[Event, ...] = (LineEnded(line[1]), TurnStarted(talk.turn), TalkedOver(talk.turn))
    for event in stale:
        assert talk.send(event) == []
