"""Rest: nobody answered. Timers stop, only control words are heard, nothing is said for five minutes.

Then closing is offered once; silence never means "go on", so it closes with care.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from hearback.core.context import Context
from hearback.core.effects import Effect, Listen
from hearback.core.events import ControlPressed, Event
from hearback.core.speech import Speech
from hearback.core.steps import Next, Over, Then
from hearback.core.talk import Talk

REST_S = 300.0
"""PRACTICE C6: no speech for five minutes."""
OFFER_S = 20.0

BACK = ("yes", "ready", "more", "more_time", "carry_on", "repeat", "done", "pass")
"""Any of these during the rest brings the session back."""
STILL_BACK = ("no", "ready", "more", "more_time", "carry_on", "repeat")
"""Any of these brings it back once closing was offered."""


@dataclass
class Rest:
    """The step that rests."""

    context: Context
    outcome: Literal["back", "close"] | None = None
    deadline: float = 0.0
    _speech: Speech = field(init=False)
    _talk: Talk = field(init=False)
    _has_offered: bool = False

    def __post_init__(self) -> None:
        self._speech, self._talk = Speech(self.context), Talk()

    @property
    def turns(self) -> tuple[int, ...]:
        """The turns heard while resting."""
        return self._talk.numbers

    def begin(self, now: float) -> list[Effect]:
        """Rest."""
        self.outcome, self._has_offered, self.deadline = None, False, now + REST_S
        self._talk.listen(now)
        return [Listen("asked", None, "control", "rest", (*BACK, "pause"))]

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Wake on a control word; offer to close when the time is over."""
        if not self._speech.is_over:
            return self._offered(self._speech.handle(event, now), now)
        turn = self._talk.note(event, now)
        intent = (
            event.intent if isinstance(event, ControlPressed) else turn and self.context.intents.answer(turn.sure_text)
        )
        if intent in (STILL_BACK if self._has_offered else BACK):
            self.outcome = "back"
        elif self._has_offered and (intent in ("yes", "end") or now >= self.deadline):
            self.outcome = "close"
        elif now >= self.deadline:
            return self._offered(self._speech.say((self.context.line("rest.close"),), now), now)
        return []

    def _offered(self, effects: list[Effect], now: float) -> list[Effect]:
        self.deadline = self._speech.deadline
        if not self._speech.is_over:
            return effects
        self._has_offered, self.deadline = True, now + OFFER_S
        return [*effects, Listen("asked", None, "answer", "rest.close", (*STILL_BACK, "yes", "end", "pause"))]


def hold(context: Context, again: Callable[[], Next]) -> Then:
    """Rest, and do `again` if somebody comes back; otherwise close with care."""

    def follow(outcome: str) -> Next:
        return again() if outcome == "back" else Over("silence", ("end.silence",))

    # Whoever is back from a pause is back: there is nothing to rest any more.
    return Then(Rest(context), follow, again)
