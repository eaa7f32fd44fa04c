"""The learned safe word in a stream: sure at once, or worth a second look.

- Two of three consecutive windows (80 ms apart) over the word's threshold make it sure.
- One call is one True: after it, `DEAF_HOPS` go by unjudged.
"""

import numpy as np

from hearback.audio.pcm import Pcm
from hearback.engines.background import Floats
from hearback.engines.embedding import SIZE, Embedder, EmbeddingStream
from hearback.engines.learned_word import JOINED, OF, LearnedWord, agreed

DEAF_HOPS = 12
"""About a second; the windows that hold the word follow each other within half of that."""


class LearnedSpotter:
    """Hears one learned word; about 2 % of a core."""

    def __init__(self, word: LearnedWord, embedder: Embedder) -> None:
        """Listen for the word; the embedder may be shared with other spotters of the same thread."""
        self._word = word
        self._stream = EmbeddingStream(embedder)
        self.reset()

    @property
    def candidate(self) -> bool:
        """Whether the last windows were worth a second look; lasts about as long as the word is in the windows."""
        return self.score >= self._word.candidate_threshold

    def reset(self) -> None:
        """Forget what came before."""
        self._stream.reset()
        self._hops = np.zeros((0, SIZE), np.float32)
        self._deaf = 0
        self.score = -np.inf

    def feed(self, chunk: Pcm) -> bool:
        """Take the next chunk; return True when the word was said in what was heard so far."""
        new = self._stream.feed(chunk)
        if not len(new):
            return False
        self._hops = np.concatenate((self._hops, new))
        fresh = agreed(self._word.scores(self._hops))[-len(new) :]
        self._hops = self._hops[-(JOINED + OF - 2) :]
        if len(fresh):
            self.score = float(fresh[-1])
        return self._judged(fresh, len(new))

    def _judged(self, fresh: Floats, count: int) -> bool:
        awake = fresh[max(0, self._deaf - (count - len(fresh))) :]
        self._deaf = max(0, self._deaf - count)
        over = np.flatnonzero(awake > self._word.threshold)
        if not len(over):
            return False
        self._deaf = max(0, DEAF_HOPS - (len(awake) - 1 - int(over[0])))
        return True
