"""One question to one person: re-asked in grades, never a yes in doubt, nobody hurried."""

import pytest

from hearback.core.events import ControlPressed, LineEnded, TurnEnded, TurnHeard, TurnStarted
from transcripts.conversation import ENDED_S, REFLECT, Conversation, begun, judging

ROUND = {"kind": "round", "name": "kind", "stems": ["appreciations.stem"], "back": "appreciations.thanks"}


def test_silence_is_asked_again_at_its_times_then_held() -> None:
    """Eight seconds each: the question again, then the allowed answers; then we rest without a word."""
    talk = judging()
    assert talk.quiet(28.1) == [(8.0, "say reflect.verdict"), (18.0, "say ask.verdict")]
    talk.wait_until(talk.now + 1.0)
    assert talk.since(0)[-1] == "all? rest"


def test_what_is_not_understood_is_said_so_once() -> None:
    """The first re-ask says that we did not catch it, the second gives the allowed answers."""
    talk = judging()
    assert talk.hear("The cat is on the roof.")[:2] == ["say ask.missed", "say reflect.verdict"]
    assert talk.hear("The cat is on the roof.")[0] == "say ask.verdict"


def test_the_wait_is_the_programs() -> None:
    """A stage may be more patient."""
    talk = judging({**REFLECT, "wait_s": 20.0})
    assert talk.quiet(25.0) == [(20.0, "say reflect.verdict")]


def test_repeat_is_free_three_times() -> None:
    """The question is said again on request; after three times it counts as a re-ask, so it can not go on for ever."""
    talk = judging()
    for _ in range(3):
        assert talk.hear("Say that again, please.") == ["say reflect.verdict", "Ana? reflect.verdict"]
    asked = [talk.hear("Repeat.")[0] for _ in range(3)]
    assert asked == ["say ask.missed", "say ask.verdict", "say reflect.park"]


def test_a_late_yes_for_an_old_question_answers_nothing() -> None:
    """Words of a turn that began under the question before do not count for this one."""
    talk = Conversation(REFLECT)
    talk.hear("Start a check-in.")
    talk.begin_to_talk()
    old = talk.turn
    talk.wait_until(talk.now + 1.0)
    talk.send(ControlPressed("yes"))
    talk.settle()
    talk.settle()
    assert talk.since(0)[-1] == "Ben? arrive.consent"
    assert talk.send(TurnEnded(old, 1.0, ENDED_S)) == []
    assert talk.send(TurnHeard(old, "Yes.", 1.0)) == []
    assert talk.session.stage == "arrive"


def test_a_doubled_answer_counts_once() -> None:
    """The same words reported twice do not answer the next question."""
    talk = Conversation(REFLECT)
    talk.hear("Start a check-in.")
    talk.hear("Yes.")
    assert talk.send(TurnHeard(talk.turn, "Yes.", 1.0)) == []
    assert talk.send(TurnStarted(talk.turn)) == []
    assert talk.session.stage == "arrive"


def test_words_while_we_ask_answer_nothing() -> None:
    """A turn during our own line is no answer: the ears hear nothing then."""
    talk = Conversation(REFLECT)
    talk.begin_to_talk()
    talk.send(TurnEnded(talk.turn, 1.0, ENDED_S))
    talk.send(TurnHeard(talk.turn, "Start a check-in.", 1.0))
    assert talk.send(TurnStarted(77)) == []
    assert talk.send(TurnEnded(77, 1.0, ENDED_S)) == []
    assert talk.send(TurnHeard(77, "Yes.", 1.0)) == []
    talk.settle()
    assert talk.since(0)[-1] == "Ana? arrive.consent"


def test_ones_own_words_may_have_pauses() -> None:
    """An answer without set wordings is over after two quiet seconds, not before."""
    talk = begun(ROUND)
    talk.hear("You made coffee. I'm done.", 5)
    talk.hear("Thank")
    assert talk.quiet(1.9) == []
    talk.hear("you, dear.", after_s=0.0)
    assert talk.quiet(2.1) == [(2.0, "tone floor_open"), (2.0, "say appreciations.stem")]


def test_ones_own_words_need_no_understanding() -> None:
    """Words that nobody could make out still answer such a question."""
    talk = begun(ROUND)
    talk.hear("You made coffee. I'm done.", 5)
    talk.hear("")
    assert talk.quiet(2.5)[-1] == (2.0, "say appreciations.stem")


def test_a_word_that_begins_an_answer_is_not_taken_for_a_command() -> None:
    """In one's own words "again you ..." is no request to repeat."""
    talk = begun(ROUND)
    talk.hear("You made coffee. I'm done.", 5)
    assert talk.hear("Again I say thank you.", 2) == []


def test_recognition_that_takes_long_is_waited_for() -> None:
    """While words are awaited nobody is asked again; after ten seconds they count as not understood."""
    talk = judging()
    talk.begin_to_talk(3.0)
    talk.send(TurnEnded(talk.turn, 1.0, ENDED_S))
    first, at = len(talk.log), talk.now
    talk.wait_until(at + 9.9)
    assert talk.since(first) == []
    talk.wait_until(at + 10.1)
    assert talk.since(first)[0] == "say ask.missed"


def test_a_key_answers_at_once() -> None:
    """A pressed yes answers, also while the question is still being said."""
    talk = judging()
    assert talk.send(ControlPressed("yes"))[0] == "say reflect.heard"
    talk = judging()
    talk.quiet(8.0)
    assert talk.send(ControlPressed("yes"))[:2] == ["stop", "say reflect.heard"]


@pytest.mark.parametrize("key", ["more_time", "start", "nonsense"])
def test_a_key_that_answers_nothing_here_changes_nothing(key: str) -> None:
    """Only the keys that the question takes count."""
    assert judging().send(ControlPressed(key)) == []


def test_talk_without_an_end_is_not_waited_for_for_ever() -> None:
    """A radio during a short question: after a minute it is asked again, and in the end we rest."""
    talk = judging()
    talk.begin_to_talk(1.0)
    first = len(talk.log)
    talk.wait_until(talk.now + 61.0)
    assert talk.since(first)[0] == "say reflect.verdict"


def test_the_end_of_another_line_does_not_open_the_question() -> None:
    """Only the question's own line ends it."""
    talk = judging()
    talk.quiet(8.0)
    assert talk.send(LineEnded(10**6)) == []


def test_a_guess_is_no_answer() -> None:
    """What the recognizer is unsure of is asked again, never taken for a yes."""
    talk = begun(REFLECT)
    assert "say ask.missed" in talk.hear("Yes.", confidence=0.2)
