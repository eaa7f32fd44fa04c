"""What we play: one stream that is always open, so that a line starts at once and can be cut within a block.

- The callback only copies and counts; everything that is called back runs in a thread of ours.
- A cut aborts the stream (what the card still holds is dropped) and starts it again at once. Merely emptying our queue
  would leave 86-125 ms of sound in the card.
- Every `on_end` is told exactly once: at the last sample, after a cut, or when the card is lost.
- After a loss: `close` this and the microphone, `devices.refresh()`, `start` both again.
"""

import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearback.audio.devices import in_time, sounddevice
from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.audio.playlist import DUCKED, Notice, Playlist, Sound, soften
from hearback.audio.rates import from_ours, to_ours
from hearback.audio.streams import CLOSE_LIMIT_S, OpenStream, close_stream, open_stream
from hearback.errors import DeviceError

Played = Callable[[Pcm], None]


class Loudspeaker:
    """One loudspeaker, by a part of its name; None is the system's default."""

    def __init__(self, device: str | None = None, *, opener: OpenStream = open_stream) -> None:
        self.on_played: Played | None = None
        """Gets every block that goes out, silence included, at 16 kHz, in our thread: the echo's reference."""
        self.samples_played = 0
        """How many samples the card took, at its own rate. While it stands still, nothing is heard."""
        self.underflows = 0
        """How often the card ran dry; above 0 people heard a crackle."""
        self._device = device
        self._open = opener
        self._stream: Any = None
        self._rate_hz = RATE_HZ
        self._held = 0
        self._gain = 1.0
        self._playlist = Playlist()
        self._is_lost = False
        self._playing = 0
        self._cuts = 0
        self._lock = threading.Lock()
        self._orders: queue.SimpleQueue[Notice | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    @property
    def is_alive(self) -> bool:
        """Whether the stream runs as far as PortAudio knows; a frozen server still counts as running."""
        return self._stream is not None and not self._is_lost

    @property
    def is_playing(self) -> bool:
        """Whether a sound is queued or has not left yet."""
        return self._playing > 0

    def start(self) -> None:
        """Open the loudspeaker; raises `DeviceError`."""
        self._is_lost, self._cuts = False, 0
        self._stream, form = self._open("output", self._device, self._fill, self._finished)
        self._rate_hz = form.rate_hz
        self._held = round(self._stream.latency * form.rate_hz)
        self._thread = threading.Thread(target=self._run, name="loudspeaker", daemon=True)
        self._thread.start()

    def play(self, pcm: Pcm, on_start: Notice = lambda: None, on_end: Notice = lambda: None) -> None:
        """Queue this sound; never blocks.

        `on_start` is told when its first sample has left, `on_end` when its last one has, or when it was cut or lost;
        both in our thread (while it is closed: in the caller's).
        """
        sound = Sound(from_ours(pcm, self._rate_hz), on_start, partial(self._ended, on_end))
        with self._lock:
            self._playing += 1
            self._playlist.add(sound)
        if self._stream is None:
            self._drop()
        elif self._is_lost:
            self._orders.put(self._drop)

    def duck(self, is_ducked: bool) -> None:
        """Play softly from the next block on, or as loudly as before."""
        self._gain = DUCKED if is_ducked else 1.0

    def stop(self) -> None:
        """Fall silent and drop what is queued; returns at once. What is played after this call is heard."""
        with self._lock:
            if not self.is_playing:
                return
            # From here on the callback writes silence, until the stream was started again.
            self._cuts += 1
            dropped, self._playlist = self._playlist, Playlist()
        self._orders.put(partial(self._cut, dropped))

    def close(self) -> None:
        """Fall silent for good, or until `start`; raises `DeviceError` if the sound server does not answer."""
        stream, self._stream = self._stream, None
        if stream is None:
            return
        try:
            close_stream(stream)
        finally:
            self._orders.put(self._drop)
            self._orders.put(None)
            if self._thread is not None and self._thread is not threading.current_thread():
                self._thread.join()

    def _fill(self, samples: NDArray[np.int16], frames: int, _time: object, status: Any) -> None:
        self.samples_played += frames
        self.underflows += bool(status.output_underflow)
        playlist, block = self._playlist, samples[:, 0]
        if self._cuts:
            block[:] = 0
        else:
            for notice in playlist.left(self._held):
                self._orders.put(notice)
            playlist.fill(block)
            soften(block, self._gain)
        samples[:, 1:] = samples[:, :1]
        if self.on_played is not None:
            self._orders.put(partial(self._hand_on, block.copy()))

    def _finished(self) -> None:
        # PortAudio also says so when we abort.
        if self._stream is not None and not self._cuts:
            self._is_lost = True
            self._orders.put(self._drop)

    def _run(self) -> None:
        self._ours = to_ours(self._rate_hz)
        while (order := self._orders.get()) is not None:
            order()

    def _hand_on(self, block: Pcm) -> None:
        chunk = self._ours(block)
        if self.on_played is not None and len(chunk):
            self.on_played(chunk)

    def _cut(self, dropped: Playlist) -> None:
        stream = self._stream
        try:
            if stream is not None and not self._is_lost:
                in_time(lambda: (stream.abort(), stream.start()), CLOSE_LIMIT_S)
        except (DeviceError, sounddevice().PortAudioError):
            self._is_lost = True
            self._orders.put(self._drop)
        with self._lock:
            self._cuts -= 1
        self._tell(dropped)

    def _drop(self) -> None:
        with self._lock:
            dropped, self._playlist = self._playlist, Playlist()
        self._tell(dropped)

    def _tell(self, dropped: Playlist) -> None:
        for notice in dropped.cut():
            notice()

    def _ended(self, on_end: Notice) -> None:
        with self._lock:
            self._playing -= 1
        on_end()
