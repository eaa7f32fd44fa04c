"""The end with care: thanks, a wish each, and a time that all agree on or that is left to them."""

import pytest

from hearback.core.events import ControlPressed
from transcripts.conversation import Conversation
from transcripts.pauses import called, on_needs


def asked_when(people: tuple[str, ...] = ("Ana", "Ben")) -> Conversation:
    """Return a conversation that ended for today, in which Ana is asked for a time."""
    talk = called(on_needs(people))
    talk.wait_until(talk.now + 30.0)
    assert talk.hear("End for today.")[:3] == ["say pause.thanks", "say pause.wish", "Ana? pause.wish"]
    for _ in people:
        talk.hear("Some closeness, please.", 2.0)
        talk.quiet(2.0)
        talk.settle()
    assert talk.since(0)[-1] == "Ana? pause.when"
    return talk


@pytest.mark.parametrize(
    ("text", "key"), [("In an hour.", "an_hour"), ("This evening.", "this_evening"), ("Tomorrow.", "tomorrow")]
)
@pytest.mark.parametrize("people", [("Ana",), ("Ana", "Ben"), ("Ana", "Ben", "Caro")])
def test_a_time_is_agreed_by_all(people: tuple[str, ...], text: str, key: str) -> None:
    """One names it, every other says yes to it by name, and it is said again at the end."""
    talk = asked_when(people)
    talk.hear(text)
    for who in people[1:]:
        assert talk.since(0)[-1] == f"{who}? pause.agree_{key}"
        talk.hear("Yes.")
    assert talk.since(0)[-4:] == [f"say pause.{key}", "say pause.end", "tone microphone", "finish safe word"]


@pytest.mark.parametrize("answer", ["No.", "I don't know", ""])
def test_one_who_does_not_agree_leaves_it_to_them(answer: str) -> None:
    """A no, an unclear answer or silence is no yes: no time is fixed, and nobody is pressed."""
    talk = asked_when()
    talk.hear("Tomorrow.")
    if answer:
        talk.hear(answer)
    if not talk.session.is_over and answer != "No.":
        talk.silence()
    assert talk.since(0)[-4:] == ["say pause.no_time", "say pause.end", "tone microphone", "finish safe word"]


def test_silence_is_an_answer_everywhere() -> None:
    """Nobody says a word: each is asked once, and the time is left to them."""
    talk = called(on_needs())
    talk.wait_until(talk.now + 30.0)
    talk.send(ControlPressed("end"))
    assert [line for line in talk.silence() if line.startswith("say")] == [
        "say pause.wish",
        "say pause.wish",
        "say pause.when",
        "say pause.when",
        "say pause.no_time",
        "say pause.end",
    ]
