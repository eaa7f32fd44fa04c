"""The prompt files: what is said and understood, and in which order. People edit them; every problem names its place.

A language's folder holds `intents.toml`, `lines/*.toml` and `programs/*.toml`. Folders are laid over each other: a
line, an intent or a program of an earlier folder wins over the same one of a later folder.
"""

import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hearback.core.intents import INTENTS, OTHER_LISTS, words_of
from hearback.core.lines import LINES, LONGEST_LINE
from hearback.core.program import STAGE_FIELDS, Program, Prompts, line_keys, parse_program
from hearback.errors import ConfigError, ProgramError
from hearback.tables import Problem, problems, read_table, suggestion

INTENTS_FILE = "intents.toml"
OWN_STEMS = "stems."
"""Own lines under this table may have any key, so that people can write stems of their own."""


@dataclass
class Folder:
    """What one language folder holds, and what is wrong with it."""

    lines: dict[str, tuple[str, ...]] = field(default_factory=dict)
    wordings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)
    named: list[tuple[Path, int, str, str]] = field(default_factory=list)
    """The lines that program files name: file, stage from 1, field, key. Files with other faults are in it too."""
    faults: list[str] = field(default_factory=list)
    """Each a sentence with its place and mend."""


def load(folders: Sequence[Path]) -> Prompts:
    """Return the prompts of these folders, the first one winning; raises ProgramError naming every problem."""
    read = [read_folder(folder) for folder in folders]
    faults = [fault for folder in read for fault in folder.faults]
    merged = merge(read)
    faults += missing(merged, folders[-1]) + unknown_lines(merged)
    if faults:
        raise ProgramError("\n".join(faults))
    return Prompts(lines=merged.lines, wordings=merged.wordings, programs=merged.programs)


def load_program(name: str, prompts: Prompts, near: Path | None = None) -> Program:
    """Return a program by its name, or by the path of its file (relative to `near`).

    Raises ProgramError when there is none, or when the file has a problem.
    """
    if name in prompts.programs:
        return prompts.programs[name]
    if not name.endswith(".toml"):
        raise ProgramError(f"program {name!r} is unknown; {suggestion(name, prompts.programs)}")
    path = (near or Path()) / Path(name).expanduser()
    folder = Folder(lines=dict(prompts.lines))
    _read_program(path, folder)
    faults = folder.faults + unknown_lines(folder)
    if faults:
        raise ProgramError("\n".join(faults))
    return next(iter(folder.programs.values()))


def check_safe_word(word: str | None, prompts: Prompts) -> None:
    """Raise ConfigError for a safe word that we would say ourselves, or that has no letters to hear."""
    if word is None:
        return
    if not words_of(word):
        raise ConfigError(f"safe_word: {word!r} has nothing to be heard; choose a word of two to four syllables")
    keys = prompts.lines_with(word)
    if keys:
        raise ConfigError(f"safe_word: {word!r} stands in the line {keys[0]}, and I never say it; choose a rarer word")


def read_folder(folder: Path) -> Folder:
    """Return what a language's folder holds, with every problem in it."""
    found = Folder()
    for path in sorted(folder.glob("lines/*.toml")):
        read_file(path, found)
    for path in [folder / INTENTS_FILE] if (folder / INTENTS_FILE).exists() else []:
        read_file(path, found)
    for path in sorted(folder.glob("programs/*.toml")):
        read_file(path, found)
    return found


def read_file(path: Path, into: Folder) -> None:
    """Add what one file holds; its kind follows from its place, else from what is in it."""
    kind = _kind(path)
    reader = {"lines": _read_lines, "programs": _read_program, "intents": _read_intents}[kind]
    reader(path, into)


def merge(folders: Sequence[Folder]) -> Folder:
    """Lay the folders over each other; the first one wins, line by line."""
    merged = Folder()
    for folder in reversed(folders):
        merged.lines |= folder.lines
        merged.wordings |= folder.wordings
        merged.programs |= folder.programs
        merged.named += folder.named
    return merged


