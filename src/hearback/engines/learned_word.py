"""A word as it was learned: eight times 96 weights and where to stop listening away. Nothing in it plays back."""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hearback.engines.background import DAMAGED, LAGS, Floats, unit
from hearback.engines.embedding import SIZE, Hops
from hearback.errors import JournalError

JOINED = LAGS
"""Hops that are looked at together: 1.34 s of sound."""
AGREEING, OF = 2, 3
"""So many of so many consecutive windows must be over the threshold."""


@dataclass(frozen=True, slots=True, eq=False)
class LearnedWord:
    """What `learning.learn` found. Scores have variance one over ordinary speech."""

    weights: NDArray[np.float32]
    """Shape (JOINED, 96), earliest hop first; for hops of length one."""
    bias: float
    threshold: float
    """Sure from here on."""
    candidate_threshold: float
    """Worth a second look from here on; below `threshold`."""
    caught: float
    """Share (0-1) of made-up calls of each take that were caught by what the other takes taught."""

    def scores(self, hops: Hops) -> Floats:
        """Return the score of every window of JOINED hops, shape (hops - JOINED + 1,); none for fewer hops."""
        heard = unit(hops)
        count = len(heard) - JOINED + 1
        if count < 1:
            return np.zeros(0)
        by_place = heard @ self.weights.T.astype(np.float64)
        return np.asarray(sum(by_place[place : place + count, place] for place in range(JOINED)) + self.bias)

    def to_bytes(self) -> bytes:
        """Return it as bytes, for the sealed settings."""
        out = io.BytesIO()
        numbers = np.array([self.bias, self.threshold, self.candidate_threshold, self.caught])
        np.savez(out, weights=self.weights, numbers=numbers)
        return out.getvalue()


def word_from_bytes(content: bytes) -> LearnedWord:
    """Return what `to_bytes` wrote; raises `JournalError` where that is something else."""
    try:
        with np.load(io.BytesIO(content)) as parts:
            weights, numbers = parts["weights"].astype(np.float32), parts["numbers"]
            bias, threshold, candidate, caught = (float(number) for number in numbers)
    except DAMAGED as error:
        raise JournalError("the learned safe word can not be read; teach it again: hearback setup word") from error
    if weights.shape != (JOINED, SIZE) or not np.isfinite(weights).all():
        raise JournalError("the learned safe word is of another version; teach it again: hearback setup word")
    return LearnedWord(weights, bias, threshold, candidate, caught)


def agreed(scores: Floats) -> Floats:
    """Return for each window the score that AGREEING of the last OF windows reach, shape (scores - OF + 1,)."""
    if len(scores) < OF:
        return np.zeros(0)
    windows = np.lib.stride_tricks.sliding_window_view(scores, OF)
    return np.asarray(np.sort(windows, axis=1)[:, OF - AGREEING])
