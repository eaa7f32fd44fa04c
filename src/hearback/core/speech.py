"""Saying lines, one after another.

A line that is never reported as ended (a dead synthesizer) counts as ended when it could long have been said: captions
carried it, and nothing hangs.
"""

from dataclasses import dataclass, field

from hearback.core.context import Context
from hearback.core.effects import Effect, PlayTone, Replay, Say, StopSound, Tone
from hearback.core.events import Event, LineEnded
from hearback.core.lines import Line

PATIENCE = 2.0
"""A line may take this many times its usual length, and `SLACK_S` on top, before it counts as said."""
SLACK_S = 8.0


@dataclass(frozen=True, slots=True)
class Voice:
    """Some turns to be played again from memory, in place of a line."""

    turns: tuple[int, ...]
    seconds: float


Said = Line | Voice | Tone


@dataclass
class Speech:
    """Says what it is given in order; `is_over` when the last of it has ended."""

    context: Context
    deadline: float = float("inf")
    ended_at: float = 0.0
    _queue: list[Said] = field(default_factory=list)
    _current: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing is being said."""
        return self._current is None

    def say(self, items: tuple[Said, ...], now: float) -> list[Effect]:
        """Begin to say these; what was still queued is dropped."""
        self._queue = list(items)
        self._current = None
        return self._next(now)

    def cut(self) -> list[Effect]:
        """Break off: a key was pressed, and nobody needs the rest of the line."""
        if self._current is None:
            return []
        self._queue, self._current, self.deadline = [], None, float("inf")
        return [StopSound()]

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Go on to the next line when the current one ended."""
        if self._current is None:
            return []
        if event == LineEnded(self._current) or now >= self.deadline:
            return self._next(now)
        return []

    def _next(self, now: float) -> list[Effect]:
        effects: list[Effect] = []
        while self._queue:
            item = self._queue.pop(0)
            if isinstance(item, str):
                effects.append(PlayTone(item))
                continue
            self._current = next(self.context.ids)
            self.deadline = now + item.seconds * PATIENCE + SLACK_S
            return [*effects, self._order(self._current, item)]
        self._current, self.deadline, self.ended_at = None, float("inf"), now
        return effects

    def _order(self, number: int, item: Line | Voice) -> Effect:
        if isinstance(item, Voice):
            return Replay(number, item.turns, item.seconds)
        return Say(number, item.key, item.text)


@dataclass
class Announce:
    """A step that says lines and is over when they have been said."""

    context: Context
    items: tuple[Said, ...]
    after_s: float = 0.0
    """Quiet kept after the last line."""
    outcome: bool | None = None
    turns: tuple[int, ...] = ()
    _speech: Speech = field(init=False)
    _ends_at: float = float("inf")

    def __post_init__(self) -> None:
        self._speech = Speech(self.context)

    @property
    def deadline(self) -> float:
        """When the line or the quiet after it is over at the latest."""
        return min(self._speech.deadline, self._ends_at)

    def begin(self, now: float) -> list[Effect]:
        """Say the lines from the first."""
        self.outcome, self._ends_at = None, float("inf")
        return self._settle(self._speech.say(self.items, now), now)

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Say on, or keep the quiet."""
        if not self._speech.is_over:
            return self._settle(self._speech.handle(event, now), now)
        if now >= self._ends_at:
            self.outcome = True
        return []

    def _settle(self, effects: list[Effect], now: float) -> list[Effect]:
        if self._speech.is_over:
            self._ends_at = now + self.after_s
            self.outcome = True if self.after_s == 0 else None
        return effects
