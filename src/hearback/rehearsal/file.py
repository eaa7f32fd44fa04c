"""The rehearsal file: who is there, in which room, and who says what when."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from hearback.errors import ConfigError
from hearback.tables import problems, read_table, suggestion

When = Literal["waiting", "asked", "floor", "reflect", "verdict", "prompt", "pause", "any"]

Silence = Annotated[float, Field(ge=0, le=3600)]

AFTER_S = 0.7
"""How long people usually take to begin."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RoomSpec(_Part):
    """The virtual room."""

    echo_db: Annotated[float, Field(ge=-80, le=20)] | None = None
    noise: Path | None = None
    noise_snr_db: Annotated[float, Field(ge=-40, le=80)] = 15.0
    recognizer: Literal["sphinx", "whisper", "script"] = "sphinx"


class Clips(_Part):
    """A folder of WAV files with sidecars, in place of a synthetic voice."""

    clips: Path


class SaySpec(_Part):
    """What one person says at one moment, in place of cooperating."""

    who: str
    when: When
    text: str | tuple[str | Silence, ...]
    """Words; numbers between them are silences in seconds."""
    nth: Annotated[int, Field(ge=1)] = 1
    after_s: Silence = AFTER_S

    @property
    def parts(self) -> tuple[str | float, ...]:
        """Words and silences in order."""
        return (self.text,) if isinstance(self.text, str) else self.text


class Rehearsal(_Part):
    """One rehearsal file."""

    people: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
    program: str = "quick"
    safe_word: str | None = None
    seed: int = 0
    room: RoomSpec = RoomSpec()
    voices: dict[str, str | Clips] = Field(default_factory=dict)
    say: tuple[SaySpec, ...] = ()

    @field_validator("people")
    @classmethod
    def _differ(cls, people: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(people)) < len(people):
            raise ValueError("give each person a name of their own")
        return people

    @model_validator(mode="after")
    def _are_here(self) -> "Rehearsal":
        for name in (*(say.who for say in self.say), *self.voices):
            if name not in self.people:
                raise ValueError(f"{name!r} is not among the people; {suggestion(name, self.people)}")
        return self


KEYS = {
    (): Rehearsal.model_fields,
    ("room",): RoomSpec.model_fields,
    ("say",): SaySpec.model_fields,
    ("voices",): Clips.model_fields,
}


def load(path: Path) -> Rehearsal:
    """Return the rehearsal in the file, its paths made absolute; raises ConfigError naming file, key and mend."""
    table = read_table(path, ConfigError)
    try:
        rehearsal = Rehearsal.model_validate(table)
    except ValidationError as error:
        raise ConfigError(f"{path}: " + "; ".join(_sentences(error))) from None
    return _beside(rehearsal, path)


def _sentences(error: ValidationError) -> list[str]:
    """Return one sentence per place: pydantic names a place once for each type that it tried."""
    found: dict[Any, str] = {}
    for problem in problems(error):
        names = tuple(part for part in problem.place if isinstance(part, str))
        known = KEYS.get(names[:1] if names[:1] in KEYS else (), {})
        fix = problem.fix
        if fix.startswith("unknown key"):
            fix = f"unknown key {names[-1]}; {suggestion(names[-1], known)}"
        found.setdefault(problem.place[:3], f"{_where(problem.place)}{fix}")
    return list(found.values())


def _where(place: tuple[str | int, ...]) -> str:
    match place:
        case (str(table), int(at), *_):
            return f"{table} {at + 1}: "
        case (str(table), str(), *_):
            return f"{table}: "
        case _:
            return ""


def _beside(rehearsal: Rehearsal, path: Path) -> Rehearsal:
    """Return it with paths relative to the file made absolute, and all of them there."""
    folder = path.resolve().parent
    room = rehearsal.room
    if room.noise is not None:
        room = room.model_copy(update={"noise": _there(folder / room.noise, path, "room: noise")})
    voices = {
        name: Clips(clips=_there(folder / voice.clips, path, f"voices: {name}")) if isinstance(voice, Clips) else voice
        for name, voice in rehearsal.voices.items()
    }
    return rehearsal.model_copy(update={"room": room, "voices": voices})


def _there(target: Path, path: Path, key: str) -> Path:
    if not target.exists():
        raise ConfigError(f"{path}: {key}: there is no {target}; paths are relative to the rehearsal file")
    return target
