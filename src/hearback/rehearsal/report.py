"""What a rehearsal reports: everything spoken and heard, floors, reflections and how it ended."""

from dataclasses import asdict, dataclass, field
from typing import Any

from hearback.core.account import Reflected
from hearback.core.effects import Effect, Finish, Replay, Say
from hearback.core.events import EngineFailed, Event, LineEnded
from hearback.core.lines import READ_BACK
from hearback.core.session import Session

LATE_S, EARLY_S = 15.0, 1.0
"""A pause comes so long after its call at most (words of a recognizer), and so long before its end."""


@dataclass(slots=True)
class SpokenLine:
    """One line of ours."""

    at: float
    until: float | None
    line: str
    text: str


@dataclass(slots=True)
class HeardWords:
    """One thing that a person said, and what the recognizer made of it."""

    who: str
    at: float
    until: float
    said: str
    text: str | None = None


@dataclass
class Report:
    """Watches the loop; `as_json` is the contract."""

    session: Session
    spoken: list[SpokenLine] = field(default_factory=list)
    heard: list[HeardWords] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    finish: Finish | None = None
    duration_s: float = 0.0
    _lines: dict[int, SpokenLine] = field(default_factory=dict)
    calls: list[float] = field(default_factory=list)
    """When people finished saying what calls for a pause; worlds write them down as they come."""
    _said_until: list[float] = field(default_factory=list)
    """For each pause, when its call was said."""
    _read_backs: list[tuple[Reflected, str]] = field(default_factory=list)

    def watch(self, event: Event | None, effects: list[Effect], now: float) -> None:
        """Take one step of the loop."""
        if isinstance(event, LineEnded) and event.id in self._lines:
            self._lines.pop(event.id).until = now
        if isinstance(event, EngineFailed):
            self.errors.append(f"{event.engine}: {event.reason}")
        if len(self.session.context.account.pauses) > len(self._said_until):
            # Some words are known before they end; a call of long ago is not this one's.
            near = [min(at, now) for at in self.calls if now - LATE_S <= at <= now + EARLY_S]
            self._said_until.append(max(near, default=now))
        for effect in effects:
            self._note(effect, now)

    def _note(self, effect: Effect, now: float) -> None:
        match effect:
            case Say(id=number, key=key, text=text):
                self._begin(number, SpokenLine(now, None, key, text))
                if key == READ_BACK:
                    self._read_backs.append((self.session.context.account.reflections[-1], text))
            case Replay(id=number):
                self._begin(number, SpokenLine(now, None, "replay", ""))
            case Finish():
                self.finish, self.duration_s = effect, now
            case _:
                pass

    def _begin(self, number: int, line: SpokenLine) -> None:
        self._lines[number] = line
        self.spoken.append(line)

    def as_json(self, unsaid: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the report as plain values; `unsaid` are the wishes whose moment never came."""
        account = self.session.context.account
        return {
            "finished": bool(self.finish and self.finish.completed),
            "ended": self.finish.ending if self.finish else None,
            "duration_s": round(self.duration_s, 3),
            "stages": account.stages,
            "errors": self.errors,
            "unsaid": unsaid,
            "kept": [],
            "spoken": [_rounded(asdict(line)) for line in self.spoken],
            "heard": [_rounded(asdict(words)) for words in self.heard],
            "floors": [
                _rounded({"holder": f.holder, "from": f.from_at, "until": f.until_at, "ended_by": f.ended_by})
                for f in account.floors
            ],
            "reflections": self._reflections(),
            "pauses": [_rounded(row) for row in self._pauses()],
        }

    def _reflections(self) -> list[dict[str, Any]]:
        return [
            {
                "speaker": entry.speaker,
                "listener": entry.listener,
                "tries": entry.tries,
                "verdict": entry.verdict,
                "read_back": self._read_back(entry),
            }
            for entry in self.session.context.account.reflections
            if not entry.is_summary
        ]

    def _read_back(self, reflected: Reflected) -> str | None:
        """Return the last words of this listener that were read back for this statement."""
        return next((text for entry, text in reversed(self._read_backs) if entry is reflected), None)

    def _pauses(self) -> list[dict[str, Any]]:
        return [
            {
                "said_until": said_until,
                "silent_at": entry.from_at,
                "resumed": entry.is_resumed,
                "minutes": ((self.duration_s if entry.until_at is None else entry.until_at) - entry.from_at) / 60,
            }
            for said_until, entry in zip(self._said_until, self.session.context.account.pauses, strict=True)
        ]


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {key: round(value, 3) if isinstance(value, float) else value for key, value in row.items()}
