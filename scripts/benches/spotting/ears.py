"""What each member makes of the bench's sound: hops for the learned spotter, scored finds for PocketSphinx.

Runs in worker processes, one a core; `Ears` is made once in each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.engines.embedding import Embedder, Hops
from hearback.engines.spotter_sphinx import keyphrases, scored
from spotting.sound import Splice, household_in, in_noise, level_of, read_sound, seed_of, spliced

NOISE_DB = 10.0
SPHINX_S = (1.0, 1.0)
"""PocketSphinx reads so much around a call; it costs four times what the embedding does."""


@dataclass(frozen=True, slots=True)
class Find:
    """A place where PocketSphinx would call a word, were its threshold below the score."""

    word: str
    score: float
    at_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """One recording or one splice, heard under one condition."""

    hops: Hops
    finds: tuple[Find, ...]
    seconds: float
    was_read: bool = True
    """Whether PocketSphinx heard it too."""
    starts_at: int = 0
    ends_at: int = 0


class Ears:
    """One embedder, one decoder with all words, the noises."""

    def __init__(self, words: Sequence[str], noise: Path) -> None:
        self._embedder = Embedder()
        self._household = household_in(noise)
        self._decoder = keyphrases(words)

    def recording(self, path: Path, kind: str | None, *, is_for_sphinx: bool) -> Heard:
        """Return what is heard in a recording of talk."""
        sound = read_sound(path)
        seed = seed_of(path.name, kind)
        noisy = in_noise(sound, kind, self._household, level=level_of(sound), db=NOISE_DB, seed=seed)
        finds = self.finds(noisy) if is_for_sphinx else ()
        return Heard(self._embedder.hops(noisy), finds, len(sound) / RATE_HZ, is_for_sphinx)

    def call(self, path: Path, kind: str | None, talk: Sequence[Path]) -> Heard:
        """Return what is heard in a splice of this clip into some of the talk."""
        chosen = np.random.default_rng(seed_of(path.name)).choice(len(talk), 2)
        splice: Splice = spliced(read_sound(path), [read_sound(talk[int(n)]) for n in chosen], seed_of(path.name, 0))
        seed = seed_of(path.name, kind)
        noisy = in_noise(splice.sound, kind, self._household, level=splice.level, db=NOISE_DB, seed=seed)
        first = max(0, splice.starts_at - round(RATE_HZ * SPHINX_S[0]))
        finds = self.finds(noisy[first : splice.ends_at + round(RATE_HZ * SPHINX_S[1])])
        placed = tuple(Find(find.word, find.score, find.at_s + first / RATE_HZ) for find in finds)
        hops, seconds = self._embedder.hops(noisy), len(noisy) / RATE_HZ
        return Heard(hops, placed, seconds, True, splice.starts_at, splice.ends_at)

    def finds(self, sound: Pcm) -> tuple[Find, ...]:
        """Return every place where PocketSphinx finds a word at all, with its score."""
        self._decoder.start_utt()
        self._decoder.process_raw(sound.tobytes(), full_utt=True)
        self._decoder.end_utt()
        return tuple(Find(*find) for find in scored(self._decoder))
