"""Where every thread leaves its events, and the guard that makes a thread's death an event too."""

import queue
import time
from collections.abc import Callable
from threading import Thread

from hearback.core.events import Engine, EngineFailed, Event, Tick
from hearback.errors import HearbackError

Clock = Callable[[], float]
LONGEST_WAIT_S = 1.0
"""On Windows a wait without end can not be interrupted by Ctrl-C."""


class Inbox:
    """Events from any thread, taken by one."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        """Read the time from `clock`, in seconds."""
        self._clock = clock
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def post(self, event: Event) -> None:
        """Leave an event; never blocks."""
        self._events.put(event)

    def take(self, deadline: float | None) -> tuple[Event, float]:
        """Wait for the next event, at most until the deadline (then it is a Tick); return it with its time."""
        while True:
            left_s = LONGEST_WAIT_S if deadline is None else deadline - self._clock()
            try:
                event = self._events.get(timeout=min(max(left_s, 0.0), LONGEST_WAIT_S))
            except queue.Empty:
                if left_s <= LONGEST_WAIT_S and deadline is not None:
                    return Tick(), max(deadline, self._clock())
                continue
            return event, self._clock()

    def empty(self) -> None:
        """Drop what nobody waits for any more."""
        while not self._events.empty():
            self._events.get_nowait()

    def thread(self, engine: Engine, run: Callable[[], None]) -> Thread:
        """Return a thread that runs `run`; if that dies, the engine is reported as failed."""

        def guarded() -> None:
            try:
                run()
            except Exception as error:  # noqa: BLE001 -- the top of a thread
                self.post(EngineFailed(engine, reason(error)))

        return Thread(target=guarded, name=engine, daemon=True)


def reason(error: BaseException) -> str:
    """Return why it failed: our own text, else only the error's type, because other texts may hold spoken words."""
    return str(error) if isinstance(error, HearbackError) else type(error).__name__
