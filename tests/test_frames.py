"""Two streams are cut together."""

import numpy as np
import pytest

from hearback.audio.frames import Frames


@pytest.mark.parametrize("chunk", [1, 7, 320, 512, 2000])
def test_frames_hold_every_sample_once_and_side_by_side(chunk: int) -> None:
    """However the chunks are, frames follow each other without a gap in both streams; the rest waits."""
    cleaned = np.arange(1500, dtype=np.int16)
    frames = Frames(512)
    found = [
        pair for at in range(0, 1500, chunk) for pair in frames.cut(cleaned[at : at + chunk], -cleaned[at : at + chunk])
    ]
    assert len(found) == 2
    assert np.array_equal(np.concatenate([first for first, _ in found]), cleaned[:1024])
    assert np.array_equal(np.concatenate([second for _, second in found]), -cleaned[:1024])
