"""Queued sounds made into blocks, and whom to tell when a sound has really left; it knows no card and no thread.

When a sound has left is counted in frames: what was written, less what the card still holds.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from hearback.audio.pcm import Pcm

Notice = Callable[[], None]

DUCKED = 10 ** (-18 / 20)
"""Our voice at -18 dB: still heard, and under whoever talks."""


@dataclass(slots=True)
class Sound:
    """One thing to play: samples at the card's rate, and whom to tell."""

    samples: Pcm
    on_start: Notice
    on_end: Notice
    position: int = 0


class Playlist:
    """What is to be played, in order.

    `fill` and `left` belong to the audio callback and take no lock: a deque hands over safely between two threads.
    """

    def __init__(self) -> None:
        self.written = 0
        """Frames that the card was given."""
        self._queued: deque[Sound] = deque()
        self._due: deque[tuple[int, Notice]] = deque()

    def add(self, sound: Sound) -> None:
        """Play this after what is queued."""
        self._queued.append(sound)

    def fill(self, block: Pcm) -> None:
        """Write the next samples into the block; silence where nothing is queued."""
        filled = 0
        while filled < len(block) and self._queued:
            filled += self._play(self._queued[0], block[filled:], self.written + filled)
        block[filled:] = 0
        self.written += len(block)

    def left(self, held: int) -> list[Notice]:
        """Return whom to tell, where the card holds the last `held` frames that were written."""
        told = []
        while self._due and self._due[0][0] <= self.written - held:
            told.append(self._due.popleft()[1])
        return told

    def cut(self) -> list[Notice]:
        """Drop everything; return what is still to be told, each once. Only while no callback runs."""
        told = [notice for _, notice in self._due] + [sound.on_end for sound in self._queued]
        self._due.clear()
        self._queued.clear()
        return told

    def _play(self, sound: Sound, room: Pcm, frame: int) -> int:
        if sound.position == 0:
            self._due.append((frame, sound.on_start))
        part = sound.samples[sound.position : sound.position + len(room)]
        room[: len(part)] = part
        sound.position += len(part)
        if sound.position >= len(sound.samples):
            self._queued.popleft()
            self._due.append((frame + len(part), sound.on_end))
        return len(part)


def soften(block: Pcm, gain: float) -> None:
    """Multiply the block by a gain of at most 1, in place."""
    if gain < 1.0:
        block[:] = (block * gain).astype(block.dtype)
