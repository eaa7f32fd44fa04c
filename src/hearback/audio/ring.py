"""The last minutes of a stream, in memory. Sound lives here and dies here.

- Time is stream time: samples counted since the ring was made, no clock.
- What is older than the ring is overwritten; what is forgotten is overwritten with zeros at once.
- One thread appends while another cuts, so every method takes a lock; the audio callback never calls it.
"""

from threading import Lock

import numpy as np

from hearback.audio.pcm import RATE_HZ, Clip, Pcm


class Ring:
    """A memory of the newest `seconds` of a stream."""

    def __init__(self, seconds: float) -> None:
        self._kept = np.zeros(max(1, round(seconds * RATE_HZ)), dtype=np.int16)
        self._count = 0
        self._lock = Lock()

    @property
    def end_s(self) -> float:
        """Stream time of the newest sample, in seconds."""
        return self._count / RATE_HZ

    @property
    def start_s(self) -> float:
        """Stream time of the oldest sample that is still here, in seconds."""
        return max(0, self._count - len(self._kept)) / RATE_HZ

    def append(self, pcm: Pcm) -> None:
        """Take the next samples of the stream."""
        with self._lock:
            newest = pcm[-len(self._kept) :]
            first = self._count + len(pcm) - len(newest)
            self._kept[self._places(first, first + len(newest))] = newest
            self._count += len(pcm)

    def cut(self, start_s: float, end_s: float) -> Clip:
        """Return a copy of what is still here between two stream times; its `start_s` says where it really begins."""
        with self._lock:
            first, last = self._span(start_s, end_s)
            return Clip(self._kept[self._places(first, last)], first / RATE_HZ)

    def forget(self, start_s: float, end_s: float) -> None:
        """Overwrite the sound between two stream times with zeros."""
        with self._lock:
            self._kept[self._places(*self._span(start_s, end_s))] = 0

    def forget_all(self) -> None:
        """Overwrite everything with zeros; stream time goes on."""
        with self._lock:
            self._kept[:] = 0

    def _span(self, start_s: float, end_s: float) -> tuple[int, int]:
        oldest = max(0, self._count - len(self._kept))
        first = min(max(round(start_s * RATE_HZ), oldest), self._count)
        return first, min(max(round(end_s * RATE_HZ), first), self._count)

    def _places(self, first: int, last: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        return np.arange(first, last) % len(self._kept)
