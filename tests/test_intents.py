"""What a heard text means: in doubt nothing, and a yes is never put into anyone's mouth."""

import pytest

from hearback.core.intents import words_of
from transcripts.conversation import shipped

INTENTS = shipped().intents(("Ana", "Ben"))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Yes.", "yes"), ("Um, yes please.", "yes"), ("That's right, Ben.", "yes"), ("Yes, he did hear me", "yes"),
        ("No", "no"), ("Not really.", "no"), ("No, no.", "no"), ("Mostly.", "partly"), ("Yes, but one thing", "partly"),
        ("I'm done.", "done"), ("Okay, I'm done now", "done"), ("No, that's all", "nothing_more"),
        ("Yes, there is more.", "more"),
        ("I'm not done yet", "more"), ("Say that again please?", "repeat"), ("Skip me", "pass"), ("Pause!", "pause"),
        ("Yes, I'm ready.", "ready"), ("not ready", "more_time"), ("Low", "low"),
    ],
)  # fmt: skip
def test_plain_answers_are_understood(text: str, meant: str) -> None:
    """Wordings, fillers, names and a clear first word are enough."""
    assert INTENTS.answer(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "", "...", "Yes and no", "Yes if you stop", "Yes, never again", "Yes he did not",
        "I don't think yes is the word",
        "Right, maybe", "The yes came late", "yes no yes",
        "Yes I would like to tell you about my long and hard day",
        "Sure, without any doubt you are wrong",
    ],
)  # fmt: skip
def test_in_doubt_it_means_nothing(text: str) -> None:
    """What could turn around, contradicts itself or is a statement is no answer."""
    assert INTENTS.answer(text) is None


@pytest.mark.parametrize(
    "text", ["Pause the film", "a pause would be good for our plans", "done things", "Pass the salt"]
)
def test_a_control_word_is_a_whole_text(text: str) -> None:
    """With words left over it belongs to whoever says it."""
    assert INTENTS.control(text) is None


def test_names_weigh_nothing() -> None:
    """The people's names may stand beside an answer; other names may not change its sense."""
    assert INTENTS.control("Pause, Ana.") == "pause"
    assert INTENTS.control("Pause, Zoe.") is None


@pytest.mark.parametrize(
    ("text", "rest", "is_done"),
    [
        ("I feel sad. I'm done.", "I feel sad.", True),
        ("I feel sad, that's it", "I feel sad,", True),
        ("I'm done", "", True),
        ("I feel sad and I'm done with the dishes", "I feel sad and I'm done with the dishes", False),
        ("I'm done. But wait, there is a thing", "I'm done. But wait, there is a thing", False),
    ],
)
def test_a_closing_done_is_taken_off(text: str, rest: str, is_done: bool) -> None:
    """Only a last sentence or clause of its own ends a turn."""
    assert INTENTS.without_done(text) == (rest, is_done)


@pytest.mark.parametrize(
    ("text", "format_name"),
    [("start a quick check in", "quick"), ("Do our full check-in", "full"), ("let's check in", None)],
)
def test_a_start_may_name_its_format(text: str, format_name: str | None) -> None:
    """The format's name may stand anywhere in the phrase."""
    assert INTENTS.is_start(text)
    assert INTENTS.format_asked(text) == format_name


@pytest.mark.parametrize("text", ["I hear you say that", "Um, so what I heard is", "I heard that you are sad"])
def test_a_reflection_is_known_by_its_beginning(text: str) -> None:
    """Fillers before the stem do not hide it."""
    assert INTENTS.is_reflecting(text)
    assert not INTENTS.is_reflecting(f"You said {text}")


def test_words_are_plain() -> None:
    """Case, punctuation and curly apostrophes do not matter; a check-in is two words; other scripts are words too."""
    assert words_of("I\u2019m DONE -- check-in!") == ("i'm", "done", "check", "in")
    assert words_of("\u00c7a va, \u4f60\u597d") == ("\u00e7a", "va", "\u4f60\u597d")
