"""What the floor is given for, and what came of it."""

from dataclasses import dataclass

from hearback.core.account import EndedBy
from hearback.core.effects import Moment
from hearback.core.ladder import TARGET_S, Ladder
from hearback.core.lines import Line
from hearback.core.speech import Said
from hearback.core.talk import Turn


@dataclass(frozen=True, slots=True)
class Seat:
    """What the floor is given for."""

    holder: str
    moment: Moment
    key: str
    lead: tuple[Said, ...] = ()
    target_s: float = TARGET_S
    settles: bool = False
    """Ends by itself after `SETTLED_S` of quiet once something was said."""
    ladder: Ladder | None = None
    """None: the ladder of the profile."""
    listener: str | None = None
    """Who may take the floor over by beginning to reflect."""
    starter: Line | None = None
    """What the "starter" rung says."""
    counts: bool = True
    """Whether it stands in the account of floors (a reflection does not)."""
    early: Turn | None = None
    """A turn that already began this contribution, before the floor was given."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What came of it."""

    turns: tuple[Turn, ...]
    """Without the control words."""
    ended_by: EndedBy
    early: Turn | None = None
    """The listener's turn that took the floor."""
    went_quiet: bool = False
    """Nobody said anything for the whole ladder."""
    asked_repeat: bool = False

    @property
    def numbers(self) -> tuple[int, ...]:
        """The turns' numbers."""
        return tuple(turn.number for turn in self.turns)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said but control words."""
        return not any(turn.voiced_s > 0 for turn in self.turns)
