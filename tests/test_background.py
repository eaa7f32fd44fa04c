"""The background: it comes back from its file, its statistics are right, and nobody can hear it."""

import numpy as np
import pytest

from hearback.engines.background import KEPT, LAGS, PIECE_HOPS, background_of, from_bytes, shipped
from hearback.engines.embedding import SIZE, Hops
from hearback.errors import EngineError


def recordings(count: int = 6) -> list[Hops]:
    """Return made-up hops in which neighbours are alike."""
    chance = np.random.default_rng(3)
    return [
        np.asarray(np.cumsum(chance.normal(size=(120, SIZE)), axis=0)[20:] + chance.normal(size=SIZE), np.float32)
        for _ in range(count)
    ]


def test_the_shipped_one_says_what_it_is_made_of() -> None:
    """The shipped statistics name their recordings and licences, and are under one megabyte."""
    found = shipped()
    assert "hours" in found.about
    assert "CC BY 4.0" in found.about
    assert found.pieces.shape[1:] == (PIECE_HOPS, KEPT)
    assert len(found.to_bytes()) < 1_000_000


def test_its_covariance_is_one() -> None:
    """The shipped covariance of joined hops is symmetric and, within rounding, positive."""
    covariance = shipped().covariance()
    assert covariance.shape == (LAGS * KEPT, LAGS * KEPT)
    assert np.allclose(covariance, covariance.T)
    lowest, highest = np.linalg.eigvalsh(covariance)[[0, -1]]
    assert lowest > -0.001 * highest


def test_lags_are_what_the_hops_say() -> None:
    """The covariance across hops is that of the projected hops themselves."""
    found = background_of(recordings(), about="made up")
    kept = [found.projected(hops) for hops in recordings()]
    pairs = [(hops[:-2], hops[2:]) for hops in kept]
    expected = sum(early.T @ late for early, late in pairs) / sum(len(early) for early, _ in pairs)
    assert np.allclose(found.lags[2], expected, atol=1e-6)


def test_it_comes_back_from_its_bytes() -> None:
    """What is written is read again, as exactly as half floats are."""
    made = background_of(recordings(), about="made up")
    again = from_bytes(made.to_bytes())
    assert again.about == "made up"
    assert np.allclose(again.lags, made.lags, rtol=2e-3, atol=1e-4)
    assert np.allclose(again.pieces, made.pieces, atol=np.abs(made.pieces).max() / 200)


def test_the_same_recordings_give_the_same_file() -> None:
    """Nothing in the file depends on when it was made."""
    assert background_of(recordings(), about="a").to_bytes() == background_of(recordings(), about="a").to_bytes()


@pytest.mark.parametrize("content", [b"", b"nothing of the kind"])
def test_a_damaged_file_is_refused(content: bytes) -> None:
    """Bytes that are no background end in an error that says what to do."""
    with pytest.raises(EngineError, match="damaged"):
        from_bytes(content)


def test_nothing_makes_no_background() -> None:
    """Without a second of sound there is nothing to compute."""
    with pytest.raises(ValueError, match="at least one"):
        background_of([np.zeros((0, SIZE), np.float32)], about="empty")
