"""Lines in, sound out, on a thread of its own.

A line is answered by LineStarted and LineEnded, whatever happens to it: nobody ever waits for one that failed. A stop
silences the loudspeaker at once and a line that was still being rendered is never heard.
"""

import queue
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event as Flag
from threading import Lock, Thread
from typing import Protocol

from hearback.audio.pcm import Pcm, silence
from hearback.core.effects import Say
from hearback.core.events import DeviceLost, EngineFailed, LineEnded, LineStarted
from hearback.errors import DeviceError, EngineError
from hearback.runner.inbox import Inbox, reason

RENDER_LIMIT_S = 12.0
"""The longest line takes a synthesizer child 5 s and a little (its own limit); beyond this it hangs."""


class Renders(Protocol):
    """A synthesizer that can be told not to remember what it renders."""

    def render(self, text: str, rate_wpm: int, *, keep: bool = True) -> Pcm:
        """Return the spoken text; raises EngineError."""
        ...


class Plays(Protocol):
    """The one output stream."""

    @property
    def is_alive(self) -> bool:
        """Whether the stream runs."""
        ...

    def play(self, pcm: Pcm, on_start: Callable[[], None], on_end: Callable[[], None]) -> None:
        """Queue the sound; `on_end` comes when its last sample has left or it was stopped. Raises DeviceError."""
        ...

    def stop(self) -> None:
        """Be silent within a block and drop what is queued."""
        ...


@dataclass(frozen=True, slots=True)
class _Order:
    """One thing to play, valid until the next stop."""

    generation: int
    make: Callable[[], Pcm]
    on_start: Callable[[], None]
    on_end: Callable[[], None]


_Made = Pcm | Exception | None


class Voice:
    """Renders and plays one thing after the other."""

    def __init__(
        self,
        loudspeaker: Plays,
        synthesizer: Renders,
        inbox: Inbox,
        *,
        rate_wpm: int = 155,
        limit_s: float = RENDER_LIMIT_S,
    ) -> None:
        """`limit_s`: how long one line may take to render."""
        self._loudspeaker, self._synthesizer, self._inbox = loudspeaker, synthesizer, inbox
        self._rate_wpm, self._limit_s = rate_wpm, limit_s
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._made: queue.SimpleQueue[_Made] = queue.SimpleQueue()
        self._generation = 0
        self._lock = Lock()
        self._sounding: set[int] = set()
        self._thread = inbox.thread("synthesizer", self._run)
        self._thread.start()

    @property
    def speaking(self) -> bool:
        """A line of ours is in the air; tones do not count, they are too short to be taken for a person."""
        return bool(self._sounding)

    def say(self, line: Say) -> None:
        """Speak the line after all that was ordered before; a read-back leaves nothing in the synthesizer's memory."""
        keep = line.key != "read-back"
        self.play(line.id, lambda: self._synthesizer.render(line.text, self._rate_wpm, keep=keep))

    def play(self, line: int, make: Callable[[], Pcm]) -> None:
        """Play what `make` returns as the line with this id; `make` runs on a thread of its own."""

        def started() -> None:
            self._sounding.add(line)
            self._inbox.post(LineStarted(line))

        def ended() -> None:
            self._sounding.discard(line)
            self._inbox.post(LineEnded(line))

        self._orders.put(_Order(self._generation, make, started, ended))

    def tone(self, sound: Pcm) -> None:
        """Play a tone after all that was ordered before; nothing answers."""
        self._orders.put(_Order(self._generation, lambda: sound, _nothing, _nothing))

    def stop(self) -> None:
        """Silence the loudspeaker at once, on the caller's thread, and drop all that was ordered."""
        with self._lock:
            self._generation += 1
            self._made.put(None)
            self._loudspeaker.stop()

    def finish(self, limit_s: float) -> bool:
        """Wait until all that was ordered has been heard, at most `limit_s` seconds; return whether it was."""
        heard = Flag()
        self._orders.put(_Order(self._generation, _blink, _nothing, heard.set))
        return heard.wait(limit_s)

    def close(self) -> None:
        """Stop, and end the thread."""
        self.stop()
        self._orders.put(None)
        self._thread.join(timeout=1.0)

    def _run(self) -> None:
        while (order := self._orders.get()) is not None:
            try:
                self._carry_out(order)
            except DeviceError:
                self._inbox.post(DeviceLost("loudspeaker"))
                order.on_end()
            except Exception as error:  # noqa: BLE001 -- the top of a thread; the next line must still be spoken
                self._inbox.post(EngineFailed("synthesizer", reason(error)))
                order.on_end()

    def _carry_out(self, order: _Order) -> None:
        sound = self._rendered(order)
        with self._lock:
            if sound is not None and order.generation == self._generation:
                if not self._loudspeaker.is_alive:
                    raise DeviceError("the loudspeaker is gone; plug it in again")
                self._loudspeaker.play(sound, order.on_start, order.on_end)
                return
        order.on_end()

    def _rendered(self, order: _Order) -> Pcm | None:
        """Return the sound, or None when a stop came first; raises what the making raises, EngineError if it hangs."""
        made: queue.SimpleQueue[_Made] = queue.SimpleQueue()
        with self._lock:
            if order.generation != self._generation:
                return None
            self._made = made
        Thread(target=_make, args=(order.make, made), name="render", daemon=True).start()
        try:
            sound = made.get(timeout=self._limit_s)
        except queue.Empty:
            raise EngineError("the synthesizer did not answer in time; try: hearback doctor") from None
        if isinstance(sound, Exception):
            raise sound
        return sound


def _make(make: Callable[[], Pcm], made: queue.SimpleQueue[_Made]) -> None:
    try:
        made.put(make())
    except Exception as error:  # noqa: BLE001 -- the top of a thread; whoever waits raises it
        made.put(error)


def _nothing() -> None:
    """Tones are not answered."""


def _blink() -> Pcm:
    """Return a silence of one block."""
    return silence(0.02)
