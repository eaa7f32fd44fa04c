"""Keys with the meaning of control words, for whoever can not or does not want to speak.

The space bar pauses, and so does any key that has no meaning of its own: in a hurry nobody looks for the right one.
Where standard input is no terminal there are no keys. The terminal is put back as it was, whatever happens.
"""

import os
import select
import sys
from collections.abc import Callable, Mapping
from threading import Thread
from types import TracebackType
from typing import Any, Self

from hearback.core.events import ControlPressed, Event

MEANINGS: Mapping[str, str] = {
    "y": "yes",
    "n": "no",
    "t": "partly",
    "d": "done",
    "m": "more",
    "r": "repeat",
    "p": "pass",
    "s": "start",
    "c": "carry_on",
    "e": "end",
    "\r": "ready",
    "\n": "ready",
}
"""All else pauses."""

LEGEND = (
    "Keys: y yes, t partly, n no, d done, m more, r repeat, p pass, Enter ready, c carry on, e end for today, "
    "s start; space or any other key: pause"
)

LOOK_S = 0.2
"""How often the thread looks whether it is to end."""


class Keys:
    """Reads single keys from a terminal while it is open."""

    def __init__(self, post: Callable[[Event], None], terminal: int | None = None) -> None:
        """`terminal` is a file descriptor; None takes standard input, if that is a terminal."""
        self._post = post
        self._terminal = terminal if terminal is not None else _standard_input()
        self._before: list[Any] | None = None
        self._is_open = False
        self._thread: Thread | None = None

    def __enter__(self) -> Self:
        """Begin to read, if there is a terminal."""
        if self._terminal is None:
            return self
        import termios
        import tty

        self._before = termios.tcgetattr(self._terminal)
        tty.setcbreak(self._terminal)
        self._is_open = True
        self._thread = Thread(target=self._read, name="keys", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop reading, and leave the terminal as it was."""
        self._is_open = False
        if self._thread is not None:
            self._thread.join()
        if self._terminal is not None and self._before is not None:
            import termios

            termios.tcsetattr(self._terminal, termios.TCSADRAIN, self._before)

    @property
    def are_there(self) -> bool:
        """Whether keys are read."""
        return self._is_open

    def _read(self) -> None:
        assert self._terminal is not None
        while self._is_open:
            if not select.select([self._terminal], [], [], LOOK_S)[0]:
                continue
            pressed = os.read(self._terminal, 64)
            if not pressed:
                return
            self._post(ControlPressed(meaning(pressed.decode("utf-8", "replace"))))


def meaning(pressed: str) -> str:
    """Return the intent of what one read gave: a key, or the several letters of a special key (those pause)."""
    return MEANINGS.get(pressed.lower(), "pause")


def _standard_input() -> int | None:
    try:
        import termios  # noqa: F401 -- where it is missing there are no keys
    except ImportError:
        return None
    return sys.stdin.fileno() if sys.stdin is not None and sys.stdin.isatty() else None
