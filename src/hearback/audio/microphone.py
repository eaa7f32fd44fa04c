"""What the room sounds like, as it comes: 20 ms chunks of 16 kHz mono.

- The callback copies and leaves; a thread of ours makes the chunks into our format and hands them on.
- After a standstill (a frozen sound server, a laptop that slept) seconds of old sound come in one burst: it is dropped.
- Whoever watches looks at `samples_received` and `is_alive`: a moved or frozen stream tells nothing by itself.
"""

import queue
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearback.audio.pcm import Pcm
from hearback.audio.rates import to_ours
from hearback.audio.streams import BLOCK_S, Form, OpenStream, close_stream, open_stream

STANDSTILL_S = 1.0
"""No callback for that long means that the stream stood still; on a loaded machine gaps stay under 0.2 s."""

Block = NDArray[np.int16]
"""Shape (samples, channels), at the card's own rate."""


class Freshness:
    """Tells new sound from the backlog of a standstill.

    The backlog's blocks come back to back; the first block that comes after about its own length is new again.
    """

    def __init__(self) -> None:
        self._last_at: float | None = None
        self._behind = False

    def is_fresh(self, now: float) -> bool:
        """Return whether the block that arrives at `now` (a clock in seconds that never goes back) is to be used."""
        gap_s = BLOCK_S if self._last_at is None else now - self._last_at
        self._last_at = now
        self._behind = gap_s > STANDSTILL_S or (self._behind and gap_s < BLOCK_S / 2)
        return not self._behind


class Microphone:
    """One microphone, by a part of its name; None is the system's default. Opened by `start`, for good until `stop`."""

    def __init__(self, device: str | None = None, *, opener: OpenStream = open_stream) -> None:
        self._device = device
        self._open = opener
        self._blocks: queue.SimpleQueue[Block | None] = queue.SimpleQueue()
        self._stream: Any = None
        self._thread: threading.Thread | None = None
        self._is_lost = False
        self.samples_received = 0
        """How many samples the callback has given, at the card's rate. While it stands still, nothing is heard."""

    @property
    def is_alive(self) -> bool:
        """Whether the stream runs as far as PortAudio knows; a frozen server still counts as running."""
        return self._stream is not None and not self._is_lost

    def start(self, on_chunk: Callable[[Pcm], None]) -> None:
        """Open the microphone and hand every chunk to `on_chunk`, in a thread of ours; raises `DeviceError`."""
        self._blocks, self._is_lost = queue.SimpleQueue(), False
        blocks, freshness = self._blocks, Freshness()

        def callback(samples: Block, frames: int, _time: object, _status: object) -> None:
            self.samples_received += frames
            if freshness.is_fresh(time.monotonic()):
                blocks.put(samples.copy())

        self._stream, form = self._open("input", self._device, callback, self._lost)
        self._thread = threading.Thread(target=_hand_on, args=(blocks, form, on_chunk), name="microphone", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the microphone; no chunk comes after this. Raises `DeviceError` if the sound server does not answer."""
        stream, self._stream = self._stream, None
        self._blocks.put(None)
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        if stream is not None:
            close_stream(stream)

    def _lost(self) -> None:
        self._is_lost = True


def _hand_on(blocks: queue.SimpleQueue[Block | None], form: Form, on_chunk: Callable[[Pcm], None]) -> None:
    ours = to_ours(form.rate_hz)
    while (block := blocks.get()) is not None:
        chunk = ours(block[:, 0])
        if len(chunk):
            on_chunk(chunk)
