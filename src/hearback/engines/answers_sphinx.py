"""Short answers ("yes", "done", "say that again") with PocketSphinx: sure ones in a fraction of a second, else None.

A grammar takes any speech for one of its phrases, which would put words in a person's mouth. So an answer must pass
three tests: it fits the sound about as well as free phones do, nothing was said outside it, and the best phrase of any
other meaning fits worse. What fails is left to the recognizer of whole turns. The turn is kept and read whole at each
question: PocketSphinx got 95 % of synthetic answers right that way, and 15 % when it followed the stream, because it
levels the cepstrum (CMN) over what it has.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Config, Decoder, get_model_path

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.engines.base import HeardText
from hearback.engines.pronunciation import spelled_out
from hearback.engines.quieter import quieter
from hearback.errors import EngineError

LONGEST_S = 4.0
"""A turn of more sound than this, silence included, is no short answer; nothing of it is kept or read."""
SHORTEST_S = 0.15
WORST_FIT = -26.0
"""Least score of the phrase against free phones, per frame (PocketSphinx's scaled log likelihood)."""
STRAY_FRAMES = 25
"""At most so many frames (10 ms each) of phones outside the phrase."""
STRAY_BELOW_DB = 20.0
"""Sound this far below the phrase is breath and room: free phones are found in it, words are not."""
LEAST_LEAD = 4.0
"""Least lead over the best phrase of another meaning, in score per frame."""
MOST_LEAD = 30.0
"""A lead beyond this makes nothing surer."""
BAR = -5.0
"""Least sum of fit and lead. Of 190 synthetic answers (flite, espeak-ng; 10-40 dB) and 200 human cuts of 0.4-3 s,
-10 takes 88 %, 2 % of all wrongly, and 4.5 % of the cuts; -5 takes 81, 0.5 and 3; 5 takes 69, 0 and 1.5."""
LEAST_CONTRAST_DB = 6.0
"""A turn has silence around it; sound that is as loud all the time is a machine, not an answer."""
SOUND_WORDS = re.compile(r"\b([mu]\w{0,2})-(h\w{1,2}|u\w)\b")
"""Words that are sounds: mm-hm, uh-huh, uh-uh."""
LOG_SCALE = 1e4
"""PocketSphinx's log base is 1.0001; the Python binding hands out the plain value."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How the best phrase fits the sound."""

    phrase: str
    frames: int
    against_phones: float
    stray_frames: int
    lead: float

    @property
    def sum(self) -> float:
        """Fit and lead together, to be held against the bar; minus infinity where one of them fails by itself."""
        if self.against_phones < WORST_FIT or self.stray_frames > STRAY_FRAMES or self.lead < LEAST_LEAD:
            return float("-inf")
        return self.against_phones + min(self.lead, MOST_LEAD)


Part = tuple[str, int, int, float]
"""A word or phone, its first and last frame, its score."""


class SphinxAnswers:
    """Follows one turn at a time; `phrases` maps a meaning to its wordings."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], *, bar: float = BAR) -> None:
        """Load the model and the phrases; words it does not know are pronounced as spelled (see `guessed`).

        A higher `bar` lets less speech pass for an answer, and misses more answers. Raises `EngineError`.
        """
        self._bar = bar
        self.guessed: tuple[str, ...] = ()
        """Words that were not in the dictionary; how they sound is a guess from the spelling."""
        self._meanings = {wording.lower(): meaning for meaning, wordings in phrases.items() for wording in wordings}
        self._as_given = {wording.lower(): wording for wordings in phrases.values() for wording in wordings}
        try:
            self._words = _decoder()
            self._phones = _decoder(allphone=f"{get_model_path()}/en-us/en-us-phone.lm.bin", lw=2.0)
        except RuntimeError as error:
            raise EngineError("sphinx: its model does not load; install the package pocketsphinx again") from error
        self._learn_words()
        self._add_grammars()
        self.begin(0.0)

    def _learn_words(self) -> None:
        words = sorted({word for wording in self._meanings for word in _spoken(wording).split()})
        self.guessed = tuple(word for word in words if self._words.lookup_word(word) is None)
        for word in self.guessed:
            self._words.add_word(word, spelled_out(word), update=word == self.guessed[-1])

    def _add_grammars(self) -> None:
        """Add one grammar of everything, and for each meaning one of everything else (its rivals)."""
        self._of_spoken = {_spoken(wording): wording for wording in self._meanings}
        self._words.add_jsgf_string("all", _grammar(self._meanings))
        for meaning in set(self._meanings.values()):
            rivals = [wording for wording, other in self._meanings.items() if other != meaning]
            if rivals:
                self._words.add_jsgf_string(f"not {meaning}", _grammar(rivals))

    def begin(self, start_s: float, expects: Sequence[str] = ()) -> None:  # noqa: ARG002 -- of the contract
        """Start a new turn."""
        self._chunks: list[Pcm] = []
        self._samples = 0
        self._answer: HeardText | None = None
        self._stale = True

    def feed(self, chunk: Pcm) -> None:
        """Take the next sound of the turn."""
        self._samples += len(chunk)
        self._stale = True
        if self._samples > LONGEST_S * RATE_HZ:
            self._chunks.clear()
        else:
            self._chunks.append(chunk)

    def answer(self) -> HeardText | None:
        """Return the phrase, as it was given, if all the turn so far is that phrase; takes some tenths of a second."""
        if self._stale:
            self._answer = self._judge()
            self._stale = False
        return self._answer

    def _judge(self) -> HeardText | None:
        if not SHORTEST_S * RATE_HZ <= self._samples <= LONGEST_S * RATE_HZ:
            return None
        sound = np.concatenate(self._chunks)
        fit = self.fit(sound) if _stands_out_db(sound) >= LEAST_CONTRAST_DB else None
        if fit is None or fit.sum < self._bar:
            return None
        return HeardText(self._as_given[fit.phrase], 1 / (1 + math.exp(-(fit.sum - BAR) / 10)))

    def fit(self, sound: Pcm) -> Fit | None:
        """Return how the best phrase fits this sound; None where none is found at all."""
        quiet = quieter(sound)
        clear = quiet.tobytes()
        best = _read(self._words, clear, "all")
        said = [part for part in best if _is_speech(part[0])]
        phrase = self._of_spoken.get(" ".join(part[0].split("(")[0] for part in said))
        if phrase is None:
            return None
        first, last = said[0][1], said[-1][2]
        frames = last - first + 1
        phones = _read(self._phones, clear)
        against = (_score(best, first, last) - _score(phones, first, last)) / frames
        stray = _stray(phones, _levels_db(quiet), first, last)
        hopeless = against < WORST_FIT or stray > STRAY_FRAMES
        lead = 0.0 if hopeless else self._lead(clear, phrase, best, frames)  # the rivals cost a third of the time
        return Fit(phrase, frames, against, stray, lead)

    def _lead(self, clear: bytes, phrase: str, best: list[Part], frames: int) -> float:
        rivals = f"not {self._meanings[phrase]}"
        if len(set(self._meanings.values())) == 1:
            return float("inf")
        rival = _read(self._words, clear, rivals)
        if not rival:
            return float("inf")
        end = min(best[-1][2], rival[-1][2])
        return (_score(best, 0, end) - _score(rival, 0, end)) / frames


def _stands_out_db(sound: Pcm) -> float:
    """Return how far the loud frames (20 ms) are above the quiet ones."""
    frames = sound[: len(sound) // 320 * 320].reshape(-1, 320).astype(np.float64)
    quiet, loud = np.percentile(np.mean(frames**2, axis=1), (10, 95))
    return float(10 * np.log10((loud + 1) / (quiet + 1)))


def _decoder(**more: object) -> Decoder:
    settings = {"lm": None, "bestpath": False, "fwdflat": False, "compallsen": True, "loglevel": "FATAL"}
    return Decoder(Config(**settings, **more))


def _spoken(wording: str) -> str:
    """Return the wording as words to pronounce: "check-in" is two, "mm-hm" and the like are one."""
    return re.sub(r"[^\w' ]", " ", SOUND_WORDS.sub(r"\1\2", wording)).strip()


def _grammar(wordings: Sequence[str] | Mapping[str, str]) -> str:
    return f"#JSGF V1.0; grammar answers; public <answer> = {' | '.join(_spoken(wording) for wording in wordings)};"


def _read(decoder: Decoder, sound: bytes, search: str | None = None) -> list[Part]:
    if search is not None:
        decoder.activate_search(search)
    decoder.start_utt()
    decoder.process_raw(sound, full_utt=True)
    decoder.end_utt()
    if decoder.hyp() is None:
        return []
    return [
        (p.word, p.start_frame, p.end_frame, float(np.log(max(p.ascore, 1e-300)) * LOG_SCALE)) for p in decoder.seg()
    ]


def _is_speech(word: str) -> bool:
    return word != "SIL" and not word.startswith(("<", "[", "(", "+"))


def _levels_db(sound: Pcm) -> NDArray[np.float64]:
    """Return the level of each frame of 10 ms."""
    frames = sound[: len(sound) // 160 * 160].reshape(-1, 160).astype(np.float64)
    return np.asarray(10 * np.log10(np.mean(frames**2, axis=1) + 1))


def _stray(phones: list[Part], levels_db: NDArray[np.float64], first: int, last: int) -> int:
    """Count the frames outside the phrase that sound like phones and are nearly as loud as the phrase."""
    heard = np.zeros(len(levels_db), dtype=bool)
    for phone, start, end, _ in phones:
        heard[start : end + 1] = _is_speech(phone)
    loud = levels_db > np.percentile(levels_db[first : last + 1], 80) - STRAY_BELOW_DB
    heard[first : last + 1] = False
    return int(np.count_nonzero(heard & loud))


def _score(parts: list[Part], first: int, last: int) -> float:
    """Return the score between two frames; a part that lies across an edge counts by its share."""
    total = 0.0
    for _, start, end, score in parts:
        shared = min(end, last) - max(start, first) + 1
        if shared > 0 and end >= start:
            total += score * shared / (end - start + 1)
    return total
