"""The microphone's sound to the ears, and their jobs to the recognizer: two threads, and an eye on the microphone.

The microphone only leaves chunks in a queue. When none came for a while it is lost: that is said once, and it is opened
again with growing patience until sound comes.
"""

import queue
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, repeat
from threading import Event as Flag
from typing import Protocol

from hearback.audio.pcm import Pcm
from hearback.core.effects import Listen
from hearback.core.events import DeviceLost, DeviceReturned, EngineFailed, Event, TurnHeard
from hearback.ears import Job
from hearback.errors import DeviceError
from hearback.runner.inbox import Inbox, reason

Jobs = queue.SimpleQueue[Job | None]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a microphone may give nothing, and how often it is opened again (SPEECH 6)."""

    quiet_s: float = 1.0
    """No chunk for so long means that it is gone; chunks come every 20 ms."""
    backoff_s: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0, 5.0)
    """Before each try to open it again; the last one stays."""


class Records(Protocol):
    """A microphone."""

    def start(self, on_chunk: Callable[[Pcm], None]) -> None:
        """Open it and hand on every chunk; raises DeviceError."""
        ...

    def stop(self) -> None:
        """Close it; raises DeviceError if the sound server does not answer."""
        ...


class Hears(Protocol):
    """The ears: any method may be called from any thread."""

    def hear(self, chunk: Pcm) -> list[Event]:
        """Take the next sound; return what happened in it."""
        ...

    def recognize(self, job: Job) -> list[Event]:
        """Make the words of a stretch."""
        ...

    def listen(self, listen: Listen) -> None:
        """Expect what comes next."""
        ...

    def speaking(self, is_playing: bool) -> None:
        """Our own voice is in the room, or not."""
        ...

    def replay(self, turns: Sequence[int], limit_s: float) -> Pcm:
        """Return the sound of these turns."""
        ...

    def forget(self, turns: Sequence[int]) -> None:
        """Drop these turns."""
        ...

    def forget_all(self) -> None:
        """Drop everything."""
        ...


class Hearing:
    """Runs the ears and their recognizer until it is closed."""

    def __init__(
        self,
        microphone: Records,
        ears: Hears,
        jobs: Jobs,
        inbox: Inbox,
        *,
        speaking: Callable[[], bool],
        reopen: Callable[[], None],
        patience: Patience,
    ) -> None:
        """`speaking` says whether our voice is in the air; `reopen` opens lost devices again or raises DeviceError."""
        self._microphone, self._ears, self._jobs, self._inbox = microphone, ears, jobs, inbox
        self._speaking, self._reopen, self._patience = speaking, reopen, patience
        self._chunks: queue.SimpleQueue[Pcm | None] = queue.SimpleQueue()
        self._has_heard, self._mutes = False, 0
        self._closed = Flag()
        self._has_sound = Flag()
        self._threads = [inbox.thread("detector", self._hear), inbox.thread("recognizer", self._recognize)]

    def start(self) -> None:
        """Open the microphone and begin to hear; raises DeviceError."""
        self.open()
        for thread in self._threads:
            thread.start()

    def open(self) -> None:
        """Open the microphone alone; raises DeviceError."""
        self._microphone.start(self._chunks.put)

    def close(self) -> None:
        """Close the microphone, end the threads and forget all sound."""
        self._closed.set()
        self._has_sound.set()  # nobody seeks any more
        self._stop()
        self._chunks.put(None)
        self._jobs.put(None)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=1.0)
        self._ears.forget_all()

    def _stop(self) -> None:
        with suppress(DeviceError):  # a sound server that does not answer takes nothing from us any more
            self._microphone.stop()

    def _hear(self) -> None:
        lost = False
        while not self._closed.is_set():
            try:
                chunk = self._chunks.get(timeout=self._patience.quiet_s)
            except queue.Empty:
                lost = lost or self._lose()
                continue
            if chunk is None:
                return
            if lost:
                lost = False
                self._has_sound.set()
                self._inbox.post(DeviceReturned("microphone"))
            self._ears.speaking(self._speaking())
            for event in self._ears.hear(chunk):
                if not self._is_muted(event):
                    self._inbox.post(event)
            self._has_heard = self._has_heard or bool(chunk.any())

    def _is_muted(self, event: Event) -> bool:
        """Return whether the ears took silence for a loss.

        Zeros from the start mean a missing permission. After there was sound they are a mute switch, or a virtual
        microphone in which nobody talks.
        """
        if isinstance(event, DeviceLost) and self._has_heard:
            self._mutes += 1
        elif isinstance(event, DeviceReturned) and self._mutes:
            self._mutes -= 1
        else:
            return False
        return True

    def _lose(self) -> bool:
        self._has_sound.clear()
        self._inbox.post(DeviceLost("microphone"))
        seeking = self._inbox.thread("detector", self._seek)
        self._threads.append(seeking)
        seeking.start()
        return True

    def _seek(self) -> None:
        """Open the devices again and again until there is sound."""
        backoff_s = chain(self._patience.backoff_s, repeat(self._patience.backoff_s[-1]))
        while not self._has_sound.wait(next(backoff_s)):
            with suppress(DeviceError):
                self._reopen()
        if self._closed.is_set():
            self._stop()

    def _recognize(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                events = self._ears.recognize(job)
            except Exception as error:  # noqa: BLE001 -- the top of a thread; the next turn must still be heard
                # Nobody may wait for a turn whose words will not come.
                events = [EngineFailed("recognizer", reason(error)), TurnHeard(job.turn, "", 0.0)]
            for event in events:
                self._inbox.post(event)
