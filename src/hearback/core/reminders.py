"""What is due while somebody holds the floor (PRACTICE C6, 4.2): a rung of silence, a word on time, a quiet minute.

It only tells; the floor does it. Everything here waits for quiet: nothing is due while somebody talks.
"""

from dataclasses import dataclass
from typing import Literal

from hearback.core.context import Profile
from hearback.core.controls import QUIET_MINUTE_S
from hearback.core.ladder import (
    HAND_OVER_S,
    LADDERS,
    LATE,
    NEVER_ENDING_S,
    PAUSE_S,
    SETTLED_S,
    TARGET_S,
    Ladder,
    Late,
    Rung,
)
from hearback.core.seat import Seat
from hearback.core.talk import Talk

Due = Rung | Late | Literal["moved_on", "settled"]


@dataclass
class Reminders:
    """Counts the rungs climbed and the words on time that were said."""

    seat: Seat
    profile: Profile
    talk: Talk
    has_spoken: bool = False
    """Whether something was said that is kept."""
    rung: int = 0
    late: int = 0
    hushed_until: float = 0.0
    """Somebody asked for a quiet minute: nothing is due before this."""

    def talked(self) -> None:
        """Begin the ladder anew: somebody talks."""
        self.rung, self.hushed_until = 0, 0.0

    def hush(self, now: float) -> None:
        """Keep a quiet minute; it is no silence of the holder's."""
        self.hushed_until = now + QUIET_MINUTE_S

    @property
    def deadline(self) -> float:
        """When something is due, if it stays quiet."""
        return max(self.talk.quiet_since + min(self._waits()), self.hushed_until)

    def due(self, now: float) -> Due | None:
        """Take and return the one thing that is due after this much quiet."""
        if now < self.hushed_until:
            return None
        if self.hushed_until:
            self._leave_out_the_minute(now)
        if self._late_step() > self.late and self._is_due(PAUSE_S, now):
            self.late = self._late_step()
            return LATE[self.late - 1][1] if self.late <= len(LATE) else "moved_on"
        if self._settles and self._is_due(SETTLED_S, now):
            return "settled"
        return self._step_up(now)

    def _leave_out_the_minute(self, now: float) -> None:
        """Count it neither as silence nor as time that the holder took."""
        self.talk.skip(QUIET_MINUTE_S, now)
        if self.talk.first_at is not None:
            self.talk.first_at += QUIET_MINUTE_S
        self.hushed_until = 0.0

    def _step_up(self, now: float) -> Due | None:
        if self.rung >= len(self._ladder) or not self._is_due(self._ladder[self.rung][0], now):
            return None
        self.rung += 1
        return self._ladder[self.rung - 1][1]

    def _is_due(self, quiet_s: float, now: float) -> bool:
        """Return whether it has been quiet this long; computed as `deadline` is, so that rounding can not differ."""
        return now >= self.talk.quiet_since + quiet_s

    @property
    def _settles(self) -> bool:
        return self.seat.settles and self.has_spoken

    def _waits(self) -> list[float]:
        """Return after how much quiet something is due, each in seconds."""
        waits = [self._ladder[self.rung][0]] if self.rung < len(self._ladder) else [NEVER_ENDING_S]
        if self._settles:
            waits.append(SETTLED_S)
        if self._late_step() > self.late:
            waits.append(PAUSE_S)
        return waits

    @property
    def _ladder(self) -> Ladder:
        """The seat's own ladder while nothing has been said; then the profile's."""
        if self.seat.ladder is not None and not self.has_spoken:
            return self.seat.ladder
        return LADDERS[self.profile]

    def _late_step(self) -> int:
        """Return how many of the steps for long turns are due by now, by the time since the first word."""
        if self.talk.first_at is None:
            return 0
        lasted_s = self.talk.quiet_since - self.talk.first_at
        scale = self.seat.target_s / TARGET_S
        return sum(lasted_s >= min(at * scale, HAND_OVER_S) for at, _ in LATE) + (lasted_s >= HAND_OVER_S)
