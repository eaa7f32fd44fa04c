"""Everyone's own yes: each is asked by name, and all of it is fresh (PRACTICE 3, the two keys).

One person's yes is never enough, and an old yes is not a yes: who said it more than a minute before the last one is
asked again. Silence, "no", "more time" and what can not be understood all mean "not ready".
"""

from dataclasses import dataclass, field
from typing import Literal

from hearback.core.ask import Answer, Ask, Question
from hearback.core.context import Context
from hearback.core.effects import Effect
from hearback.core.events import ControlPressed, Event

WITHIN_S = 60.0
"""PRACTICE 3: all say yes within 60 s of each other."""
ROUNDS = 2
"""On the average nobody is asked more often than this; who still is not ready together needs more time."""
YES = ("yes", "ready", "carry_on")


@dataclass
class Everyone:
    """The step that asks everyone, in the order of names. Its outcome: "yes" (from all), "no" or "end"."""

    context: Context
    key: str
    """The line of the question."""
    outcome: Literal["yes", "no", "end"] | None = None
    _ask: Ask = field(init=False)
    _said_yes_at: dict[str, float] = field(default_factory=dict)
    _asked: int = 0
    _turns: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        self._ask = self._next()

    @property
    def deadline(self) -> float:
        """When the question underway is due."""
        return self._ask.deadline

    @property
    def turns(self) -> tuple[int, ...]:
        """The turns of all answers."""
        return (*self._turns, *self._ask.turns)

    @property
    def question(self) -> Question:
        """The question underway."""
        return self._ask.question

    def begin(self, now: float) -> list[Effect]:
        """Ask the first person; no yes of before counts."""
        self.outcome, self._said_yes_at, self._asked, self._turns = None, {}, 0, ()
        return self._put(now)

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Take the answer and ask the next person."""
        # A key pressed twice must not answer for the next person, whose question nobody has heard yet.
        if isinstance(event, ControlPressed) and event.intent in YES and not self._ask.is_given:
            return []
        effects = self._ask.handle(event, now)
        if self._ask.outcome is not None:
            effects += self._take(self._ask.outcome, now)
        return effects

    def _take(self, answer: Answer, now: float) -> list[Effect]:
        if not answer.is_a(*YES):
            self.outcome = "end" if answer.is_a("end") else "no"
            return []
        said = {**self._said_yes_at, self.question.who: now}
        self._said_yes_at = {who: at for who, at in said.items() if now - at <= WITHIN_S}
        if len(self._said_yes_at) == len(self.context.people):
            self.outcome = "yes"
        elif self._asked >= ROUNDS * len(self.context.people):
            self.outcome = "no"
        else:
            self._turns += self._ask.turns
            return self._put(now)
        return []

    def _put(self, now: float) -> list[Effect]:
        self._asked += 1
        self._ask = self._next()
        return self._ask.begin(now)

    def _next(self) -> Ask:
        """Return the question to the first person, in the order of names, who has not just said yes."""
        who = next(name for name in self.context.people if name not in self._said_yes_at)
        accepts = (*YES, "no", "more_time", "end")
        return Ask(
            self.context, Question(self.key, who, accepts=accepts, hint="pause.hint", moment="pause", asked_at_most=2)
        )
