"""Between our rate and a card's, where the card refuses ours."""

from collections.abc import Callable

import numpy as np

from hearback.audio.pcm import RATE_HZ, Pcm


def to_ours(rate_hz: int) -> Callable[[Pcm], Pcm]:
    """Return what makes consecutive chunks at this rate into 16 kHz; it may hold back some milliseconds."""
    if rate_hz == RATE_HZ:
        return lambda samples: samples
    import soxr

    stream = soxr.ResampleStream(rate_hz, RATE_HZ, 1, dtype="int16")
    return lambda samples: np.asarray(stream.resample_chunk(np.ascontiguousarray(samples)), dtype=np.int16)


def from_ours(pcm: Pcm, rate_hz: int) -> Pcm:
    """Return a whole sound of ours at this rate."""
    if rate_hz == RATE_HZ or not len(pcm):
        return pcm
    import soxr

    return np.asarray(soxr.resample(pcm, RATE_HZ, rate_hz), dtype=np.int16)
