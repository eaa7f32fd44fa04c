"""How a word is learned from a few takes: a linear discriminant against the background of ordinary speech.

`w = C^-1 m`, where `C` is the covariance of eight joined hops of ordinary speech (its mean is zero) and `m` the mean of
made-up calls around the word's end. Where a word ends is only roughly seen in its level, so the windows are moved twice
to where they fit best and the mean is taken again: with that a fifth fewer calls were missed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hearback.audio.pcm import Pcm
from hearback.engines.background import KEPT, Background, Floats
from hearback.engines.embedding import HOP, SPAN, Embedder
from hearback.engines.learned_word import JOINED, LearnedWord, agreed
from hearback.engines.takes import variations
from hearback.errors import EngineError

CALLS = 64
"""Made-up calls, all takes together: under 2 s of work; a half more changed nothing."""
RIDGE = 0.01
"""Share of the mean variance added to the covariance, against directions that hardly occur."""
WINDOWS_AFTER = 3
"""Windows from the word's end on that are the word, before any alignment."""
ALIGNMENTS = 2
SEARCH = (-3, 5)
"""Windows around the word's end in which the best fit is sought."""
FALSE_PER_H, CANDIDATES_PER_H = 0.5, 10.0
PIECE_S = 4.0
READING_MARGIN = 0.5
"""How far, in standard deviations of ordinary speech, the threshold stays above a partner's own reading."""


@dataclass(frozen=True, slots=True, eq=False)
class _Call:
    """A made-up call: its windows (windows, JOINED * KEPT), and which of them ends with the word."""

    windows: Floats
    end: int
    take: int


def learn(
    takes: Sequence[Pcm],
    *,
    background: Background,
    embedder: Embedder,
    readings: Sequence[Pcm] = (),
    seed: int = 0,
) -> LearnedWord:
    """Return the word that these takes say, learned in about 1.5 s.

    `readings` is ordinary speech of the same people without the word: it surrounds the takes and raises the threshold.
    Raises `EngineError` where no take holds any sound.
    """
    made = variations(takes, readings, count=CALLS, seed=seed)
    calls = [_call(v.sound, v.ends_at, v.take, background, embedder) for v in made]
    if not calls:
        raise EngineError("no sound in any take; say the word into the microphone and try again")
    covariance = background.covariance()
    covariance += RIDGE * np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    weights, means = _discriminant(calls, covariance)
    quiet = _folded(weights, background)
    threshold, candidate = _thresholds(quiet, weights, background, [embedder.hops(reading) for reading in readings])
    caught = _caught(calls, means, covariance, threshold)
    return LearnedWord(quiet.weights, quiet.bias, threshold, candidate, caught)


def _call(sound: Pcm, ends_at: int, take: int, background: Background, embedder: Embedder) -> _Call:
    hops = background.projected(embedder.hops(sound))
    return _Call(_joined(hops), max(0, -((SPAN - ends_at) // HOP) - JOINED + 1), take)


def _joined(hops: Floats) -> Floats:
    """Return every JOINED consecutive hops as one row."""
    windows = np.lib.stride_tricks.sliding_window_view(hops, JOINED, axis=0)
    return np.asarray(windows.transpose(0, 2, 1).reshape(len(windows), JOINED * KEPT))


def _discriminant(calls: Sequence[_Call], covariance: Floats) -> tuple[Floats, Floats]:
    """Return the weights, of variance one over ordinary speech, and the mean window of each call."""
    means = np.stack([call.windows[call.end : call.end + WINDOWS_AFTER].mean(axis=0) for call in calls])
    weights = _weights(means.mean(axis=0), covariance)
    for _ in range(ALIGNMENTS):
        means = np.stack([_best_fit(call, weights) for call in calls])
        weights = _weights(means.mean(axis=0), covariance)
    return weights, means


def _weights(mean: Floats, covariance: Floats) -> Floats:
    weights = np.asarray(np.linalg.solve(covariance, mean), np.float64)
    return np.asarray(weights / np.sqrt(weights @ covariance @ weights))


def _best_fit(call: _Call, weights: Floats) -> Floats:
    """Return the mean of the three windows around the one that fits best near the word's end."""
    scores = call.windows @ weights
    first = max(0, call.end + SEARCH[0])
    best = first + int(np.argmax(scores[first : call.end + SEARCH[1]]))
    return np.asarray(call.windows[max(0, best - 1) : best + 2].mean(axis=0))


def _folded(weights: Floats, background: Background) -> LearnedWord:
    """Return weights for whole hops instead of projected ones, with no thresholds yet."""
    whole = weights.reshape(JOINED, KEPT) @ background.basis.T
    bias = -float(np.sum(whole @ background.mean))
    return LearnedWord(whole.astype(np.float32), bias, np.inf, np.inf, 0.0)


def _thresholds(
    word: LearnedWord, weights: Floats, background: Background, readings: Sequence[NDArray[np.float32]]
) -> tuple[float, float]:
    """Return where the background gives half a false alarm an hour, above any reading, and ten an hour."""
    peaks = np.array([agreed(_joined(piece) @ weights).max() for piece in background.pieces])
    read = [agreed(word.scores(hops)).max(initial=-np.inf) + READING_MARGIN for hops in readings]
    threshold = max([_level(peaks, FALSE_PER_H), *read])
    return threshold, min(_level(peaks, CANDIDATES_PER_H), threshold)


def _level(peaks: Floats, false_per_h: float) -> float:
    """Return the score that ordinary speech reaches so often: the peaks of its pieces, their tail made longer.

    Peaks over a high level fall off exponentially; the mean excess over the tenth that is highest is its scale.
    """
    if not len(peaks):
        return np.inf
    start = float(np.percentile(peaks, 90))
    scale = float(np.mean(peaks[peaks >= start] - start))
    rate_per_h = 0.1 * 3600 / PIECE_S
    return start + max(scale, 1e-3) * float(np.log(rate_per_h / false_per_h))


def _caught(calls: Sequence[_Call], means: Floats, covariance: Floats, threshold: float) -> float:
    """Return the share of made-up calls over the threshold of what the other takes teach (one take: of itself)."""
    of = np.array([call.take for call in calls])
    hits = []
    for take in sorted(set(of.tolist())):
        others = means[of != take] if len(set(of.tolist())) > 1 else means
        weights = _weights(others.mean(axis=0), covariance)
        peaks = [agreed(call.windows @ weights).max(initial=-np.inf) for call in calls if call.take == take]
        hits += [peak > threshold for peak in peaks]
    return float(np.mean(hits))
