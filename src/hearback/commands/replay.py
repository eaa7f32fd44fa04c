"""`hearback replay`: feed a trace's events through a session again, and compare what it orders."""

from itertools import groupby
from pathlib import Path
from typing import Any, cast

from hearback.config import Config, prompt_folders
from hearback.core.program import Prompts
from hearback.core.session import Session
from hearback.errors import ConfigError
from hearback.prompts import load, load_program
from hearback.trace import SAFE_WORD, Cast, Entry, Header, event_of, sessions, shown


def replay(file: Path, *, prompts: Path | None = None) -> int:
    """Replay every session of the trace; return 0 if all orders were the same, 1 at the first that was not.

    Raises ConfigError for a file that is no trace, ProgramError for a program that is not there.
    """
    words = load(prompt_folders(Config(prompts=prompts)))
    for number, (header, entries) in enumerate(sessions(file), 1):
        try:
            difference = first_difference(header, entries, words)
        except (KeyError, TypeError, ValueError) as error:
            raise ConfigError(f"{file}: holds an event that this version does not know; record it again") from error
        if difference:
            print(f"{file}, session {number}: {difference}")
            return 1
        print(f"{file}, session {number}: {_steps(entries)} steps, the same orders at every step")
    print("Heard words were replaced by others of the same meaning and number, and the spoken words were not compared.")
    return 0


def first_difference(header: Header, entries: list[Entry], prompts: Prompts) -> str | None:
    """Return the first step at which the session orders something else than the trace, in words, or None.

    Raises ProgramError if the trace's program is not there.
    """
    people = header.people
    safe_word = SAFE_WORD if header.has_safe_word else None
    session = Session(
        load_program(header.program, prompts),
        prompts,
        people,
        seed=header.seed,
        safe_word=safe_word,
        profile=cast("Any", header.profile),
        read_back=cast("Any", header.read_back),
    )
    actors = Cast(people, safe_word, prompts.intents(people))
    for event, orders in _by_step(entries):
        done = session.handle(event_of(event, actors.intents), event["at"])
        now_ordered = [_bare({"effect": type(effect).__name__} | shown(effect, actors)) for effect in done]
        before = [_bare(order) for order in orders]
        if now_ordered != before:
            return f"line {event['number']}, {event['event']}: {_told(before)} before, {_told(now_ordered)} now"
    return None


def _by_step(entries: list[Entry]) -> list[tuple[Entry, list[Entry]]]:
    """Return each event with the orders that followed it."""
    steps: list[tuple[Entry, list[Entry]]] = []
    for is_event, group in groupby(entries, key=lambda entry: "event" in entry):
        if is_event:
            steps += [(event, []) for event in group]
        elif steps:
            steps[-1] = (steps[-1][0], list(group))
    return steps


def _steps(entries: list[Entry]) -> int:
    return sum("event" in entry for entry in entries)


def _bare(order: Entry) -> Entry:
    """Return the order without its text, which holds names, and without its place in the file."""
    return {key: value for key, value in order.items() if key not in ("at", "number", "text")}


def _told(orders: list[Entry]) -> str:
    return "; ".join(" ".join(str(value) for value in order.values()) for order in orders) or "nothing"
