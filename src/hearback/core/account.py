"""What happened in this session: numbers and names for the view and the report, never what was said."""

from dataclasses import dataclass, field
from typing import Literal

EndedBy = Literal["done", "listener", "asked", "silence", "time", "pass", "pause"]
Verdict = Literal["yes", "partly", "no", "parked"]


@dataclass(frozen=True, slots=True)
class Held:
    """One stretch in which a person held the floor."""

    holder: str
    from_at: float
    until_at: float
    ended_by: EndedBy


@dataclass(slots=True)
class Reflected:
    """How one statement was given back."""

    speaker: str
    listener: str
    tries: int = 0
    verdict: Verdict | None = None
    is_summary: bool = False
    """Whether it gave back several statements at once."""


@dataclass(slots=True)
class Paused:
    """One pause: when, and whether everyone came back. Never who called it, or why (PRACTICE 3)."""

    from_at: float
    until_at: float | None = None
    is_resumed: bool = False


@dataclass(slots=True)
class Account:
    """The running account; it dies with the session."""

    stages: list[str] = field(default_factory=list)
    floors: list[Held] = field(default_factory=list)
    reflections: list[Reflected] = field(default_factory=list)
    pauses: list[Paused] = field(default_factory=list)
