"""Short answers ("yes", "done", "say that again") by PocketSphinx's acoustic model: sure ones at once, else None.

Only what is expected can be answered: "full" and "film" are no rivals where nobody is asked about films. A set of
phrases takes any speech for one of them, which would put words in a person's mouth, so an answer must pass two tests:
it fits the whole turn nearly as well as free phones do, and leads over the best phrase of any other meaning. What fails
is left to the recognizer of whole turns. The turn is kept and read whole at each question, since its cepstra are
levelled over all of it.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from pathlib import Path

import numpy as np

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.engines.acoustic_model import AcousticModel
from hearback.engines.alignment import Phrases
from hearback.engines.base import HeardText
from hearback.engines.cepstrum import Levelling, cepstra, features
from hearback.engines.pronunciation import Dictionary, spoken
from hearback.errors import EngineError

LONGEST_S = 3.5
"""A turn of more sound than this, silence included, is no short answer; the rest of it is not kept."""
SHORTEST_S = 0.15
OPEN, STRICT, LENIENT, STARTING = -0.4, -0.8, -1.3, -1.3
"""Least fit against free phones, log likelihood per frame of speech: where people answer in words of their own, where
a floor could be taken, at a question of yes or no, at a start. `scripts/bench answers` measures what they let pass."""
NOTHING = ""
"""The meaning of common words that are no answer."""
COMMON = (
    "and", "but", "so", "then", "when", "what", "who", "you", "we", "he", "she", "they", "it", "that", "this", "the",
    "one", "two", "time", "day", "home", "work", "love", "hug", "kiss", "talk", "walk", "tea", "friend", "man", "men",
    "ten", "good", "bad", "better", "best", "calm", "warm", "sad", "happy", "afraid", "angry", "close", "safe", "heard",
    "hurt", "hope", "thank you", "thanks", "like", "know", "think", "feel", "want", "children", "mother", "because",
)  # fmt: skip
"""Short words of talk at home: a sound that fits one of them better than an answer is none."""
UNLIKELY = 60.0
"""What such a word costs at a question of yes or no, log likelihood: there an answer is likely."""
RIVALS = 4
"""So many wordings of each meaning that is not expected are held against the expected ones."""
LEAST_LEAD, LEAD_FOR_MISFIT = 10.0, 35.0
"""Least lead over the best phrase of another meaning, log likelihood, and how much more for each unit of a bad fit: a
"yes" under clattering dishes fitted "no thanks" at -0.83 with a lead of 21."""
RARITY = 5.0
"""Each doubling of a wording's place in its list costs so much log likelihood: the common ones stand first."""
MOST_SPOKEN = 8
"""So many ways to say one wording are tried at most."""
AROUND_FRAMES = 60
"""Frames of silence that come with a turn, before and after."""
LEAST_CONTRAST_DB = 6.0
"""A turn has silence around it; sound that is as loud all the time is a machine, not an answer."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How the best phrase fits the sound."""

    phrase: str
    meaning: str
    against_phones: float
    """Log likelihood less that of free phones, per frame of speech."""
    lead: float
    """Log likelihood less that of the best phrase of another meaning."""

    def is_sure(self, bar: float) -> bool:
        """Return whether it means something, fits at least so well, and leads clearly; more so the worse it fits."""
        least_lead = LEAST_LEAD + LEAD_FOR_MISFIT * max(0.0, -self.against_phones)
        return self.meaning != NOTHING and self.against_phones >= bar and self.lead >= least_lead


@dataclass(frozen=True, slots=True)
class _Expected:
    """The phrases of one set of meanings; a wording has a row for each way to say it."""

    phrases: Phrases
    rows: tuple[tuple[str, str], ...]
    """Meaning and wording of each row."""
    costs: tuple[float, ...]
    bar: float


