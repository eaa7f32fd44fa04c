"""What ordinary speech looks like in the numbers of `embedding`: the shipped statistics that a word is learned against.

- Made by `scripts/make_background`, which writes into the file what it was computed from (`about`).
- Holds means, covariances and scattered pieces of a few seconds, projected and coarsely rounded, in no order. No sound
  comes back out of it.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from hearback.engines.embedding import SIZE, Hops
from hearback.errors import EngineError

Floats = NDArray[np.float64]

KEPT = 64
"""Directions kept of 96: 32 missed a quarter more calls at 0.5 false alarms an hour, 96 was no better."""
LAGS = 8
"""Hops that a word may join: 1.3 s of sound."""
PIECE_HOPS = 50
"""Length of a piece: 4 s."""
PIECES = 240
"""16 minutes; 0.8 MB at one byte a number."""
SHIPPED = "background.npz"
DAMAGED = (OSError, ValueError, KeyError, EOFError, BadZipFile)
"""What numpy raises where a file of its own is cut off or another one."""


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """Statistics of hours of speech that is not the word."""

    about: str
    """What it was computed from: files, hours, licences."""
    mean: Floats
    """Mean of the unit-length hops, shape (96,)."""
    basis: Floats
    """Their principal directions, shape (96, KEPT)."""
    lags: Floats
    """Covariance of a projected hop with the one `lag` later, shape (LAGS, KEPT, KEPT)."""
    pieces: Floats
    """Projected hops of scattered pieces, to set thresholds by; shape (pieces, PIECE_HOPS, KEPT)."""

    def covariance(self) -> Floats:
        """Return the covariance of LAGS joined hops, shape (LAGS * KEPT, LAGS * KEPT), earliest hop first."""
        blocks = [
            [self.lags[late - early] if late >= early else self.lags[early - late].T for late in range(LAGS)]
            for early in range(LAGS)
        ]
        strengths, directions = np.linalg.eigh(np.block(blocks))
        # Estimated lag by lag, from little speech it may dip below zero, and then nothing can be divided by it.
        return np.asarray((directions * np.maximum(strengths, 1e-4 * strengths.max())) @ directions.T)

    def projected(self, hops: Hops) -> Floats:
        """Return hops in the kept directions, their length and the mean taken away, shape (hops, KEPT)."""
        return np.asarray((unit(hops) - self.mean) @ self.basis, np.float64)

    def to_bytes(self) -> bytes:
        """Return the file's bytes: half floats, pieces as signed bytes."""
        scale = np.abs(self.pieces).max(initial=1e-9) / 127
        out = io.BytesIO()
        np.savez_compressed(
            out,
            about=np.array(self.about),
            mean=self.mean.astype(np.float16),
            basis=self.basis.astype(np.float16),
            lags=self.lags.astype(np.float16),
            pieces=np.rint(self.pieces / scale).astype(np.int8),
            scale=np.array(scale),
        )
        return out.getvalue()


def unit(hops: Hops) -> Floats:
    """Return hops at length one: how loud a sound is shows in their length."""
    whole = hops.astype(np.float64)
    return np.asarray(whole / (np.linalg.norm(whole, axis=1, keepdims=True) + 1e-6))


def background_of(recordings: Sequence[Hops], *, about: str, seed: int = 0) -> Background:
    """Return the statistics of these recordings (each its own voice or place); raises ValueError without any hop."""
    heard = [unit(hops) for hops in recordings if len(hops)]
    if not heard:
        raise ValueError("a background needs at least one recording of a second")
    together = np.concatenate(heard)
    mean = together.mean(axis=0)
    _, directions = np.linalg.eigh(np.cov(together.T))
    basis = directions[:, ::-1][:, :KEPT]
    kept = [(hops - mean) @ basis for hops in heard]
    return Background(about, mean, basis, _lags(kept), _scattered(kept, seed))


def from_bytes(content: bytes) -> Background:
    """Return what `to_bytes` wrote; raises `EngineError` where that is something else."""
    try:
        with np.load(io.BytesIO(content)) as parts:
            mean, basis, lags = (parts[name].astype(np.float64) for name in ("mean", "basis", "lags"))
            pieces = parts["pieces"] * float(parts["scale"])
            found = Background(str(parts["about"]), mean, basis, lags, pieces)
    except DAMAGED as error:
        raise EngineError("the safe word's background is damaged; install Hearback again") from error
    if found.basis.shape != (SIZE, KEPT) or found.lags.shape != (LAGS, KEPT, KEPT):
        raise EngineError("the safe word's background is of another version; run scripts/make_background")
    return found


def shipped() -> Background:
    """Return the statistics that came with the package; raises `EngineError` where they are missing."""
    place = files("hearback.engines") / SHIPPED
    if not place.is_file():
        raise EngineError(f"{place}: the safe word's background is missing; run scripts/make_background")
    return from_bytes(place.read_bytes())


def _lags(kept: Sequence[Floats]) -> Floats:
    found = np.zeros((LAGS, KEPT, KEPT))
    for lag in range(LAGS):
        long = [hops for hops in kept if len(hops) > lag]
        count = sum(len(hops) - lag for hops in long)
        found[lag] = sum((hops[: len(hops) - lag].T @ hops[lag:] for hops in long), np.zeros((KEPT, KEPT)))
        found[lag] /= max(count, 1)
    return found


def _scattered(kept: Sequence[Floats], seed: int) -> Floats:
    """Return pieces from all over, in no order, so that many voices are in few pieces."""
    places = [
        (which, start) for which, hops in enumerate(kept) for start in range(0, len(hops) - PIECE_HOPS + 1, PIECE_HOPS)
    ]
    chance = np.random.default_rng(seed)
    chosen = chance.permutation(len(places))[:PIECES]
    pieces = [kept[which][start : start + PIECE_HOPS] for which, start in (places[place] for place in chosen)]
    return np.stack(pieces) if pieces else np.zeros((0, PIECE_HOPS, KEPT))
