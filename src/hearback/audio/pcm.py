"""The one sound format inside: 16 kHz, mono, int16."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000

Pcm = NDArray[np.int16]
"""Shape (samples,), 16 kHz mono."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A finished piece of sound."""

    samples: Pcm
    start_s: float = 0.0
    """Where it began in the stream it was cut from, in seconds of stream time (frames counted, no clock)."""

    @property
    def seconds(self) -> float:
        """Its length in seconds."""
        return len(self.samples) / RATE_HZ


def silence(seconds: float) -> Pcm:
    """Return that many seconds of digital silence."""
    return np.zeros(round(seconds * RATE_HZ), dtype=np.int16)


def seconds(samples: Pcm) -> float:
    """Return the length of the samples in seconds."""
    return len(samples) / RATE_HZ


def joined(parts: Sequence[Pcm]) -> Pcm:
    """Return sounds one after another."""
    return np.concatenate(parts) if parts else silence(0)
