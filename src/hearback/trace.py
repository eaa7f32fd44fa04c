"""Events and effects as JSON lines, so that a session can be looked at, and run, again.

What was said never gets here: a text is its length, a name a letter, a reason its length. So that the session can
still be replayed, a heard text leaves what it meant (its intent, its number of words), and `wording` makes other words
of that.
Speech itself is kept only where it was asked for by name.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self, TextIO, get_args

from hearback.core.effects import Effect
from hearback.core.events import Event, TurnHeard
from hearback.core.intents import FORMATS, REFLECTING, Intents, words_of
from hearback.errors import ConfigError

SAFE_WORD = "zzyzx"
"""Stands for the safe word, which is in no trace."""
FILLER = "la"
"""Stands for a word that meant nothing to the session."""
EVENTS: Mapping[str, Any] = {kind.__name__: kind for kind in get_args(Event)}
SPOKEN = ("text", "reason")
"""Fields that may hold words."""

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Header:
    """What a session was made of, without anyone's name; it begins each session in a trace."""

    program: str
    people: tuple[str, ...]
    seed: int
    profile: str
    read_back: str
    has_safe_word: bool


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is here, and which letters stand for them."""

    people: tuple[str, ...]
    safe_word: str | None
    intents: Intents

    @property
    def letters(self) -> tuple[str, ...]:
        """Return A, B, ...; a name of two words is "A A", because a line's length is counted in words."""
        return tuple(" ".join([chr(ord("A") + n)] * len(name.split())) for n, name in enumerate(self.people))


class Trace:
    """One file that only its owner can read; a context manager. Raises ConfigError if it can not be written."""

    def __init__(self, path: Path, *, speech: bool = False) -> None:
        """Begin the file anew. `speech` keeps what was said, too."""
        self._speech = speech
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        except OSError as error:
            raise ConfigError(f"--trace {path}: can not be written ({error.strerror}); name another file") from error
        path.chmod(0o600)  # it may have been there before, open to others
        self._file: TextIO = os.fdopen(handle, "w", encoding="utf-8", buffering=1)
        self._cast: Cast

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    def begin(self, header: Header, cast: Cast) -> None:
        """Begin a session; the header's people are replaced by letters."""
        self._cast = cast
        self._write({"session": asdict(header) | {"people": cast.letters}, "speech": self._speech})

    def watch(self, event: Event | None, effects: Sequence[Effect], now: float) -> None:
        """Write what happened and what was ordered; `now` in seconds, unrounded, or a replay would miss deadlines."""
        if event is not None:
            meaning = meant(event.text, self._cast) if isinstance(event, TurnHeard) else {}
            self._write({"at": now, "event": type(event).__name__} | self._shown(event) | meaning)
        for effect in effects:
            self._write({"at": now, "effect": type(effect).__name__} | self._shown(effect))

    def _shown(self, what: Event | Effect) -> Entry:
        return shown(what, self._cast, speech=self._speech)

    def _write(self, entry: Entry) -> None:
        self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def shown(what: Event | Effect, cast: Cast, *, speech: bool = False) -> Entry:
    """Return the fields of an event or effect, words as their length and a person as a letter."""
    entry: Entry = {}
    for field in fields(what):
        value = getattr(what, field.name)
        if field.name in SPOKEN and not speech:
            value = len(value)
        elif field.name == "who" and value in cast.people:
            value = cast.letters[cast.people.index(value)]
        entry[field.name] = list(value) if isinstance(value, tuple) else value
    return entry


def meant(text: str, cast: Cast) -> Entry:
    """Return what a session can tell of a heard text, without its words."""
    intents, words = cast.intents, words_of(text)
    safe = words_of(cast.safe_word or "")
    found: Entry = {
        "intent": intents.answer(text),
        "is_start": intents.is_start(text),
        "format": intents.format_asked(text) if intents.is_start(text) else None,
        "is_reflecting": intents.is_reflecting(text),
        "is_done": intents.without_done(text)[1],
        "is_safe_word": bool(safe) and f" {' '.join(safe)} " in f" {' '.join(words)} ",
    }
    return {"words": len(words)} | {key: value for key, value in found.items() if value}


def wording(entry: Entry, intents: Intents) -> str:
    """Return other words for a heard text that mean the same to a session, and as many of them where that matters."""
    if entry.get("is_safe_word"):
        return SAFE_WORD
    if entry.get("is_start"):
        asked = f" {entry['format']}" if entry.get("format") in intents.wordings.get(FORMATS, ()) else ""
        return _first(intents, "start") + asked
    if entry.get("intent"):
        return _first(intents, entry["intent"])
    stem = words_of(_first(intents, REFLECTING)) if entry.get("is_reflecting") else ()
    end = words_of(_first(intents, "done")) if entry.get("is_done") else ()
    middle = [FILLER] * max(entry.get("words", 0) - len(stem) - len(end), 0)
    said = " ".join([*stem, *middle])
    return f"{said}. {' '.join(end)}" if end else said


def event_of(entry: Entry, intents: Intents) -> Event:
    """Return the event in an entry, with other words for those that are hidden; raises KeyError or TypeError."""
    kind = EVENTS[entry["event"]]
    values = {field.name: entry[field.name] for field in fields(kind)}
    for name in SPOKEN:
        if isinstance(values.get(name), int):
            values[name] = wording(entry, intents) if name == "text" else ""
    event: Event = kind(**values)
    return event


def sessions(path: Path) -> Iterator[tuple[Header, list[Entry]]]:
    """Yield each session of a trace: its header and its entries. Raises ConfigError for a file that is no trace."""
    header: Header | None = None
    entries: list[Entry] = []
    for number, line in enumerate(_lines(path), 1):
        try:
            entry = json.loads(line)
            if "session" in entry:
                if header is not None:
                    yield header, entries
                header, entries = Header(**entry["session"] | {"people": tuple(entry["session"]["people"])}), []
            else:
                entries.append(entry | {"number": number})
        except (ValueError, TypeError, KeyError) as error:
            raise ConfigError(f"{path}, line {number}: is not a line of a trace; make it with --trace") from error
    if header is None:
        raise ConfigError(f"{path}: holds no session; make it with `hearback listen --trace FILE`")
    yield header, entries


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: can not be read as a trace; check the path") from error


def _first(intents: Intents, key: str) -> str:
    return next(iter(intents.wordings.get(key, ())), FILLER)
