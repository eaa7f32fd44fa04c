"""PocketSphinx's keyphrases in a stream: the typed word and the words that are never learned, such as "pause".

The weaker member of the bank: it misses a third to a half of the calls where it is held to the same false alarms as a
learned word. Its own threshold decides before a phrase is over; so it is left loose here, and the score of each
find is held against a bar that rises for short phrases, which ordinary speech resembles more often.
"""

import math
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pocketsphinx import Decoder

from hearback.audio.pcm import Pcm
from hearback.engines.pronunciation import spelled_out
from hearback.errors import EngineError

LOOSEST = 1e-60
"""PocketSphinx reports finds down to here."""
MOST_FINDS = 16
"""With so many weak finds the decoder starts anew, so that its list stays short."""

PHONES_FREE, BAR_PER_PHONE = 2, -0.015
"""In half an hour of talk by 160 people four of 25 phrases had a find over this bar, one each; nearly all other finds
lay 0.03 and more under it."""


class SphinxSpotter:
    """Hears any of a few phrases; about 3 % of a core."""

    def __init__(self, phrases: Sequence[str]) -> None:
        """Listen for the phrases; words that no dictionary has are pronounced as spelled.

        Raises `EngineError` where the model does not load or a phrase has no letters.
        """
        self._decoder = keyphrases(phrases)
        self._bars = {phrase.lower(): bar(phones_of(self._decoder, phrase)) for phrase in phrases}
        self.heard: str | None = None
        """The phrase that the last True was about, in lower case."""
        self._decoder.start_utt()

    def reset(self) -> None:
        """Forget what came before."""
        self.heard = None
        self._begin_anew()

    def feed(self, chunk: Pcm) -> bool:
        """Take the next chunk; return True when one of the phrases was said."""
        if not len(chunk):
            return False
        self._decoder.process_raw(chunk.tobytes())
        finds = scored(self._decoder)
        sure = [phrase for phrase, score, _ in finds if score >= self._bars[phrase]]
        if sure:
            self.heard = sure[0]
        if sure or len(finds) > MOST_FINDS:
            self._begin_anew()
        return bool(sure)

    def _begin_anew(self) -> None:
        self._decoder.end_utt()
        self._decoder.start_utt()


def keyphrases(phrases: Sequence[str]) -> Decoder:
    """Return a decoder that looks for all these phrases at once; raises `EngineError`."""
    if not all(any(letter.isalpha() for letter in phrase) for phrase in phrases):
        raise EngineError("a phrase to listen for has no letters; name words that can be said")
    try:
        decoder = Decoder(lm=None, loglevel="FATAL")
    except RuntimeError as error:
        raise EngineError("sphinx: its model does not load; install the package pocketsphinx again") from error
    for word in sorted({word for phrase in phrases for word in phrase.lower().split()}):
        if decoder.lookup_word(word) is None:
            decoder.add_word(word, spelled_out(word), update=True)
    with tempfile.TemporaryDirectory() as folder:  # the binding takes several phrases from a file alone
        path = Path(folder) / "phrases"
        path.write_text("".join(f"{phrase.lower()} /{LOOSEST}/\n" for phrase in phrases), encoding="utf-8")
        decoder.add_kws("phrases", str(path))
    decoder.activate_search("phrases")
    return decoder


def scored(decoder: Decoder) -> list[tuple[str, float, float]]:
    """Return the finds so far: phrase, score (0 is as good as free phones), and when it ended, in seconds."""
    if decoder.hyp() is None:
        return []
    return [(found.word.strip(), math.log(max(found.prob, 1e-300)), found.end_frame / 100) for found in decoder.seg()]


def phones_of(decoder: Decoder, phrase: str) -> int:
    """Return how many phones a phrase has."""
    return sum(len((decoder.lookup_word(word) or "").split()) for word in phrase.lower().split())


def bar(phones: int) -> float:
    """Return the score that a phrase of so many phones must reach: the shorter, the nearer to perfect."""
    return BAR_PER_PHONE * (phones + PHONES_FREE)