def missing(folder: Folder, where: Path) -> list[str]:
    """Return what no file gives: lines that can be spoken, and intents."""
    lines = [f"{where}: line {key} is missing; add it under lines/" for key in LINES if key not in folder.lines]
    wanted = [key for key in (*INTENTS, *OTHER_LISTS) if key not in folder.wordings]
    return lines + [f"{where / INTENTS_FILE}: {key} is missing; add its wordings" for key in wanted]


def unknown_lines(folder: Folder) -> list[str]:
    """Return the stages that name a line which no file holds."""
    return [
        f"{path}, stage {number}: {part} names the line {key}, which no file holds; {suggestion(key, folder.lines)}"
        for path, number, part, key in folder.named
        if key not in folder.lines
    ]


def _kind(path: Path) -> str:
    if path.name == INTENTS_FILE:
        return "intents"
    if path.parent.name in ("lines", "programs"):
        return path.parent.name
    try:
        return "programs" if "stage" in read_table(path, ProgramError) else "lines"
    except ProgramError:
        return "programs"


def _table(path: Path, into: Folder) -> dict[str, Any] | None:
    try:
        return read_table(path, ProgramError)
    except ProgramError as error:
        into.faults.append(str(error))
        return None


def _read_program(path: Path, into: Folder) -> None:
    table = _table(path, into)
    if table is None:
        return
    into.named += [(path, *named) for named in line_keys(table)]
    try:
        into.programs[path.stem] = parse_program(table)
    except ValidationError as error:
        known = {*Program.model_fields, *STAGE_FIELDS}
        into.faults += [_program_fault(path, problem) for problem in problems(error, known)]


def _program_fault(path: Path, problem: Problem) -> str:
    match problem.place:
        case ("stage", int(at), *_):
            return f"{path}, stage {at + 1}: {problem.fix}"
        case _:
            return f"{path}: {problem.fix}"


def _read_lines(path: Path, into: Folder) -> None:
    table = _table(path, into)
    for key, value in _flat(table or {}):
        faults = list(_line_faults(key, value))
        into.faults += [f"{path}, {key}: {fault}" for fault in faults]
        if not faults:
            into.lines[key] = (value,) if isinstance(value, str) else tuple(value)


def _flat(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _line_faults(key: str, value: object) -> Iterator[str]:
    variants = [value] if isinstance(value, str) else value
    if not isinstance(variants, list) or not variants or not all(isinstance(text, str) for text in variants):
        yield "must be a text or a list of texts; write it in quotes"
        return
    if key not in LINES and not key.startswith(OWN_STEMS):
        yield f"is no line that is ever spoken; {suggestion(key, LINES)}"
        return
    names = LINES.get(key, frozenset({"name"}))
    for nth, text in enumerate(variants, 1):
        yield from (f"variant {nth} {fault}" for fault in _text_faults(text, names))


def _text_faults(text: str, names: frozenset[str]) -> Iterator[str]:
    count = len(text.split())
    if count == 0:
        yield "is empty; write what is to be said, or take it out"
    if count > LONGEST_LINE:
        yield f"has {count} words; make it {LONGEST_LINE} or fewer, one breath"
    try:
        used = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        yield "has a brace without its partner; write names as {name}"
        return
    for name in sorted(used - names):
        right = "use one of: " + ", ".join(f"{{{known}}}" for known in sorted(names)) if names else "use no braces here"
        yield f"has {{{name}}}, which is not known here; {right}"


def _read_intents(path: Path, into: Folder) -> None:
    for key, value in (_table(path, into) or {}).items():
        if key not in (*INTENTS, *OTHER_LISTS):
            into.faults.append(f"{path}: {key} is no intent; {suggestion(key, (*INTENTS, *OTHER_LISTS))}")
        elif not isinstance(value, list) or not value or not all(isinstance(text, str) and text for text in value):
            into.faults.append(f"{path}: {key} must be a list of wordings; write them in quotes")
        else:
            into.wordings[key] = tuple(value)
