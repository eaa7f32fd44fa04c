"""The gate keeps silence from the detector, and nothing else."""

import numpy as np
import pytest

from hearback.audio.gate import KEPT_S, Gate
from hearback.audio.pcm import Pcm

FRAME_S = 0.032
FRAME = 512
OPEN_FRAMES = 31
"""One second."""


def noise(frames: int, level: float, seed: int = 0) -> list[Pcm]:
    """Return frames of steady noise of this standard deviation."""
    chance = np.random.default_rng(seed)
    return list(np.rint(chance.normal(0, level, (frames, FRAME))).astype(np.int16))


def let_in(gate: Gate, frames: list[Pcm], *, is_resting: bool = True) -> list[int]:
    """Return how many frames the detector is given at each of these."""
    return [len(tuple(gate.let_in(frame, is_resting=is_resting))) for frame in frames]


@pytest.mark.parametrize("level", [0.5, 2.0, 20.0, 60.0])
def test_a_quiet_room_shuts_it(level: float) -> None:
    """After a second of steady soft noise nothing is let in any more, however long it goes on."""
    counts = let_in(Gate(FRAME_S), noise(1000, level))
    assert counts[: OPEN_FRAMES - 2] == [1] * (OPEN_FRAMES - 2)
    assert sum(counts[OPEN_FRAMES + 10 :]) == 0


def test_a_beginning_comes_with_what_led_up_to_it() -> None:
    """The first loud frame is let in at once, after the last second that was held back, in order and without a gap."""
    gate, quiet, loud = Gate(FRAME_S), noise(300, 10), noise(1, 100)[0]
    let_in(gate, quiet)
    got = tuple(gate.let_in(loud, is_resting=True))
    held = round(KEPT_S / FRAME_S + 0.5)
    assert len(got) == held + 1
    assert all(np.array_equal(one, other) for one, other in zip(got, [*quiet[-held:], loud], strict=True))


def test_it_stays_open_through_the_pauses_of_a_phrase() -> None:
    """Nearly a second of silence between two words does not shut it, and lets every frame in once."""
    gate = Gate(FRAME_S)
    let_in(gate, noise(300, 10))
    let_in(gate, noise(1, 1000))
    assert let_in(gate, noise(OPEN_FRAMES - 1, 10, seed=1)) == [1] * (OPEN_FRAMES - 1)


def test_a_loud_room_keeps_it_open() -> None:
    """Where talk may lie under the noise, the detector hears everything."""
    assert let_in(Gate(FRAME_S), noise(300, 300)) == [1] * 300


def test_it_is_open_while_somebody_may_talk() -> None:
    """Outside rest every frame is let in, and what it held is not lost when a rest ends."""
    gate = Gate(FRAME_S)
    let_in(gate, noise(300, 10))
    assert let_in(gate, noise(3, 10), is_resting=False) == [33, 1, 1]


def test_noise_that_stops_and_comes_back_opens_it() -> None:
    """The floor falls at once: what is as loud as before is a beginning after a silence."""
    gate = Gate(FRAME_S)
    let_in(gate, noise(100, 60))
    let_in(gate, noise(100, 3))
    assert let_in(gate, noise(1, 60)) == [33]
