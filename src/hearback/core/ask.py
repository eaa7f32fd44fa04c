"""One question to one person: asked, asked again in grades, then the safe answer (PRACTICE C1).

What cannot be understood twice is never taken for a yes: the outcome is "unclear" or "silent", and the stage holds.
"""

from dataclasses import dataclass, field
from typing import Literal

from hearback.core.context import Context
from hearback.core.effects import Effect, Listen, Mode, Moment
from hearback.core.events import ControlPressed, Event
from hearback.core.lines import Line
from hearback.core.speech import Said, Speech
from hearback.core.talk import Talk, Turn

ASKED_AT_MOST = 3
"""The question and two re-asks (PRACTICE C1)."""

SETTLED_S = 2.0
"""An answer in one's own words is over after this much silence; nobody is hurried over a single word."""

LONGEST_WAIT_S = 60.0
"""Talk that goes on past this in answer to a short question is taken as it is."""

CONTROLS = ("repeat", "pass", "slower", "pause")
"""Control words that count in every question."""

OFTEN = 3
"""The same question is repeated on request this many times before it counts as asked again."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, of whom, and which answers it takes."""

    key: str
    who: str
    names: dict[str, str] = field(default_factory=dict)
    accepts: tuple[str, ...] = ()
    """The intents that answer it; empty when anything said is an answer."""
    hint: str = "ask.anything"
    """The line for the last re-ask: the allowed answers, short."""
    moment: Moment = "asked"
    lead: tuple[Said, ...] = ()
    """Said before the question, the first time only."""
    wait_s: float = 8.0
    asked_at_most: int = ASKED_AT_MOST


@dataclass(frozen=True, slots=True)
class Answer:
    """How it was answered."""

    meaning: Literal["meant", "anything", "pass", "unclear", "silent"]
    intent: str | None = None

    def is_a(self, *intents: str) -> bool:
        """Return whether one of these was meant."""
        return self.intent in intents


@dataclass
class Ask:
    """The step that puts one question."""

    context: Context
    question: Question
    outcome: Answer | None = None
    _speech: Speech = field(init=False)
    _talk: Talk = field(init=False)
    _asked: int = 0
    _repeated: int = 0
    _was_heard: bool = False

    def __post_init__(self) -> None:
        self._speech, self._talk = Speech(self.context), Talk()

    @property
    def turns(self) -> tuple[int, ...]:
        """The turns of the answer."""
        return self._talk.numbers

    @property
    def is_given(self) -> bool:
        """Whether the question was said and the answer is awaited."""
        return self._speech.is_over

    @property
    def deadline(self) -> float:
        """When the line, the recognition or the wait is over."""
        if not self._speech.is_over:
            return self._speech.deadline
        if self._talk.is_hearing:
            return self._talk.deadline
        if self._talk.is_talking:
            return self._talk.talking_since + LONGEST_WAIT_S
        return self._talk.quiet_since + self._patience_s

    def begin(self, now: float) -> list[Effect]:
        """Ask for the first time."""
        self.outcome, self._asked, self._repeated, self._was_heard = None, 0, 0, False
        self._talk.listen(now)
        return self._ask((*self.question.lead, self._line()), now)

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Take the answer, or ask again when it is time."""
        if isinstance(event, ControlPressed) and (pressed := self._pressed(event)):
            return [*self._speech.cut(), *self._take(pressed, now)]
        if not self._speech.is_over:
            return self._after_speech(self._speech.handle(event, now), now)
        turn = self._talk.note(event, now)
        if turn is not None:
            return self._take(self._meaning(turn), now)
        return self._wait(now)

    def _pressed(self, event: ControlPressed) -> str | None:
        known = (*self.question.accepts, "repeat", "pass")
        return event.intent if event.intent in known else None

    @property
    def _patience_s(self) -> float:
        return SETTLED_S if self._is_answered else self.question.wait_s

    @property
    def _is_answered(self) -> bool:
        return not self.question.accepts and any(t.voiced_s > 0 for t in self._talk.heard)

    def _line(self, key: str | None = None) -> Line:
        return self.context.line(key or self.question.key, **{"name": self.question.who, **self.question.names})

    def _ask(self, items: tuple[Said, ...], now: float) -> list[Effect]:
        self._asked += 1
        return self._after_speech(self._speech.say(items, now), now)

    def _after_speech(self, effects: list[Effect], now: float) -> list[Effect]:
        if not self._speech.is_over:
            return effects
        self._talk.listen(now)
        mode: Mode = "answer" if self.question.accepts else "talk"
        expects = (*self.question.accepts, *CONTROLS)
        return [*effects, Listen(self.question.moment, self.question.who, mode, self.question.key, expects)]

    def _meaning(self, turn: Turn) -> str | None:
        """Return the intent of the turn: an accepted one, a control word, or None."""
        intents = self.context.intents
        intent = intents.answer(turn.sure_text) if self.question.accepts else intents.control(turn.sure_text)
        return intent if intent in (*self.question.accepts, "repeat", "pass") else None

    def _take(self, intent: str | None, now: float) -> list[Effect]:
        if intent == "repeat" and self._repeated < OFTEN:
            self._repeated += 1
            self._asked -= 1
            return self._ask((self._line(),), now)
        if intent == "pass":
            self.outcome = Answer("pass")
        elif intent in self.question.accepts:
            self.outcome = Answer("meant", intent)
        elif self.question.accepts:
            self._was_heard = True
            return self._again(now)
        return []

    def _wait(self, now: float) -> list[Effect]:
        if now < self.deadline or self._talk.is_hearing:
            return []
        if self._is_answered or (self._talk.is_talking and not self.question.accepts):
            self.outcome = Answer("anything")
            return []
        return self._again(now)

    def _again(self, now: float) -> list[Effect]:
        if self._asked >= self.question.asked_at_most:
            self.outcome = Answer("unclear" if self._was_heard else "silent")
            return []
        if self._asked == 1:
            missed = (self._line("ask.missed"),) if self._was_heard else ()
            return self._ask((*missed, self._line()), now)
        return self._ask((self._line(self.question.hint),), now)
