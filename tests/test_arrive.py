"""Arrive: each person's own yes, and nothing without it."""

import pytest

from transcripts.conversation import REFLECT, Conversation, begun

DECLINED = ["stop", "closed", "say end.declined", "tone microphone", "finish declined"]


def asked(people: tuple[str, ...] = ("Ana", "Ben")) -> Conversation:
    """Return a conversation in which the first person is asked for consent."""
    talk = Conversation(REFLECT, people=people)
    talk.hear("Hey, could you start a check-in now?")
    return talk


def test_everyone_is_asked_for_their_own_yes() -> None:
    """One person's yes is not another's."""
    talk = asked(("Ana", "Ben", "Caro"))
    assert talk.hear("Yes.")[-1] == "Ben? arrive.consent"
    assert talk.hear("Yes.")[-1] == "Caro? arrive.consent"
    assert talk.hear("Of course.")[0] == "say arrive.thanks"


@pytest.mark.parametrize("answer", ["No.", "No, thanks.", "I'd rather not.", "Pass."])
def test_a_no_ends_it_warmly(answer: str) -> None:
    """Anyone's no declines the session in one line."""
    talk = asked()
    talk.hear("Yes.")
    assert talk.hear(answer) == DECLINED


def test_silence_is_no_consent() -> None:
    """Nobody answers: the session ends after two re-asks."""
    said = asked().silence()
    assert [line for line in said if line.startswith("say")] == [
        "say arrive.consent",
        "say ask.yes_no",
        "say end.silence",
    ]


@pytest.mark.parametrize(
    "answer", ["Yes, but not tonight.", "Maybe.", "What do you mean by that?", "Yes, if he goes first"]
)
def test_an_unclear_answer_is_no_consent(answer: str) -> None:
    """What is not understood in three askings declines."""
    talk = asked()
    talk.hear(answer)
    talk.hear(answer)
    assert talk.hear(answer) == DECLINED


def test_the_safe_word_is_mentioned_only_where_there_is_one() -> None:
    """Without a safe word the reminder names the words that work."""
    for word, key in ((None, "say arrive.words_alone"), ("lighthouse", "say arrive.words")):
        assert key in begun(REFLECT, safe_word=word).since(0)


def test_names_are_said_and_silence_there_ends_it() -> None:
    """Who does not say their name is not here."""
    talk = Conversation(REFLECT, arrive={"names": True})
    assert talk.hear("Start a check-in.")[-1] == "Ana? arrive.name"
    talk.hear("Ana.")
    talk.quiet(2.5)
    talk.settle()
    assert talk.silence()[-1] == "finish silence"
