"""What people said in the virtual room: which word when, and how loud they are on average."""

import math
from bisect import bisect_left, insort

import numpy as np
from numpy.typing import NDArray

from hearback.audio.pcm import RATE_HZ, Pcm

Samples = NDArray[np.float64]
"""Shape (samples,), in units of int16."""

NOMINAL_RMS = 32_768 * 10 ** (-26 / 20)
"""Level of speech before anyone spoke: -26 dBFS, the nominal level of ITU-T P.56."""
LEVEL_FRAME = 320
"""20 ms: the length over which loudness is measured."""
VOICED_DB = -35.0
"""A frame this far under the loudest one of its clip is silence."""


class Said:
    """Gathers clips and their words."""

    def __init__(self) -> None:
        self.rms = NOMINAL_RMS
        """Level of the voiced sound of all clips so far, in units of int16: pauses in a clip do not lower it."""
        self._energy = 0.0
        self._frames = 0
        self._words: list[tuple[float, str, str]] = []

    def add(self, pcm: Pcm, start_s: float, who: str, words: str) -> None:
        """Take a clean clip that begins at this time; its words are spread evenly over its voiced frames."""
        voiced = voiced_frames(pcm)
        if not len(voiced):
            return
        self._energy += float(_frame_energy(pcm)[voiced].sum())
        self._frames += len(voiced)
        self.rms = math.sqrt(self._energy / self._frames)
        spoken = words.split()
        for index, word in enumerate(spoken):
            frame = voiced[int((index + 0.5) / len(spoken) * len(voiced))]
            insort(self._words, (start_s + (frame + 0.5) * LEVEL_FRAME / RATE_HZ, who, word))

    def between(self, start_s: float, end_s: float, who: str | None = None) -> str:
        """Return the words whose middle lies between two times, of one person or of all."""
        first, last = (bisect_left(self._words, (time_s, "", "")) for time_s in (start_s, end_s))
        return " ".join(word for _, speaker, word in self._words[first:last] if who in (None, speaker))


def voiced_frames(pcm: Pcm) -> NDArray[np.intp]:
    """Return the numbers of the 20 ms frames of a clean clip that are not silence; none for digital silence."""
    energy = _frame_energy(pcm)
    loudest = energy.max(initial=0.0)
    return np.flatnonzero(energy > loudest * 10 ** (VOICED_DB / 10))


def _frame_energy(pcm: Pcm) -> Samples:
    """Return the mean square of each frame; a shorter rest counts as a frame."""
    padded = np.concatenate((pcm, np.zeros(-len(pcm) % LEVEL_FRAME, dtype=np.int16)))
    return np.asarray(np.square(padded.reshape(-1, LEVEL_FRAME), dtype=np.float64).mean(axis=1))
