"""The memory ring: what is kept, for how long, and that it is really gone."""

import numpy as np
import pytest

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.audio.ring import Ring


def counted(start: int, length: int) -> Pcm:
    """Return samples that tell their own place in the stream, in steps of 160."""
    return (np.arange(start, start + length) // 160 + 1).astype(np.int16)


def filled(stream_s: float, ring_s: float, chunk: int = 333) -> Ring:
    """Return a ring that heard a stream of that length."""
    ring = Ring(ring_s)
    for start in range(0, round(stream_s * RATE_HZ), chunk):
        ring.append(counted(start, min(chunk, round(stream_s * RATE_HZ) - start)))
    return ring


@pytest.mark.parametrize("chunk", [333, 320, 16_000, 80_000])
def test_a_cut_is_the_stream_at_that_time(chunk: int) -> None:
    """A cut gives the stream's own samples, after the ring has gone round and whatever the chunks are."""
    clip = filled(5.0, 2.0, chunk).cut(3.5, 4.25)
    assert clip.start_s == 3.5
    np.testing.assert_array_equal(clip.samples, counted(56_000, 12_000))


def test_what_is_older_than_the_ring_is_gone() -> None:
    """A cut that reaches too far back begins where the ring begins, and says so."""
    ring = filled(5.0, 2.0)
    clip = ring.cut(0.0, 3.5)
    assert (clip.start_s, clip.seconds, ring.start_s, ring.end_s) == (3.0, 0.5, 3.0, 5.0)


@pytest.mark.parametrize(("start_s", "end_s"), [(6.0, 7.0), (0.0, 1.0), (4.5, 4.0)])
def test_a_time_that_is_not_there_is_empty(start_s: float, end_s: float) -> None:
    """Times before, after or the wrong way round give an empty clip and no error."""
    assert len(filled(5.0, 2.0).cut(start_s, end_s).samples) == 0


def test_a_cut_is_a_copy() -> None:
    """Sound that comes later does not change a clip that was cut before."""
    ring = filled(2.0, 2.0)
    clip = ring.cut(0.0, 1.0)
    ring.append(np.zeros(16_000, np.int16))
    np.testing.assert_array_equal(clip.samples, counted(0, 16_000))


def test_what_is_forgotten_is_zero_and_the_rest_stays() -> None:
    """Forgetting overwrites exactly the sound between two times."""
    ring = filled(5.0, 2.0)
    ring.forget(3.5, 4.0)
    assert not ring.cut(3.5, 4.0).samples.any()
    assert ring.cut(3.0, 3.5).samples.all()
    assert ring.cut(4.0, 5.0).samples.all()


def test_forgetting_everything_leaves_nothing_in_memory() -> None:
    """After forgetting all, no sample is left, and stream time goes on."""
    ring = filled(5.0, 2.0)
    ring.forget_all()
    assert not ring._kept.any()
    assert ring.end_s == 5.0
