"""Which of a listener's own words may be said aloud (PRACTICE C8): never a paraphrase, never a word without voice.

In doubt there is no read-back: the voice is replayed or only the question is asked.
"""

import re
from collections.abc import Sequence

from hearback.core.intents import Intents, words_of
from hearback.core.talk import Turn

LONGEST = 30
"""Words, 11.6 s at 155 words a minute (PRACTICE C8)."""

SLOWEST, FASTEST = 0.7, 5.0
"""Words per voiced second outside of which the words can not all have been said (PRACTICE C8)."""

EDGE_S = 0.3
"""Voiced seconds that a detector may cut off at the edges of a turn; it matters for very short ones."""

CUTS = tuple(
    re.compile(cut)
    for cut in (
        r"(?<=[.!?])\s+",
        r"(?<=[.!?;:,])\s+|\s+[-\u2013\u2014]\s+",
        r"(?<=[.!?;:,])\s+|\s+[-\u2013\u2014]\s+|\s+(?=(?:and|but|because|so|when|then)\s)",
    )
)
"""Where a long text may be cut: between sentences, else between clauses, else before a joining word."""

ENOUGH = 8
"""Words: a finer cut is tried only where the coarser one leaves less than this."""


def choose(turns: Sequence[Turn], intents: Intents, safe_word: str | None) -> str | None:
    """Return the words to read back: all of them or the longest run of whole clauses; None in doubt."""
    spoken = [turn for turn in turns if turn.voiced_s > 0]
    if not spoken or any(not _is_sure(turn) for turn in spoken):
        return None
    text = " ".join(intents.without_done(turn.text)[0].strip() for turn in spoken).strip()
    words = _longest_run(text)
    return _without_safe_word(words, safe_word) if words else None


def _is_sure(turn: Turn) -> bool:
    """Return whether these words can have been said in this voiced time, and the recognizer is sure of them."""
    count = len(words_of(turn.text))
    if count == 0 or not turn.sure_text:
        return False
    return count <= FASTEST * (turn.voiced_s + EDGE_S) and count >= SLOWEST * (turn.voiced_s - EDGE_S)


def _longest_run(text: str) -> str:
    """Return the whole text, or its longest run of whole sentences or clauses within `LONGEST` words.

    A text that can be cut nowhere is given from its beginning: part of one's own words is better than none.
    """
    if len(text.split()) <= LONGEST:
        return text
    runs = (_run_of(cut.split(text)) for cut in CUTS)
    best = ""
    for run in runs:
        best = max(best, run, key=lambda words: len(words.split()))
        if len(best.split()) >= ENOUGH:
            break
    return best or " ".join(text.split()[:LONGEST])


def _run_of(parts: list[str]) -> str:
    """Return the longest run of whole parts, in their order, within `LONGEST` words."""
    best: list[str] = []
    for first in range(len(parts)):
        run: list[str] = []
        for part in parts[first:]:
            if len(run) + len(part.split()) > LONGEST:
                break
            run += part.split()
        best = max(best, run, key=len)
    return " ".join(best)


def _without_safe_word(text: str, safe_word: str | None) -> str:
    """Return the text with the safe word replaced: we never say it."""
    words = words_of(safe_word or "")
    if not words:
        return text
    pattern = r"[\s-]+".join(re.escape(word) for word in words)
    return re.sub(rf"\b{pattern}\w*", "the safe word", text, flags=re.IGNORECASE)
