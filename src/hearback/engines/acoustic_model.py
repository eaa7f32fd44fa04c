"""PocketSphinx's American English acoustic model, read from its files: how well each state of a phone fits a frame.

Three streams of features, a set of 128 Gaussians for each of 42 phones, and for each state ("senone") weights over the
set of its phone. Scores are natural log likelihoods and can be compared freely.
"""

import struct
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hearback.engines.cepstrum import CEPSTRA, Floats
from hearback.errors import EngineError

Senones = NDArray[np.int64]

WEIGHT_STEP = float(1024 * np.log(1.0001))
"""The weights are stored as bytes: so much log likelihood less for each step."""
LEAST_VARIANCE = 1e-4
STREAMS = 3
LEAST_FIT = 1e-30
BLOCK, COLUMNS = 64, 32
"""Products of this size stay below OpenBLAS's limit for threads (64 * 128 * 32 = 2^18): its threads wait for each other
and for busy cores, which made an answer cost 290 ms where it takes 40."""
STATES = 3
"""Emitting states of each phone."""
POSITIONS = "ibesu"
"""Where in its word a phone stands: inside, at the begin, at the end, alone."""


class AcousticModel:
    """The model in one folder."""

    def __init__(self, folder: Path) -> None:
        """Read the model; raises EngineError where its files are missing or of another kind."""
        try:
            self._read_phones((folder / "mdef").read_bytes())
            means = _gaussians(folder / "means")
            variances = np.maximum(_gaussians(folder / "variances"), LEAST_VARIANCE)
            self._weights = _weights(folder / "sendump", len(self._set_of))
            self.moves = _moves(folder / "transition_matrices")
        except (OSError, ValueError, struct.error, IndexError) as error:
            raise EngineError("sphinx: its model does not load; install the package pocketsphinx again") from error
        # (x - m)^2 / v spread out over x^2, x and 1: one product of matrices gives every Gaussian.
        constant = -0.5 * (means**2 / variances + np.log(2 * np.pi * variances)).sum(axis=3, keepdims=True)
        terms = np.concatenate((-0.5 / variances, means / variances, constant), axis=3)
        self._gaussians = terms.transpose(1, 0, 3, 2).astype(np.float32).copy()

    def senones(self, phone: str, left: str = "SIL", right: str = "SIL", position: str = "i") -> Senones:
        """Return the three states of a phone between two others; those of the phone alone where none was trained."""
        base = self.number[phone]
        for place in dict.fromkeys((position, *POSITIONS)):
            key = (base, self.number[left], self.number[right], POSITIONS.index(place))
            if key in self._between:
                return np.asarray(self._sequences[self._between[key]])
        return np.asarray(self._sequences[self._alone[base]])

    def scores(self, frames: Floats, wanted: Senones) -> Floats:
        """Return (frames, wanted): the log likelihood of each frame in each of these senones."""
        found = np.zeros((len(frames), len(wanted)), dtype=np.float32)
        sets = self._set_of[wanted]
        for one in np.unique(sets):
            own = np.flatnonzero(sets == one)
            columns = [own[at : at + COLUMNS] for at in range(0, len(own), COLUMNS)]
            for stream in range(STREAMS):
                weights = [self._weights[stream, wanted[at]].T for at in columns]
                for first in range(0, len(frames), BLOCK):
                    rows = slice(first, first + BLOCK)
                    best, fits = self._fits(frames[rows, stream], int(one), stream)
                    for at, weight in zip(columns, weights, strict=True):
                        found[rows, at] += best + np.log(np.maximum(fits @ weight, LEAST_FIT))
        return found

    def _fits(self, frames: Floats, one: int, stream: int) -> tuple[Floats, Floats]:
        """Return for each frame the log likelihood of the best Gaussian of a set, and all relative to it."""
        terms = np.concatenate((frames**2, frames, np.ones((len(frames), 1), dtype=np.float32)), axis=1)
        fits = terms @ self._gaussians[stream, one]
        best = fits.max(axis=1, keepdims=True)
        return best, np.exp(fits - best)

    @cached_property
    def phones(self) -> tuple[str, ...]:
        """The phones that are speech."""
        return tuple(name for name in self.number if name != "SIL" and not name.startswith("+"))

    def _read_phones(self, held: bytes) -> None:
        """Read `mdef`: the phones, their senones alone and between others, and whose Gaussians each senone uses."""
        if held[:4] != b"BMDF":
            raise ValueError("mdef")
        (length,) = struct.unpack_from("<i", held, 8)
        counts = struct.unpack_from("<10i", held, 12 + length)
        singles, phones, states, _, senones, _, sequences, _, tree, _ = counts
        at = 52 + length
        self.number: dict[str, int] = {}
        for number in range(singles):
            end = held.index(b"\0", at)
            self.number[held[at:end].decode()] = number
            at = end + 1
        at += -(at - (52 + length)) % 4 + tree * 8
        table = np.frombuffer(held, np.dtype([("sequence", "<i4"), ("moves", "<i4"), ("place", "u1", 4)]), phones, at)
        at += phones * 12 + 4
        found = np.frombuffer(held, "<u2", sequences * states, at).reshape(-1, states)
        self._sequences = found.astype(np.int64)
        self._alone = table["sequence"][:singles]
        self._set_of = np.zeros(senones, dtype=np.int64)
        self._set_of[self._sequences[self._alone]] = np.arange(singles)[:, None]
        bases = table["place"][singles:, 1].astype(np.int64)
        self._set_of[self._sequences[table["sequence"][singles:]]] = bases[:, None]
        self._between = _by_context(table["place"][singles:], table["sequence"][singles:])


def _by_context(places: NDArray[np.uint8], sequences: NDArray[np.int32]) -> dict[tuple[int, ...], int]:
    """Return (phone, left, right, position) -> its sequence of senones."""
    columns = (places[:, at].tolist() for at in (1, 2, 3, 0))
    return dict(zip(zip(*columns, strict=True), sequences.tolist(), strict=True))


def _body(path: Path) -> bytes:
    """Return what follows the readable head of a file of the model and its mark of byte order."""
    held = path.read_bytes()
    return held[held.index(b"endhdr\n") + 11 :]


def _gaussians(path: Path) -> NDArray[np.float64]:
    """Return (sets, streams, Gaussians, cepstra)."""
    body = _body(path)
    sets, streams, count = struct.unpack_from("<3i", body)
    values = np.frombuffer(body, "<f4", sets * streams * count * CEPSTRA, 16 + 4 * streams)
    return values.reshape(sets, streams, count, CEPSTRA).astype(np.float64)


def _moves(path: Path) -> Floats:
    """Return (phones, 3, 4): log probabilities of going from a state to the same, the next, the one after."""
    body = _body(path)
    count, _, _, size = struct.unpack_from("<4i", body)
    held = np.frombuffer(body, "<f4", size, 16).reshape(count, STATES, STATES + 1)
    return np.asarray(np.log(np.maximum(held / held.sum(axis=2, keepdims=True), 1e-10)), dtype=np.float32)


def _weights(path: Path, senones: int) -> Floats:
    """Return (streams, senones, Gaussians): the weights."""
    held = path.read_bytes()
    streams, count = 3, 128
    steps = np.frombuffer(held, np.uint8, streams * count * senones, len(held) - streams * count * senones)
    held_by = np.exp(-WEIGHT_STEP * np.arange(256)).astype(np.float32)
    return np.asarray(held_by[steps.reshape(streams, count, senones).transpose(0, 2, 1)])
