"""What broke, and what follows: the first time it is said plainly, the second time the session ends with care."""

from collections import Counter
from dataclasses import dataclass, field

from hearback.core.events import DeviceLost, EngineFailed
from hearback.core.steps import Over

FATAL = ("detector", "microphone")
"""Without these nobody can be heard: the session ends at once, kindly."""

QUIET = ("spotter", "canceller")
"""Others still do its work; nothing is said about it inside a session."""


@dataclass
class Faults:
    """Counts faults and keeps what is still to be said about them."""

    _seen: Counter[str] = field(default_factory=Counter)
    _unsaid: list[str] = field(default_factory=list)

    def note(self, event: EngineFailed | DeviceLost) -> Over | None:
        """Return how the session ends because of this fault; None when it goes on."""
        part = event.engine if isinstance(event, EngineFailed) else event.device
        if part in QUIET:
            return None
        self._seen[part] += 1
        if part in FATAL or self._seen[part] > 1:
            return Over("device", (f"fault.{part}", "end.device"))
        self._unsaid.append(f"fault.{part}")
        return None

    def notices(self) -> tuple[str, ...]:
        """Return the lines that say what broke since the last time."""
        keys, self._unsaid = tuple(self._unsaid), []
        return keys
