"""`hearback rehearse FILE`: a session with virtual people in virtual time, and a report of it."""

import json as json_format
from pathlib import Path
from typing import Any

from rich.console import Console

from hearback.config import Config, prompt_folders
from hearback.core.session import Session
from hearback.errors import ConfigError, ProgramError
from hearback.loop import run
from hearback.prompts import load as load_prompts
from hearback.prompts import load_program
from hearback.rehearsal.file import Rehearsal
from hearback.rehearsal.file import load as load_file
from hearback.rehearsal.people import People
from hearback.rehearsal.report import Report
from hearback.rehearsal.text import TextWorld

NOBODY_STARTED_S = 120.0


def rehearse(file: Path, *, text: bool = False, json: bool = False, wav: Path | None = None) -> int:
    """Rehearse the file; print the report; 0 whenever there is one. Raises ConfigError for a file to mend."""
    if text and wav is not None:
        raise ConfigError("--wav: a text rehearsal makes no sound; leave out --text")
    rehearsal = load_file(file)
    session = _session(rehearsal, file)
    report = _by_text(rehearsal, session) if text else _by_sound(rehearsal, session, wav)
    _print(report, json=json)
    return 0


def _session(rehearsal: Rehearsal, file: Path) -> Session:
    prompts = load_prompts(prompt_folders(Config()))
    try:
        program = load_program(rehearsal.program, prompts, file.resolve().parent)
    except ProgramError as error:
        raise ConfigError(f"{file}: program: {error}") from None
    return Session(
        program,
        prompts,
        rehearsal.people,
        seed=rehearsal.seed,
        safe_word=rehearsal.safe_word,
        wait_s=NOBODY_STARTED_S,
    )


def _by_text(rehearsal: Rehearsal, session: Session) -> dict[str, Any]:
    people = People(rehearsal.people, rehearsal.say)
    report = Report(session)
    run(session, TextWorld(session, people, report), report.watch)
    return report.as_json([say.model_dump(mode="json") for say in people.unsaid])
