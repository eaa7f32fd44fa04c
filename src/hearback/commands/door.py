"""The shell while nobody has started: a device that comes and goes then is waited for, it ends nothing.

Inside a session a lost microphone ends it with care (that is the session's business). Before one, hours may pass; a
muted or unplugged microphone is only shown.
"""

from collections.abc import Callable

from hearback.core.effects import Effect
from hearback.core.events import DeviceLost, DeviceReturned, Event, Tick
from hearback.loop import Shell


class Door:
    """A shell around a shell, for one session."""

    def __init__(self, shell: Shell, is_waiting: Callable[[], bool], say: Callable[[str], None]) -> None:
        """`is_waiting` tells whether nobody has started yet; `say` shows a line."""
        self._shell, self._is_waiting, self._say = shell, is_waiting, say

    def next_event(self, deadline: float | None) -> tuple[Event, float]:
        """Return the shell's next event; while waiting, a device that comes or goes is only shown (and a Tick)."""
        event, now = self._shell.next_event(deadline)
        if not isinstance(event, DeviceLost | DeviceReturned) or not self._is_waiting():
            return event, now
        is_lost = isinstance(event, DeviceLost)
        self._say(f"! the {event.device} gives no sound; waiting for it" if is_lost else f"the {event.device} is back")
        return Tick(), now

    def perform(self, effect: Effect, now: float) -> None:
        """Pass it on."""
        self._shell.perform(effect, now)
