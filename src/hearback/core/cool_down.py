"""The cool-down after the safe word: silence, one line, then nothing until the agreed time (PRACTICE 3)."""

from dataclasses import dataclass, field
from typing import Literal

from hearback.core.context import Context
from hearback.core.effects import Effect, Listen
from hearback.core.events import ControlPressed, Event
from hearback.core.speech import Speech
from hearback.core.talk import Talk

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


@dataclass
class CoolDown:
    """The step that is silent. Its outcome: "over", "end" (for today) or "undo" (somebody said "carry on" at once)."""

    context: Context
    is_after_call: bool = True
    """Whether it begins at the call; otherwise it is more time, and nothing is said."""
    outcome: Literal["over", "end", "undo"] | None = None
    deadline: float = 0.0
    _speech: Speech = field(init=False)
    _talk: Talk = field(init=False)
    _began_at: float = 0.0
    _over_at: float = 0.0
    _line_at: float = float("inf")
    _undo_at: float = float("inf")

    def __post_init__(self) -> None:
        self._speech, self._talk = Speech(self.context), Talk()

    @property
    def turns(self) -> tuple[int, ...]:
        """The turns heard meanwhile."""
        return self._talk.numbers

    def begin(self, now: float) -> list[Effect]:
        """Be silent."""
        self.outcome, self._began_at, self._over_at = None, now, now + COOL_DOWN_S
        self._line_at = now + LINE_AFTER_S if self.is_after_call else float("inf")
        self._undo_at = float("inf")
        self._talk.listen(now)
        self._look_up()
        return [_listen()]

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Heed the few words that count, and say the one line when it is time."""
        if not self._speech.is_over:
            effects = self._speech.handle(event, now)
            effects += [_listen()] if self._speech.is_over else []
        else:
            self._obey(self._intent(event, now), now)
            effects = self._due(now)
        self._look_up()
        return effects

    def hush(self, now: float) -> list[Effect]:
        """Begin the first silence anew, or break the one line off: somebody called again."""
        if self._line_at < float("inf"):
            self._line_at = now + LINE_AFTER_S
        cut = self._speech.cut()
        self._look_up()
        return [*cut, _listen()] if cut else []

    def _intent(self, event: Event, now: float) -> str | None:
        if isinstance(event, ControlPressed):
            return event.intent
        turn = self._talk.note(event, now)
        return None if turn is None else self.context.intents.answer(turn.sure_text)

    def _obey(self, intent: str | None, now: float) -> None:
        match intent:
            case "end":
                self.outcome = "end"
            case "more_time":
                self._over_at = min(self._over_at + LONGER_S, self._began_at + LONGEST_S)
            case "stay_quiet":
                self._line_at = float("inf")
            case "carry_on" if now < self._line_at < float("inf"):
                self._undo_at = max(now, self._began_at + LEAST_SILENT_S)
                self._line_at = float("inf")
            case _:
                pass

    def _due(self, now: float) -> list[Effect]:
        if self.outcome is None and now >= self._undo_at:
            self.outcome = "undo"
        if self.outcome is None and now >= self._over_at:
            self.outcome = "over"
        if self.outcome is not None or now < self._line_at:
            return []
        self._line_at = float("inf")
        return self._speech.say((self.context.line("pause.line"), self.context.line("pause.options")), now)

    def _look_up(self) -> None:
        waits = (self._over_at, self._line_at, self._undo_at, self._talk.deadline)
        self.deadline = min(waits) if self._speech.is_over else self._speech.deadline


def _listen() -> Listen:
    return Listen("pause", None, "control", "pause.line", HEARD)
