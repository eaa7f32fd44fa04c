"""The trace: everything that happened, and no word of it."""

import json
from pathlib import Path

import pytest

from hearback.config import Config, prompt_folders
from hearback.core.effects import Forget, Listen, Say
from hearback.core.events import EngineFailed, Tick, TurnEnded, TurnHeard
from hearback.core.intents import Intents
from hearback.errors import ConfigError
from hearback.prompts import load
from hearback.trace import SAFE_WORD, Cast, Header, Trace, event_of, meant, sessions, wording

PEOPLE = ("Anastasia", "Ben Jon")
INTENTS: Intents = load(prompt_folders(Config())).intents(PEOPLE)
CAST = Cast(PEOPLE, "lighthouse", INTENTS)
HEADER = Header("quick", PEOPLE, 7, "guided", "words", has_safe_word=True)


def traced(path: Path, *, speech: bool = False) -> list[dict[str, object]]:
    """Write a short session and return its lines."""
    with Trace(path, speech=speech) as trace:
        trace.begin(HEADER, CAST)
        trace.watch(
            TurnHeard(3, "I felt alone, Anastasia.", 0.9),
            [Listen("asked", "Ben Jon", "answer", "ask.yes_no"), Forget((1, 2)), Say(1, "read-back", "I felt alone")],
            1.25,
        )
        trace.watch(EngineFailed("recognizer", "heard: lighthouse"), [], 2.0)
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_no_word_and_no_name_is_in_it(tmp_path: Path) -> None:
    """What was said, who said it and the safe word are nowhere in the file; the file is its owner's alone."""
    path = tmp_path / "it.jsonl"
    path.touch(0o644)
    traced(path)
    for word in ("alone", "Anastasia", "Ben", "lighthouse"):
        assert word not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_happened_is_in_it(tmp_path: Path) -> None:
    """Kinds, numbers, lengths, letters for people, and times as they were."""
    header, heard, listen, forget, said, failed = traced(tmp_path / "it.jsonl")
    assert header["session"] == {
        "program": "quick",
        "people": ["A", "B B"],
        "seed": 7,
        "profile": "guided",
        "read_back": "words",
        "has_safe_word": True,
    }
    assert (heard["event"], heard["at"], heard["turn"], heard["text"], heard["words"]) == ("TurnHeard", 1.25, 3, 24, 4)
    assert (listen["who"], listen["mode"]) == ("B B", "answer")
    assert forget["turns"] == [1, 2]
    assert (said["key"], said["text"]) == ("read-back", 12)
    assert (failed["engine"], failed["reason"]) == ("recognizer", 17)


def test_speech_is_kept_only_on_request(tmp_path: Path) -> None:
    """With speech tracing the words are there."""
    assert traced(tmp_path / "it.jsonl", speech=True)[1]["text"] == "I felt alone, Anastasia."


def test_a_trace_that_can_not_be_written_is_an_error(tmp_path: Path) -> None:
    """The error names the flag and the file."""
    with pytest.raises(ConfigError, match=r"--trace .*none"):
        Trace(tmp_path / "none" / "it.jsonl")


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "no, not really",
        "I'm done.",
        "start a check-in",
        "let's start a quick check-in",
        "I hear you say that the week was long",
        "I hear you say it was long. I'm done.",
        "we went to the sea",
        "it is too much, lighthouse",
        "",
    ],
)
def test_other_words_mean_the_same(text: str) -> None:
    """What a session can tell of the words in the place of hidden ones is what it could tell of those."""
    hidden = meant(text, CAST)
    again = meant(wording(hidden, INTENTS), Cast(("A", "B B"), SAFE_WORD, INTENTS))
    same: tuple[str, ...] = ("intent", "is_start", "is_reflecting", "is_done", "is_safe_word")
    if hidden.get("is_safe_word") or hidden.get("is_start"):  # nothing else in it counts then
        same = ("is_safe_word", "is_start", "format")
    assert {key: again.get(key) for key in same} == {key: hidden.get(key) for key in same}


def test_a_statement_keeps_its_number_of_words() -> None:
    """How fast somebody spoke decides about read-backs: it must survive."""
    assert len(wording(meant("we went to the cold sea on Sunday", CAST), INTENTS).split()) == 8


def test_sessions_and_events_come_back(tmp_path: Path) -> None:
    """A trace is read as it was written."""
    path = tmp_path / "it.jsonl"
    with Trace(path) as trace:
        for _ in range(2):
            trace.begin(HEADER, CAST)
            trace.watch(Tick(), [], 0.1)
            trace.watch(TurnEnded(2, 1.5, 0.8), [], 0.3)
    found = list(sessions(path))
    assert [header.people for header, _ in found] == [("A", "B B")] * 2
    assert [event_of(entry, INTENTS) for entry in found[1][1]] == [Tick(), TurnEnded(2, 1.5, 0.8)]


@pytest.mark.parametrize("text", ["", "hello", "[1]", '{"session": {"program": 1}}'])
def test_what_is_no_trace_is_an_error(tmp_path: Path, text: str) -> None:
    """The error names the file."""
    path = tmp_path / "it.jsonl"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"it\.jsonl"):
        list(sessions(path))


def test_a_missing_trace_is_an_error(tmp_path: Path) -> None:
    """The error names the file."""
    with pytest.raises(ConfigError, match="can not be read"):
        list(sessions(tmp_path / "none"))
