"""A step: one small thing that is underway, with a deadline at all times, until it has an outcome.

A stage never waits itself. It names a step and what to do with the outcome; the session drives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from hearback.core.effects import Effect, Ending
from hearback.core.events import Event


class Step(Protocol):
    """One thing underway. `begin` may be called again: then it starts anew and forgets what came before."""

    @property
    def deadline(self) -> float:
        """The latest moment at which it wants a Tick."""
        ...

    @property
    def outcome(self) -> Any:
        """None while it is underway."""
        ...

    def begin(self, now: float) -> list[Effect]:
        """Start, or start anew."""
        ...

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Take one event; stale ones change nothing."""
        ...

    @property
    def turns(self) -> tuple[int, ...]:
        """The turns whose sound is still in memory because of this step."""
        ...


@dataclass(frozen=True, slots=True)
class Over:
    """The session ends here, with these lines."""

    ending: Ending
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Then:
    """A step, and what follows from its outcome; following with None ends the stage."""

    step: Step
    follow: "Follow"
    again: "Callable[[], Next] | None" = None
    """Where a pause comes back to; None: this step, from its beginning."""


Next = Then | Over | None

Follow = Callable[[Any], Next]
"""From an outcome to what is next."""


class Stage(Protocol):
    """One part of the program."""

    @property
    def name(self) -> str:
        """Its name in the program."""
        ...

    def first(self) -> Next:
        """Return the first step; None when there is nothing to do."""
        ...
