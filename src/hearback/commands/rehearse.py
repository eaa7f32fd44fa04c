"""`hearback rehearse FILE`: a session with virtual people in virtual time, and a report of it."""

import json as json_format
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console

from hearback.audio.files import write_wav
from hearback.audio.pcm import Pcm
from hearback.commands.staging import staged
from hearback.config import Config, prompt_folders
from hearback.core.effects import Effect
from hearback.core.events import Event
from hearback.core.program import Prompts
from hearback.core.session import Session
from hearback.errors import ConfigError, ProgramError
from hearback.loop import run
from hearback.prompts import check_safe_word, load_program
from hearback.prompts import load as load_prompts
from hearback.rehearsal.captions import Captions
from hearback.rehearsal.file import Rehearsal
from hearback.rehearsal.file import load as load_file
from hearback.rehearsal.people import People
from hearback.rehearsal.report import Report
from hearback.rehearsal.text import TextWorld

NOBODY_STARTED_S = 120.0

Audience = Callable[[Pcm], None]


def rehearse(file: Path, *, text: bool = False, json: bool = False, wav: Path | None = None) -> int:
    """Rehearse the file and print what happened; 0 whenever there is a report.

    Raises ConfigError for a file to mend, EngineError for an engine that is not here.
    """
    if text and wav is not None:
        raise ConfigError("--wav: a text rehearsal makes no sound; leave out --text")
    rehearsal = load_file(file)
    with _naming(file):
        result = by_text(rehearsal, file, show=not json) if text else by_sound(rehearsal, file, wav, show=not json)
    show_report(result, json=json)
    return 0


def by_text(rehearsal: Rehearsal, file: Path, *, show: bool) -> dict[str, Any]:
    """Hold the session without sound; return the report."""
    session, _ = _session(rehearsal, file)
    people = People(rehearsal.people, rehearsal.say)
    report = Report(session)
    run(session, TextWorld(session, people, report), _watched(report, show=show))
    return _told(report, people)


def by_sound(
    rehearsal: Rehearsal, file: Path, wav: Path | None, *, show: bool, audience: Audience | None = None
) -> dict[str, Any]:
    """Hold the session in the virtual room; return the report, and write what could be heard to `wav`."""
    session, prompts = _session(rehearsal, file)
    world = staged(rehearsal, session, prompts, is_recording=wav is not None)
    if audience is not None:
        world.audience = audience
    run(session, world, _watched(world.report, show=show))
    if wav is not None:
        write_wav(wav, world.room.recording())
    return _told(world.report, world.people)


def show_report(result: dict[str, Any], *, json: bool) -> None:
    """Print the report: with `json` as one line, otherwise how it ended."""
    if json:
        print(json_format.dumps(result, ensure_ascii=False), flush=True)
        return
    minutes, seconds = divmod(round(result["duration_s"]), 60)
    console = Console(highlight=False)
    console.print(f"\nEnded: {result['ended']}, after {minutes}:{seconds:02} minutes. Kept: nothing.", markup=False)
    for wish in result["unsaid"]:
        console.print(f"Never came: {wish['who']}, {wish['when']} ({wish['nth']})", markup=False)
    for error in result["errors"]:
        console.print(f"Trouble: {error}", markup=False)


def _session(rehearsal: Rehearsal, file: Path) -> tuple[Session, Prompts]:
    prompts = load_prompts(prompt_folders(Config()))
    try:
        program = load_program(rehearsal.program, prompts, file.resolve().parent)
    except ProgramError as error:
        raise ConfigError("program: " + "; ".join(str(error).splitlines())) from None
    check_safe_word(rehearsal.safe_word, prompts)
    session = Session(
        program,
        prompts,
        rehearsal.people,
        seed=rehearsal.seed,
        safe_word=rehearsal.safe_word,
        wait_s=NOBODY_STARTED_S,
    )
    return session, prompts


def _told(report: Report, people: People) -> dict[str, Any]:
    return report.as_json([say.model_dump(mode="json") for say in people.unsaid])


@contextmanager
def _naming(file: Path) -> Iterator[None]:
    """Put the file's name before what has to be mended in it."""
    try:
        yield
    except ConfigError as error:
        raise error if str(error).startswith(str(file)) else ConfigError(f"{file}: {error}") from None


def _watched(report: Report, *, show: bool) -> Callable[[Event | None, list[Effect], float], None]:
    """Return a watch that keeps the report and, with `show`, prints captions as they come."""
    if not show:
        return report.watch
    captions = Captions(report)

    def watch(event: Event | None, effects: list[Effect], now: float) -> None:
        report.watch(event, effects, now)
        captions.show(now)

    return watch
