"""Waiting for somebody to start a check-in. Only the starting phrases count here; the rest is forgotten at once."""

from dataclasses import dataclass, field

from hearback.core.context import Context
from hearback.core.effects import Effect, Forget, Listen
from hearback.core.events import ControlPressed, Event
from hearback.core.talk import Talk

HEARTBEAT_S = 60.0
"""No state waits without a deadline: this one looks up once a minute."""


@dataclass
class Waiting:
    """The step before the program."""

    context: Context
    wait_s: float | None
    """When to give up; None waits until somebody stops the program."""
    outcome: bool | None = None
    """True: somebody asked to start. False: nobody did."""
    deadline: float = 0.0
    _gives_up_at: float = float("inf")
    _talk: Talk = field(default_factory=Talk)

    @property
    def turns(self) -> tuple[int, ...]:
        """The turns heard so far."""
        return self._talk.numbers

    def begin(self, now: float) -> list[Effect]:
        """Listen for the starting phrases."""
        self.outcome = None
        self._gives_up_at = float("inf") if self.wait_s is None else now + self.wait_s
        self._talk.listen(now)
        self._look_up(now)
        return [Listen("waiting", None, "starting", "waiting", ("start",))]

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Start on a starting phrase."""
        turn = self._talk.note(event, now)
        if turn:
            self._talk.drop(turn.number)
        pressed = isinstance(event, ControlPressed) and event.intent == "start"
        if pressed or (turn and self.context.intents.is_start(turn.text)):
            self.outcome = True
        elif now >= self._gives_up_at:
            self.outcome = False
        self._look_up(now)
        return [Forget((turn.number,))] if turn else []

    def _look_up(self, now: float) -> None:
        self.deadline = min(now + HEARTBEAT_S, self._gives_up_at)
