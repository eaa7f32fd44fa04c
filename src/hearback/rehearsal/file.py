"""The rehearsal file: who is there, in which room, and who says what when."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from hearback.errors import ConfigError
from hearback.tables import problems, read_table, suggestion

When = Literal["waiting", "asked", "floor", "reflect", "verdict", "prompt", "pause", "any"]

LONGEST_SILENCE_S = 3600
Silence = Annotated[float, Field(ge=0, le=LONGEST_SILENCE_S, allow_inf_nan=False)]

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
    text: str | tuple[str | float, ...]
    """Words; numbers between them are silences in seconds."""
    nth: Annotated[int, Field(ge=1)] = 1
    after_s: Silence = AFTER_S

    @field_validator("text", mode="before")
    @classmethod
    def _can_be_said(cls, text: object) -> object:
        parts = [text] if isinstance(text, str) else text
        if not isinstance(parts, list) or not all(_is_part(part) for part in parts):
            raise ValueError('must be a text, or a list of texts and silences like ["Well.", 3.5, "Yes."]')
        return text

    @property
    def parts(self) -> tuple[str | float, ...]:
        """Words and silences in order."""
        return (self.text,) if isinstance(self.text, str) else self.text


def _is_part(part: object) -> bool:
    if isinstance(part, str):
        return True
    return isinstance(part, int | float) and not isinstance(part, bool) and 0 <= part <= LONGEST_SILENCE_S


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
            raise ValueError("must be different names")
        return people

    @field_validator("voices", mode="before")
    @classmethod
    def _can_speak(cls, voices: object) -> object:
        for name, voice in voices.items() if isinstance(voices, dict) else ():
            if not isinstance(voice, str) and not (isinstance(voice, dict) and list(voice) == ["clips"]):
                raise ValueError(f'of {name} must be like "flite:slt" or {{clips = "folder"}}, not {voice!r}')
        return voices

    @model_validator(mode="after")
    def _are_here(self) -> "Rehearsal":
        for at, say in enumerate(self.say, 1):
            if say.who not in self.people:
                raise ValueError(f"say {at}: who is {say.who!r}, who is not among the people; {_one_of(self.people)}")
        for name in self.voices:
            if name not in self.people:
                raise ValueError(f"voices: {name!r} is not among the people; {_one_of(self.people)}")
        return self


def _one_of(people: tuple[str, ...]) -> str:
    return suggestion("", people)


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
