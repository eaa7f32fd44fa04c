"""How well a clip fits each of some phrases, silence around it, and how well it fits free phones.

Every phrase is a row of states that is walked from left to right (Viterbi), all phrases at once and none of them
pruned: the lead of one phrase over another is exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hearback.engines.acoustic_model import STATES, AcousticModel
from hearback.engines.cepstrum import Floats

PHONE_COST = 6.0
"""What each free phone costs, in log likelihood: they would fit anything otherwise."""
NEVER = np.float32(-1e9)

Pronunciation = tuple[tuple[str, ...], ...]
"""The phones of each word."""


@dataclass(frozen=True, slots=True)
class Fits:
    """Log likelihoods of a whole clip."""

    of_phrases: Floats
    of_phones: float
    """Free phones and silence in any order."""
    of_silence: float
    frames: int


class Phrases:
    """Some phrases, ready to be held against clips."""

    def __init__(self, model: AcousticModel, pronunciations: Sequence[Pronunciation]) -> None:
        self._model = model
        rows = [_states(model, spoken) for spoken in pronunciations]
        self._last = np.array([len(row) for row in rows]) + 1
        width = int(self._last.max()) + 1
        silence = model.senones("SIL")
        free = [model.senones(phone) for phone in model.phones]
        used = np.unique(np.concatenate([silence, *free, *[[state for state, _ in row] for row in rows]]))
        self._used = used
        self._silence = np.searchsorted(used, silence)
        self._free = np.searchsorted(used, np.array(free))
        self._at = np.zeros((len(rows), width), dtype=np.int64)
        moves = np.full((3, len(rows), width), NEVER, dtype=np.float32)
        for index, row in enumerate(rows):
            self._at[index, 1 : len(row) + 1] = np.searchsorted(used, [state for state, _ in row])
            for step in range(3):
                moves[step, index, 1 : len(row) + 1] = [move[step] for _, move in row]
            moves[0, index, [0, len(row) + 1]] = 0.0
            moves[1, index, 0] = 0.0
            moves[2, index, len(row)] = NEVER
        self._moves = moves
        self._free_moves = np.array([_steps(model, phone) for phone in model.phones]).transpose(2, 0, 1)

    def fits(self, frames: Floats) -> Fits:
        """Return how well the clip fits each phrase and free phones."""
        scores = self._model.scores(frames, self._used)
        silence = scores[:, self._silence].max(axis=1)
        return Fits(self._follow(scores, silence), self._wander(scores, silence), float(silence.sum()), len(frames))

    def _follow(self, scores: Floats, silence: Floats) -> Floats:
        stay, step, skip = self._moves
        rows = np.arange(len(self._at))
        best = np.full(self._at.shape, NEVER, dtype=np.float32)
        best[:, 0] = 0.0
        for now, quiet in zip(scores[:, self._at], silence, strict=True):
            now[:, 0] = quiet
            now[rows, self._last] = quiet
            moved = best + stay
            np.maximum(moved[:, 1:], (best + step)[:, :-1], out=moved[:, 1:])
            np.maximum(moved[:, 2:], (best + skip)[:, :-2], out=moved[:, 2:])
            best = moved + now
        return np.asarray(np.maximum(best[rows, self._last], best[rows, self._last - 1]))

    def _wander(self, scores: Floats, silence: Floats) -> float:
        stay, step, _ = self._free_moves
        best = np.full(self._free.shape, NEVER, dtype=np.float32)
        quiet = np.float32(0.0)
        for now, hush in zip(scores[:, self._free], silence, strict=True):
            out = max(np.float32((best[:, -1] + step[:, -1]).max()), quiet)
            moved = best + stay
            np.maximum(moved[:, 1:], (best + step)[:, :-1], out=moved[:, 1:])
            np.maximum(moved[:, 0], out - PHONE_COST, out=moved[:, 0])
            best = moved + now
            quiet = out + hush
        return max(float(best[:, -1].max()), float(quiet))


State = tuple[int, tuple[float, float, float]]
"""A senone, and the log probabilities of staying, going on and leaving one out."""


def _states(model: AcousticModel, spoken: Pronunciation) -> list[State]:
    """Return the states of the words said without a break, each phone as it sounds between its neighbours."""
    phones = ["SIL", *(phone for word in spoken for phone in word), "SIL"]
    places = "".join("s" if len(word) == 1 else "b" + "i" * (len(word) - 2) + "e" for word in spoken)
    found: list[State] = []
    for at, place in enumerate(places, start=1):
        senones = model.senones(phones[at], phones[at - 1], phones[at + 1], place)
        found += zip(senones.tolist(), _steps(model, phones[at]), strict=True)
    return found


def _steps(model: AcousticModel, phone: str) -> list[tuple[float, float, float]]:
    """Return for each state of the phone how likely it is to stay, to go on and to leave one out."""
    moves = np.pad(model.moves[model.number[phone]], ((0, 0), (0, 2)), constant_values=NEVER)
    return [(float(moves[s, s]), float(moves[s, s + 1]), float(moves[s, s + 2])) for s in range(STATES)]
