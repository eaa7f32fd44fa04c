"""The cool-down after the safe word: silence, one line, then nothing until the agreed time (PRACTICE 3)."""

from dataclasses import dataclass, field
from typing import Literal

from hearback.core.context import Context
from hearback.core.effects import Effect, Forget, Listen
from hearback.core.events import ControlPressed, Event
from hearback.core.speech import Speech
from hearback.core.talk import Talk, Turn

LEAST_SILENT_S = 5.0
"""PRACTICE 3: at least this much full silence after the call."""
LINE_AFTER_S = 10.0
"""PRACTICE 3: the one line comes after 5-10 s; until then "carry on" undoes a false call."""
COOL_DOWN_S = 20 * 60.0
"""PRACTICE 3: no setting below 20 minutes."""
LONGER_S = 10 * 60.0
LONGEST_S = 60 * 60.0
"""PRACTICE 3: 20, 30 or 60 minutes; what is longer is another day."""

HEARD = ("end", "more_time", "stay_quiet", "carry_on")
"""What counts during the cool-down; all else is not even recognized."""
NEVER = float("inf")

Outcome = Literal["over", "end", "undo"]


@dataclass
class Silence:
    """The step that is nothing but silent for a while; a call in it begins it anew."""

    listens: bool = True
    """Whether the microphone stays on for a call."""
    outcome: bool | None = None
    deadline: float = 0.0
    turns: tuple[int, ...] = ()

    def begin(self, now: float) -> list[Effect]:
        """Be silent."""
        self.outcome = None
        self.hush(now)
        return [Listen("pause", None, "control", "pause.line")] if self.listens else []

    def handle(self, _: Event, now: float) -> list[Effect]:
        """Wait."""
        self.outcome = True if now >= self.deadline else None
        return []

    def hush(self, now: float) -> list[Effect]:
        """Begin anew: somebody called again."""
        self.deadline = now + LEAST_SILENT_S
        return []


@dataclass
class CoolDown:
    """The step that is silent. Its outcome: "over", "end" (for today) or "undo" (somebody said "carry on" at once)."""

    context: Context
    is_after_call: bool = True
    """Whether it begins at the call; otherwise it is more time, and nothing is said."""
    can_undo: bool = True
    """Whether "carry on" counts; once it was refused it does not."""
    outcome: Outcome | None = None
    deadline: float = 0.0
    _speech: Speech = field(init=False)
    _talk: Talk = field(init=False)
    _began_at: float = 0.0
    _over_at: float = 0.0
    _line_at: float = NEVER
    _undo_until: float = 0.0
    _leaves: tuple[float, Outcome] | None = None
    """When it is left, and how, because somebody said so: never before the least silence."""

    def __post_init__(self) -> None:
        self._speech, self._talk = Speech(self.context), Talk()

    @property
    def turns(self) -> tuple[int, ...]:
        """The turns heard meanwhile, as far as they are not forgotten."""
        return self._talk.numbers

    def begin(self, now: float) -> list[Effect]:
        """Be silent."""
        self.outcome, self._line_at, self._undo_until, self._over_at = None, NEVER, 0.0, 0.0
        self._speech.cut()
        self._talk.listen(now)
        self._count_from(now)
        if self.is_after_call:
            self._line_at = now + LINE_AFTER_S
            self._undo_until = self._line_at if self.can_undo else 0.0
        self._look_up()
        return [_listen()]

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Heed the few words that count, and say the one line when it is time."""
        effects = self._hear(event, now)
        if not self._speech.is_over:
            effects += self._speech.handle(event, now)
            effects += [_listen()] if self._speech.is_over else []
        if self._speech.is_over:
            effects += self._due(now)
        self._look_up()
        return effects

    def hush(self, now: float) -> list[Effect]:
        """Begin the silence and the 20 minutes anew, and take nothing for agreed: somebody called again."""
        if self._line_at < NEVER or self._speech.cut() or (self._leaves and self.is_after_call):
            self._line_at = now + LINE_AFTER_S
            self._undo_until = self._line_at if self.can_undo else 0.0
        self._count_from(now)
        self._look_up()
        return [_listen()]

    def _count_from(self, now: float) -> None:
        self._leaves, self._began_at, self._over_at = None, now, max(self._over_at, now + COOL_DOWN_S)

    def _hear(self, event: Event, now: float) -> list[Effect]:
        """Obey a word that counts, and forget what was said."""
        if isinstance(event, ControlPressed):
            return self._obey(event.intent, now, now)
        turn = self._talk.note(event, now)
        if turn is None:
            return []
        self._talk.drop(turn.number)
        return [Forget((turn.number,)), *self._obey(self._meaning(turn), turn.started_at, now)]

    def _meaning(self, turn: Turn) -> str | None:
        return self.context.intents.answer(turn.sure_text)

    def _obey(self, intent: str | None, said_at: float, now: float) -> list[Effect]:
        match intent:
            case "end":
                self._leave("end", now)
            case "more_time":
                self._over_at = min(self._over_at + LONGER_S, self._began_at + LONGEST_S)
            case "stay_quiet":
                self._line_at = NEVER
            case "carry_on" if said_at < self._undo_until and self._leaves is None:
                self._leave("undo", now)
            case _:
                return []
        return [*self._speech.cut(), _listen()] if not self._speech.is_over else []

    def _leave(self, outcome: Outcome, now: float) -> None:
        self._leaves = (max(now, self._began_at + LEAST_SILENT_S), outcome)
        self._line_at = NEVER

    def _due(self, now: float) -> list[Effect]:
        if self._leaves is not None and now >= self._leaves[0]:
            self.outcome = self._leaves[1]
        elif now >= self._over_at:
            self.outcome = "over"
        if self.outcome is not None or now < self._line_at:
            return []
        self._line_at = NEVER
        return self._speech.say((self.context.line("pause.line"), self.context.line("pause.options")), now)

    def _look_up(self) -> None:
        leaves_at = self._leaves[0] if self._leaves else NEVER
        waits = (self._over_at, self._line_at, leaves_at, self._talk.deadline)
        self.deadline = min(waits) if self._speech.is_over else self._speech.deadline


def _listen() -> Listen:
    return Listen("pause", None, "control", "pause.line", HEARD)
