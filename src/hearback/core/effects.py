"""What to do. Effects are orders, in the imperative; performing one never blocks and never raises."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["floor_open", "nearly_time", "hand_over", "paused", "microphone"]
Moment = Literal["waiting", "asked", "floor", "reflect", "verdict", "pause"]
Mode = Literal["starting", "answer", "talk", "control", "closed"]
Ending = Literal["done", "nobody started", "declined", "safe word", "silence", "device"]


@dataclass(frozen=True, slots=True)
class Say:
    """Speak one line; answered by LineStarted and LineEnded with the same id."""

    id: int
    key: str
    """The line's key; "read-back" for the listener's own words."""
    text: str


@dataclass(frozen=True, slots=True)
class Replay:
    """Play these turns again from memory, at most `limit_s` seconds; answered like Say."""

    id: int
    turns: tuple[int, ...]
    limit_s: float


@dataclass(frozen=True, slots=True)
class PlayTone:
    """Play one soft earcon; nothing answers."""

    tone: Tone


@dataclass(frozen=True, slots=True)
class StopSound:
    """Silence the loudspeaker within a block and drop what was queued; LineEnded may still come."""


@dataclass(frozen=True, slots=True)
class Listen:
    """Say what is expected next, so that the ears choose how to end turns and what to recognize.

    Modes: "starting" hears only the starting phrases; "answer" expects a word or a short sentence; "talk" a person
    who holds the floor; "control" only control words (rest, pause); "closed" nothing at all (the microphone is off).
    """

    moment: Moment
    who: str | None
    """The person it is put to; None for everyone."""
    mode: Mode
    key: str
    """The key of the line that asked."""
    expects: tuple[str, ...] = ()
    """The intents that would mean something now: what a short answer can be, and nothing else."""


@dataclass(frozen=True, slots=True)
class Forget:
    """Drop the sound and the words of these turns, and cancel their recognition."""

    turns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Finish:
    """The session is over; the microphone is off."""

    ending: Ending
    completed: bool
    """The program's last stage was completed."""


Effect = Say | Replay | PlayTone | StopSound | Listen | Forget | Finish