class SphinxAnswers:
    """Follows one turn at a time; `phrases` maps a meaning to its wordings, the common ones first."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], *, stricter: float = 0.0) -> None:
        """Load the model and the phrases; words it does not know are pronounced as spelled (see `guessed`).

        The more `stricter`, the less speech passes for an answer, and the more answers are missed. Raises EngineError.
        """
        self._phrases = phrases
        self._stricter = stricter
        folder = model_folder()
        self._model = AcousticModel(folder)
        self._dictionary = Dictionary(
            folder.with_name("cmudict-en-us.dict"), {*_words(phrases), *_words({NOTHING: COMMON})}
        )
        self.guessed = self._dictionary.guessed
        """Words that were not in the dictionary; how they sound is a guess from the spelling."""
        self._expected: dict[frozenset[str], _Expected] = {}
        self._levelling = Levelling()
        self._chunks: list[Pcm] = []
        self.begin(0.0)

    def begin(self, start_s: float, expects: Sequence[str] = ()) -> None:  # noqa: ARG002 -- sound needs no stream time
        """Start a new turn, in which only these meanings count; empty: any of them."""
        self._expects = tuple(meaning for meaning in expects or self._phrases if meaning in self._phrases)
        self._learn_level()
        if self._expects:
            self._among(self._expects)  # made now, while the person talks, and not when we are to answer
        self._samples = 0
        self._answer: HeardText | None = None
        self._stale = True

    def feed(self, chunk: Pcm) -> None:
        """Take the next sound of the turn."""
        self._samples += len(chunk)
        self._stale = True
        if self._samples <= LONGEST_S * RATE_HZ:
            self._chunks.append(chunk)

    def answer(self) -> HeardText | None:
        """Return the phrase, as it was given, if all the turn so far is that phrase; takes some 50 ms."""
        if self._stale:
            self._answer = self._judge()
            self._stale = False
        return self._answer

    def _judge(self) -> HeardText | None:
        if not (self._expects and SHORTEST_S * RATE_HZ <= self._samples <= LONGEST_S * RATE_HZ):
            return None
        sound = np.concatenate(self._chunks)
        if _stands_out_db(sound) < LEAST_CONTRAST_DB:
            return None
        fit = self.fit(sound, self._expects)
        bar = self._among(self._expects).bar + self._stricter
        if not fit.is_sure(bar):
            return None
        return HeardText(fit.phrase, 1 / (1 + math.exp(-2 * (fit.against_phones - bar))))

    def fit(self, sound: Pcm, expects: Sequence[str]) -> Fit:
        """Return how the best phrase of these meanings fits this sound, be it good or bad."""
        among = self._among(expects)
        # Before a check-in anybody may have talked: a start phrase is long enough to be levelled by itself.
        levelling = Levelling() if "start" in expects else self._levelling
        fits = among.phrases.fits(features(levelling.levelled(cepstra(sound))))
        likelihoods = fits.of_phrases - among.costs
        best = int(likelihoods.argmax())
        meaning, phrase = among.rows[best]
        rivals = [likelihoods[at] for at, row in enumerate(among.rows) if row[0] != meaning]
        against = float(likelihoods[best] - fits.of_phones) / max(10, fits.frames - AROUND_FRAMES)
        return Fit(phrase, meaning, against, float(likelihoods[best] - max(rivals, default=-math.inf)))

    def _learn_level(self) -> None:
        """Let the turn that is over teach how this room and these people sound, and drop it."""
        if sum(len(chunk) for chunk in self._chunks) > SHORTEST_S * RATE_HZ:
            self._levelling.take(cepstra(np.concatenate(self._chunks)))
        self._chunks.clear()

    def _among(self, expects: Sequence[str]) -> _Expected:
        """Return the phrases of these meanings, made once."""
        key = frozenset(expects)
        if key not in self._expected:
            self._expected[key] = self._made(expects)
        return self._expected[key]

    def _made(self, expects: Sequence[str]) -> _Expected:
        rows, costs, sounds = [], [], []
        for meaning, rank, wording in [*self._wordings(expects), *self._others(expects)]:
            ways = product(*(self._dictionary.sounds(word) for word in spoken(wording).split()))
            for way in islice(ways, MOST_SPOKEN):
                rows.append((meaning, wording))
                costs.append(_cost(meaning, rank, expects))
                sounds.append(way)
        return _Expected(Phrases(self._model, sounds), tuple(rows), tuple(costs), _bar(expects))

    def _wordings(self, meanings: Iterable[str]) -> Iterator[tuple[str, int, str]]:
        """Give each wording with its meaning and its place in the list, from 1."""
        for meaning in meanings:
            for rank, wording in enumerate(self._phrases[meaning], start=1):
                yield meaning, rank, wording

    def _others(self, expects: Sequence[str]) -> Iterator[tuple[str, int, str]]:
        """Give what people may say in its place; nothing at a start, whose phrases are long enough to be told."""
        if "start" in expects:
            return
        expected = {spoken(wording) for _, _, wording in self._wordings(expects)}
        unexpected = self._wordings(meaning for meaning in self._phrases if meaning not in (*expects, "start"))
        for wording in (*COMMON, *(wording for _, rank, wording in unexpected if rank <= RIVALS)):
            if spoken(wording) not in expected:
                yield NOTHING, 1, wording


def _cost(meaning: str, rank: int, expects: Sequence[str]) -> float:
    """Return what a wording costs before anything is heard."""
    if meaning == NOTHING:
        return UNLIKELY if "yes" in expects else 0.0
    return 0.0 if meaning == "start" else RARITY * math.log2(rank)


def _bar(expects: Sequence[str]) -> float:
    """Return the least fit: a question missed is asked again, a floor taken from someone is not given back."""
    if "start" in expects:
        return STARTING
    if "yes" in expects:
        return LENIENT
    return STRICT if "done" in expects else OPEN


@cache
def model_folder() -> Path:
    """Return where PocketSphinx keeps its American English model; raises EngineError where it is broken."""
    try:
        from pocketsphinx import get_model_path
    except ImportError as error:
        raise EngineError("sphinx: pocketsphinx does not load; install the package pocketsphinx again") from error
    return Path(get_model_path()) / "en-us" / "en-us"


def _words(phrases: Mapping[str, Sequence[str]]) -> set[str]:
    return {word for wordings in phrases.values() for wording in wordings for word in spoken(wording).split()}


def _stands_out_db(sound: Pcm) -> float:
    """Return how far the loud frames (20 ms) are above the quiet ones."""
    frames = sound[: len(sound) // 320 * 320].reshape(-1, 320).astype(np.float64)
    quiet, loud = np.percentile(np.mean(frames**2, axis=1), (10, 95))
    return float(10 * np.log10((loud + 1) / (quiet + 1)))
