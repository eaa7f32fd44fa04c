"""A traced session does the same again; one that was tampered with does not."""

import json
from pathlib import Path

import pytest

from hearback.commands.replay import replay
from hearback.config import Config, prompt_folders
from hearback.core.effects import Effect, Listen, Say
from hearback.core.events import Event, LineEnded, LineStarted, Tick, TurnEnded, TurnHeard, TurnStarted
from hearback.core.session import Session
from hearback.errors import ConfigError, ProgramError
from hearback.prompts import load, load_program
from hearback.trace import Cast, Header, Trace

PEOPLE = ("Anastasia", "Ben Jon")
TALK = ("I hear you say that it was a very long week", "I'm done")
"""What whoever holds the floor says, in turn; every question is answered with yes."""


class Evening:
    """A session whose lines take two seconds, and in which somebody speaks after each."""

    def __init__(self, trace: Trace) -> None:
        prompts = load(prompt_folders(Config()))
        self.trace, self.now, self.turn, self.mode = trace, 100.1, 0, "starting"
        self.session = Session(
            load_program("quick", prompts), prompts, PEOPLE, seed=5, safe_word="lighthouse", read_back="words"
        )
        trace.begin(
            Header("quick", PEOPLE, 5, "guided", "words", has_safe_word=True),
            Cast(PEOPLE, "lighthouse", prompts.intents(PEOPLE)),
        )

    def step(self, event: Event, seconds: float) -> None:
        """Let time go by and hand over the event; end every line that is ordered."""
        self.now += seconds
        effects: list[Effect] = self.session.handle(event, self.now)
        self.trace.watch(event, effects, self.now)
        self.mode = next((effect.mode for effect in effects if isinstance(effect, Listen)), self.mode)
        for line in [effect.id for effect in effects if isinstance(effect, Say)]:
            self.step(LineStarted(line), 0.11)
            self.step(LineEnded(line), 2.03)

    def hear(self, text: str) -> None:
        """Let somebody say this, once we have fallen silent."""
        while self.session.deadline is not None and self.session.deadline - self.now < 2.0:
            self.step(Tick(), max(self.session.deadline - self.now, 0.0))
        self.turn += 1
        self.step(TurnStarted(self.turn), 0.7)
        self.step(TurnEnded(self.turn, len(text.split()) / 2.5, 0.8), 3.1)
        self.step(TurnHeard(self.turn, text, 0.9), 0.2)

    def run(self) -> None:
        """Start, answer for a while, then say nothing more."""
        self.step(Tick(), 0.0)
        self.hear("let's start a quick check-in")
        for number in range(60):
            self.hear(TALK[number % 2] if self.mode == "talk" else "yes")
        while not self.session.is_over and self.session.deadline is not None:
            self.step(Tick(), max(self.session.deadline - self.now, 0.0))


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    """Give the trace of one long evening."""
    path = tmp_path / "it.jsonl"
    with Trace(path) as kept:
        Evening(kept).run()
    return path


def test_the_same_events_bring_the_same_orders(trace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a word in it a trace replays exactly, and the output says what was not compared."""
    assert trace.read_text().count('"effect": "Say"') > 30
    assert "week" not in trace.read_text()
    assert replay(trace) == 0
    told = capsys.readouterr().out
    assert "the same orders at every step" in told
    assert "were not compared" in told


def test_the_first_difference_is_told(trace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An order that does not come again is named with its line, and the exit code is 1."""
    lines = trace.read_text().splitlines()
    wrong = next(n for n, line in enumerate(lines) if '"key": "arrive.consent"' in line and '"Say"' in line)
    lines[wrong] = lines[wrong].replace("arrive.consent", "arrive.name")
    trace.write_text("\n".join(lines))
    assert replay(trace) == 1
    told = capsys.readouterr().out
    assert "arrive.name" in told.split(" before, ")[0]
    assert "arrive.consent" in told.split(" before, ")[1]


def test_a_changed_meaning_is_a_difference(trace: Path) -> None:
    """If the first yes had been a no, the session would have gone another way."""
    entries = [json.loads(line) for line in trace.read_text().splitlines()]
    first = next(entry for entry in entries if entry.get("intent") == "yes")
    first["intent"] = "no"
    trace.write_text("\n".join(json.dumps(entry) for entry in entries))
    assert replay(trace) == 1


def test_an_unknown_event_is_an_error(trace: Path) -> None:
    """A trace of another version is said to be one."""
    trace.write_text(trace.read_text().replace('"TurnStarted"', '"TurnBegun"'))
    with pytest.raises(ConfigError, match="does not know"):
        replay(trace)


def test_an_unknown_program_is_an_error(trace: Path) -> None:
    """A trace of a program that is not here can not be replayed."""
    trace.write_text(trace.read_text().replace('"program": "quick"', '"program": "quiet"'))
    with pytest.raises(ProgramError, match="quiet"):
        replay(trace)
