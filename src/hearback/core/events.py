"""What happened. Events are facts, in the past tense; plain values, never audio.

A completion carries the id of what the shell was told to start; an id that is not the current one changes nothing.
"""

from dataclasses import dataclass
from typing import Literal

Engine = Literal["detector", "recognizer", "synthesizer", "spotter", "canceller"]
Device = Literal["microphone", "loudspeaker"]


@dataclass(frozen=True, slots=True)
class Tick:
    """The deadline came; an early one changes nothing."""


@dataclass(frozen=True, slots=True)
class LineStarted:
    """The first sound of a line left the loudspeaker."""

    id: int


@dataclass(frozen=True, slots=True)
class LineEnded:
    """The last sound of a line, a replay or a cut line left the loudspeaker."""

    id: int


@dataclass(frozen=True, slots=True)
class TurnStarted:
    """A person began to talk. Turn numbers only grow."""

    turn: int


@dataclass(frozen=True, slots=True)
class TalkedOver:
    """A person talks while a line of ours is heard, and goes on; shorter sounds over our voice are not told.

    It may be the first that is heard of the turn.
    """

    turn: int


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """A person stopped talking."""

    turn: int
    voiced_s: float
    """Seconds of voiced sound in the turn."""
    silence_s: float
    """Seconds of silence that had passed when this was known: the turn ended that long ago."""


@dataclass(frozen=True, slots=True)
class TurnHeard:
    """What a recognizer made of a turn. It may come long after the turn ended."""

    turn: int
    text: str
    confidence: float
    """0-1; 0 where the recognizer can not tell."""


@dataclass(frozen=True, slots=True)
class SafeWordHeard:
    """A spotter is sure. It does not say who called it, and nobody may ask."""


@dataclass(frozen=True, slots=True)
class ControlPressed:
    """A key or a button with the meaning of a control word ("pause", "done", "yes", ...)."""

    intent: str


@dataclass(frozen=True, slots=True)
class EngineFailed:
    """An engine died or refused."""

    engine: Engine
    reason: str


@dataclass(frozen=True, slots=True)
class DeviceLost:
    """A device is gone."""

    device: Device


@dataclass(frozen=True, slots=True)
class DeviceReturned:
    """A lost device works again."""

    device: Device


Event = (
    Tick
    | LineStarted
    | LineEnded
    | TurnStarted
    | TalkedOver
    | TurnEnded
    | TurnHeard
    | SafeWordHeard
    | ControlPressed
    | EngineFailed
    | DeviceLost
    | DeviceReturned
)
