"""Two streams of the same length, cut together into frames of one length."""

from collections.abc import Iterator

import numpy as np

from hearback.audio.pcm import Pcm


class Frames:
    """Cuts the cleaned and the raw sound into frames of `length` samples."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._rest = np.zeros((2, 0), dtype=np.int16)  # less than a frame

    def cut(self, cleaned: Pcm, raw: Pcm) -> Iterator[tuple[Pcm, Pcm]]:
        """Yield the frames that are whole now, as pairs; the rest is kept for the next chunk."""
        sound = np.concatenate((self._rest, (cleaned, raw)), axis=1, dtype=np.int16)
        whole = sound.shape[1] // self._length * self._length
        self._rest = sound[:, whole:].copy()
        for first in range(0, whole, self._length):
            yield sound[0, first : first + self._length], sound[1, first : first + self._length]
