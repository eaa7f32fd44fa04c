"""Take an event, handle it, perform each effect: shared by every shell.

The shell owns time and the world; the session decides. Nothing here knows whether time is real.
"""

from collections.abc import Callable
from typing import Protocol

from hearback.core.effects import Effect, Finish
from hearback.core.events import Event


class Handles(Protocol):
    """What the loop needs of a session."""

    deadline: float | None

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Return what to do about the event."""
        ...


class Shell(Protocol):
    """The world as the loop sees it."""

    def next_event(self, deadline: float | None) -> tuple[Event, float]:
        """Wait for the next event, at most until the deadline (then it is a Tick); return it with its time."""
        ...

    def perform(self, effect: Effect, now: float) -> None:
        """Carry out one effect; never block, never raise."""
        ...


Watch = Callable[[Event | None, list[Effect], float], None]
"""Called after each step with the event, its effects and the time: captions, the trace, the report."""


def run(session: Handles, shell: Shell, watch: Watch = lambda *_: None) -> Finish:
    """Run the session in the shell until it finishes; return its last order."""
    while True:
        event, now = shell.next_event(session.deadline)
        effects = session.handle(event, now)
        watch(event, effects, now)
        for effect in effects:
            shell.perform(effect, now)
            if isinstance(effect, Finish):
                return effect
