"""Giving way to somebody who talks over a line of ours and goes on (PRACTICE C3).

We fall silent, let them finish and ask "shall I repeat?". The step that was cut begins anew on a yes or "repeat";
otherwise it goes on as if its line had been said. A step is not cut more than twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hearback.core.context import Context
from hearback.core.effects import Effect, Listen, Replay, Say, StopSound
from hearback.core.events import ControlPressed, Event, LineEnded, TalkedOver, TurnStarted
from hearback.core.speech import Speech
from hearback.core.steps import Step
from hearback.core.talk import Talk

SETTLED_S = 1.0
"""They have finished after this much silence."""
WAIT_S = 5.0
"""Nobody answers for this long: nobody wants it repeated."""
LONGEST_S = 60.0
"""Talk that goes on past this gets no question any more."""
OFTEN = 2
HEARD = ("yes", "repeat", "no", "carry_on", "pause")


@dataclass
class OurLine:
    """Which line of ours is heard now, and how often the step that says it gave way."""

    number: int | None = None
    _step: Step | None = None
    _count: int = 0

    def note(self, event: Event, effects: Iterable[Effect]) -> None:
        """Take one step of the session."""
        if isinstance(event, LineEnded) and event.id == self.number:
            self.number = None
        for effect in effects:
            if isinstance(effect, StopSound):
                self.number = None
            elif isinstance(effect, Say | Replay):
                self.number = effect.id

    def may_be_cut(self, step: Step) -> bool:
        """Return whether there is a line to be cut and this step did not give way too often; count it if so."""
        if self.number is None:
            return False
        if step is not self._step:
            self._step, self._count = step, 0
        self._count += 1
        return self._count <= OFTEN


@dataclass
class Yielding:
    """The step that stands in for the one that was cut, until it may go on."""

    context: Context
    held: Step
    line: int
    """The line that was cut."""
    is_over: bool = False
    """The held step goes on by itself."""
    outcome: None = None
    _speech: Speech = field(init=False)
    _talk: Talk = field(init=False)
    _has_asked: bool = False

    def __post_init__(self) -> None:
        self._speech, self._talk = Speech(self.context), Talk()

    @property
    def turns(self) -> tuple[int, ...]:
        """The turns of the held step, and those over and after its line."""
        return (*self.held.turns, *self._talk.numbers)

    @property
    def deadline(self) -> float:
        """When they have finished, the line is said, or nobody answers."""
        if not self._speech.is_over:
            return self._speech.deadline
        if self._talk.is_hearing:
            return self._talk.deadline
        if self._talk.is_talking:
            return self._talk.talking_since + LONGEST_S
        return self._talk.quiet_since + (WAIT_S if self._has_asked else SETTLED_S)

    def begin(self, now: float) -> list[Effect]:
        """Begin the held step anew."""
        self.is_over = True
        return self.held.begin(now)

    def give_way(self, turn: int, now: float) -> list[Effect]:
        """Fall silent for this turn."""
        self._talk.listen(now)
        self._talk.note(TurnStarted(turn), now)
        return [StopSound()]

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Let them finish, ask, and take the answer."""
        if isinstance(event, ControlPressed):
            return self._pressed(event, now)
        if not self._speech.is_over and not isinstance(event, TalkedOver):
            return self._asked(self._speech.handle(event, now), now)
        effects: list[Effect] = []
        if isinstance(event, TalkedOver):
            effects, event = self._speech.cut(), TurnStarted(event.turn)
        turn = self._talk.note(event, now)
        if turn is not None:
            return self._answered(self.context.intents.answer(turn.text), now)
        return effects or self._wait(now)

    def _pressed(self, event: ControlPressed, now: float) -> list[Effect]:
        """Take a key as the answer; one that is none is the held step's."""
        cut = self._speech.cut()
        if event.intent in ("yes", "repeat"):
            return [*cut, *self.begin(now)]
        effects = [*cut, *self._go_on(now)]
        return effects if event.intent in HEARD else [*effects, *self.held.handle(event, now)]

    def _answered(self, intent: str | None, now: float) -> list[Effect]:
        if intent == "repeat" or (intent == "yes" and self._has_asked):
            return self.begin(now)
        return self._go_on(now) if intent in HEARD and self._has_asked else []

    def _wait(self, now: float) -> list[Effect]:
        if now < self.deadline:
            return []
        if self._has_asked or self._talk.is_talking:
            return self._go_on(now)
        self._has_asked = True
        return self._asked(self._speech.say((self.context.line("yield.repeat"),), now), now)

    def _asked(self, effects: list[Effect], now: float) -> list[Effect]:
        if not self._speech.is_over:
            return effects
        self._talk.quiet_since = now
        return [*effects, Listen("asked", None, "answer", "yield.repeat", HEARD)]

    def _go_on(self, now: float) -> list[Effect]:
        """Let the held step go on as if its line had been said."""
        self.is_over = True
        return self.held.handle(LineEnded(self.line), now)
