"""Which of a listener's own words may be said aloud."""

import pytest

from hearback.core.read_back import ENOUGH, LONGEST, choose
from hearback.core.talk import Turn
from transcripts.conversation import shipped

INTENTS = shipped().intents(("Ana", "Ben"))


def turn(text: str, voiced_s: float | None = None, confidence: float = 1.0) -> Turn:
    """Return a turn of these words, spoken at an ordinary pace."""
    return Turn(1, text, confidence, len(text.split()) / 2.5 if voiced_s is None else voiced_s, 0.0, 0.0)


def test_short_words_are_given_whole() -> None:
    """All turns in order, without the closing "I'm done"."""
    turns = [turn("I hear you say that you are tired."), turn("And sad. I'm done.")]
    assert choose(turns, INTENTS, None) == "I hear you say that you are tired. And sad."


@pytest.mark.parametrize(
    ("text", "voiced_s", "confidence"),
    [
        ("Thank you for watching this video today", 0.5, 1.0),  # more words than could be said
        ("Hello", 9.0, 1.0),  # far fewer than the voice was long
        ("I hear you say that you are tired", 3.0, 0.4),  # unsure
        ("", 3.0, 1.0),
        ("I hear you say", 0.0, 1.0),  # no voice at all
    ],
)
def test_in_doubt_nothing_is_read_back(text: str, voiced_s: float, confidence: float) -> None:
    """Words without the voice for them, or of an unsure recognizer, are not spoken."""
    assert choose([turn(text, voiced_s, confidence)], INTENTS, None) is None


def test_one_doubtful_turn_spoils_the_whole() -> None:
    """Half a reflection would twist it."""
    assert choose([turn("I hear you are tired."), turn("and so on", confidence=0.1)], INTENTS, None) is None


SENTENCES = "I hear that the mornings are hard. " + "You are tired and wish for help with it. " * 3 + "Is it so?"
CLAUSES = "I hear that mornings are hard for you, " + "that you are tired and would like help, " * 4 + "and that is it"
JOINED = "I hear that the mornings are so hard for you " + "and you would like some help with the children " * 4
PLAIN = "on and on it goes without any end at all " * 5


@pytest.mark.parametrize("text", [SENTENCES, CLAUSES, JOINED, PLAIN])
def test_long_words_are_cut_to_one_run_of_their_own(text: str) -> None:
    """What is read back stands word for word in what was said, is one breath long, and means something."""
    said = choose([turn(text)], INTENTS, None)
    assert said is not None
    assert ENOUGH <= len(said.split()) <= LONGEST
    assert said in " ".join(text.split())


def test_whole_sentences_come_first() -> None:
    """A long text is cut between sentences where that leaves enough."""
    said = choose([turn(SENTENCES)], INTENTS, None)
    assert said is not None
    assert said.endswith((".", "?"))


@pytest.mark.parametrize("written", ["lighthouse", "Lighthouse", "LIGHTHOUSES", "lighthouse's"])
def test_the_safe_word_is_replaced(written: str) -> None:
    """We never say it, however it is written."""
    said = choose([turn(f"I hear you say the {written} is far away")], INTENTS, "lighthouse")
    assert said is not None
    assert "lighthouse" not in said.lower()
    assert "the safe word" in said
