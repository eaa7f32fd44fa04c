"""Counting: thresholds from false alarms, misses of calls."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from hearback.audio.pcm import RATE_HZ
from hearback.engines.embedding import HOP, SPAN
from hearback.engines.learned_word import JOINED, OF, LearnedWord, agreed
from hearback.engines.spotter_learned import DEAF_HOPS
from spotting.ears import Heard

EARLY_S, LATE_S = 0.25, 0.8
"""A call counts as caught from so long after its clip begins until so long after it ends."""
NEVER = -math.inf


@dataclass(frozen=True, slots=True)
class Scores:
    """What one member gave under one condition: highest score of each call, every score that talk reached."""

    calls: list[float] = field(default_factory=list)
    talk: list[float] = field(default_factory=list)
    hours: list[float] = field(default_factory=list)

    def add(self, other: "Scores") -> None:
        """Take in the scores of another fold."""
        self.calls.extend(other.calls)
        self.talk.extend(other.talk)
        self.hours.extend(other.hours)

    def threshold(self, false_per_h: float) -> float:
        """Return the score that must be passed: the highest bar that lets so many false alarms through."""
        let_through = math.floor(false_per_h * sum(self.hours) + 1e-9)
        ranked = sorted(self.talk, reverse=True)
        return ranked[let_through] if let_through < len(ranked) else NEVER

    def misses(self, false_per_h: float) -> list[bool]:
        """Return for each call whether it was missed."""
        threshold = self.threshold(false_per_h)
        return [score <= threshold for score in self.calls]


def learned_scores(word: LearnedWord, calls: Sequence[Heard], talk: Sequence[Heard]) -> Scores:
    """Return what the product's own scores say, two of three windows agreeing, as its spotter counts them."""
    reached = [peak for heard in talk for peak in _peaks(agreed(word.scores(heard.hops)))]
    return Scores([_in_call(word, heard) for heard in calls], reached, [heard.seconds / 3600 for heard in talk])


def sphinx_scores(word: str, calls: Sequence[Heard], talk: Sequence[Heard]) -> Scores:
    """Return the scores of PocketSphinx's finds."""
    best = [
        max((find.score for find in heard.finds if find.word == word.lower() and _is_in_call(find.at_s, heard)),
            default=NEVER)
        for heard in calls
    ]  # fmt: skip
    reached = [find.score for heard in talk for find in heard.finds if find.word == word.lower()]
    return Scores(best, reached, [heard.seconds / 3600 for heard in talk])


def _is_in_call(at_s: float, heard: Heard) -> bool:
    return heard.starts_at / RATE_HZ + EARLY_S <= at_s <= heard.ends_at / RATE_HZ + LATE_S


def _in_call(word: LearnedWord, heard: Heard) -> float:
    scores = agreed(word.scores(heard.hops))
    # The first of these scores has heard JOINED + OF - 1 hops.
    at_s = ((np.arange(len(scores)) + JOINED + OF - 2) * HOP + SPAN) / RATE_HZ
    return max((float(score) for score, at in zip(scores, at_s, strict=True) if _is_in_call(at, heard)), default=NEVER)


def _peaks(scores: np.ndarray) -> list[float]:
    """Return the highest scores, each with the spotter's deaf time around it, one false pause each; at most 20."""
    found: list[float] = []
    left = scores.copy()
    while len(left) and len(found) < 20 and (best := int(np.argmax(left))) >= 0 and left[best] > NEVER:
        found.append(float(left[best]))
        left[max(0, best - DEAF_HOPS) : best + DEAF_HOPS + 1] = NEVER
    return found
