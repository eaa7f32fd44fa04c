"""A program: the people's file, as a row of stages. The only module of the core that knows pydantic.

Parsing takes values that were already read; `hearback.prompts` reads the files and names the place of each problem.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from hearback.core.intents import Intents, words_of

Seconds = Annotated[float, Field(gt=0, le=3600)]
LineKey = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class _Stage(_Part):
    wait_s: Seconds = 8.0
    """How long a question waits before it is asked again (PRACTICE C1: 8 s)."""


class ArriveStage(_Stage):
    """Who is here, and each person's yes to listening."""

    kind: Literal["arrive"]
    name: str = "arrive"
    names: bool = True
    """Whether each says a name before the consent."""


class SetStage(_Stage):
    """Why we do this, strength, a wish each."""

    kind: Literal["set_stage"]
    name: str = "set the stage"
    breath_s: Annotated[float, Field(ge=0, le=120)] = 0.0
    capacity: bool = True
    wish: bool = True
    wish_s: Seconds = 15.0


class RoundStage(_Stage):
    """Each in turn, one stem after another."""

    kind: Literal["round"]
    name: str
    open: LineKey | None = None
    stems: Annotated[tuple[LineKey, ...], Field(min_length=1)]
    back: LineKey | None = None
    """The line that asks another person for a thank-you or one line back."""
    speak_s: Seconds = 35.0
    is_light: bool = False
    """Whether it stays in the light version."""


class ReflectStage(_Stage):
    """The reflective loop, once for every speaker."""

    kind: Literal["reflect"]
    name: str = "listening"
    chunks: Annotated[int, Field(ge=1, le=3)] = 1
    speak_s: Seconds = 45.0
    reflect_s: Seconds = 25.0
    want: bool = True
    """Whether each is asked to be heard, comforted or helped."""
    validate_line: bool = False
    """Whether the listener is offered "what makes sense is ..."."""
    feeling_line: bool = False
    word: bool = True
    """Whether both leave a turn with one word."""


class CloseStage(_Stage):
    """The one-word checks and the good night."""

    kind: Literal["close"]
    name: str = "close"
    questions: tuple[Literal["heard", "topics", "format", "overall", "reconnect"], ...] = (
        "heard", "topics", "format", "overall", "reconnect",
    )  # fmt: skip


StageSpec = Annotated[ArriveStage | SetStage | RoundStage | ReflectStage | CloseStage, Field(discriminator="kind")]


class Program(_Part):
    """One program."""

    title: str
    about: str = ""
    minutes: Annotated[float, Field(gt=0, le=60)]
    """The planned length."""
    stage: Annotated[tuple[StageSpec, ...], Field(min_length=2)]

    @field_validator("stage")
    @classmethod
    def _ends_meet(cls, stages: tuple[StageSpec, ...]) -> tuple[StageSpec, ...]:
        if stages[0].kind != "arrive":
            raise ValueError("must begin with one of kind arrive: nobody is listened to without a yes")
        if stages[-1].kind != "close":
            raise ValueError("must end with one of kind close")
        return stages


class Prompts(_Part):
    """All that is said and understood in one language, and its programs."""

    lines: Mapping[str, tuple[str, ...]]
    wordings: Mapping[str, tuple[str, ...]]
    programs: Mapping[str, Program]

    def lines_with(self, phrase: str) -> list[str]:
        """Return the keys of the lines that hold this word or phrase: the safe word may stand in none."""
        words = f" {' '.join(words_of(phrase))} "
        return [key for key, texts in self.lines.items() if any(words in f" {' '.join(words_of(t))} " for t in texts)]

    def intents(self, names: tuple[str, ...] = ()) -> Intents:
        """Return what the language's wordings mean, with these names as words without weight."""
        return Intents(dict(self.wordings), names)


def line_keys(table: Mapping[str, Any]) -> list[tuple[int, str, str]]:
    """Return every line key that a program's table names, sound or not: (stage number from 1, field, key)."""
    stages = table.get("stage")
    found: list[tuple[int, str, str]] = []
    for number, stage in enumerate(stages if isinstance(stages, list) else (), 1):
        if isinstance(stage, Mapping):
            stems = stage.get("stems")
            keys = [("stems", stem) for stem in (stems if isinstance(stems, list) else ())]
            keys += [(name, stage[name]) for name in ("open", "back") if name in stage]
            found += [(number, name, key) for name, key in keys if isinstance(key, str)]
    return found


def parse_program(table: Mapping[str, Any]) -> Program:
    """Return the program in a table read from TOML; raises pydantic's ValidationError."""
    return Program.model_validate(dict(table))


STAGE_FIELDS = frozenset(
    name for stage in (ArriveStage, SetStage, RoundStage, ReflectStage, CloseStage) for name in stage.model_fields
)
"""Every key that a stage can have, to suggest for unknown ones."""
