"""How words sound, in the phones of PocketSphinx (ARPAbet): unknown ones by their spelling, known ones in Britain."""

import re
from collections.abc import Iterable
from pathlib import Path

from hearback.errors import EngineError

SOUNDS = {
    "tion": "SH AH N", "igh": "AY", "ch": "CH", "sh": "SH", "th": "TH", "ph": "F", "wh": "W", "ck": "K", "ng": "NG",
    "qu": "K W", "ee": "IY", "ea": "IY", "oo": "UW", "ou": "AW", "ow": "OW", "ai": "EY", "ay": "EY", "oa": "OW",
    "uh": "AH", "ah": "AA", "eh": "EH", "oh": "OW", "mm": "M", "hm": "HH M", "er": "ER", "or": "AO R", "ar": "AA R",
    "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G", "h": "HH", "i": "IH", "j": "JH", "k": "K",
    "l": "L", "m": "M", "n": "N", "o": "AA", "p": "P", "q": "K", "r": "R", "s": "S", "t": "T", "u": "AH", "v": "V",
    "w": "W", "x": "K S", "y": "IY", "z": "Z",
}  # fmt: skip
"""The commonest sound of each group of letters in English; longer groups first."""


def spelled_out(word: str) -> str:
    """Return the phones of the word, parted by spaces; letters without a sound of their own are left out."""
    phones: list[str] = []
    rest = word.lower()
    while rest:
        group = next((letters for letters in SOUNDS if rest.startswith(letters)), None)
        if group is not None:
            phones.append(SOUNDS[group])
        rest = rest[len(group or rest[0]) :]
    return " ".join(phones) or "AH"


BRITISH = (
    (r"\bER R\b", "AH R"), (r"\bER\b", "AH"), (r"\b(AA|AO) R\b(?! [AEIOU])", r"\1"), (r"\bIH R\b(?! [AEIOU])", "IY AH"),
    (r"\bEH R\b(?! [AEIOU])", "EH"), (r"\bUH R\b(?! [AEIOU])", "AO"), (r"\bAE (?=(S|F)\b|N [ST]\b)", "AA "),
)  # fmt: skip
"""What becomes of American sounds: no r but before a vowel, and a broad a in "pass" and "half"."""
SHORT_O = re.compile(r"\bAA\b(?! R)")
"""The vowel of "not" and "stop", which is rounder in Britain."""
OPEN_U = {"done": "D AA N", "some": "S AA M", "nothing": "N AA TH IH NG"}
"""British "done" is heard as a by the American model: it never fitted as AH."""

IN_NOISE = {"yes": ("Y EH TH", "Y IY AH Z")}
"""What is left of a word in household noise at 15 dB, where its hiss drowns."""


def british(word: str, phones: str) -> str:
    """Return how a word with these American phones sounds in Britain, nearly; often the same."""
    if word in OPEN_U:
        return OPEN_U[word]
    changed = SHORT_O.sub("AO", phones)
    for american, said in BRITISH:
        changed = re.sub(american, said, changed)
    return changed


SOUND_WORDS = re.compile(r"\b([mu]\w{0,2})-(h\w{1,2}|u\w)\b")
"""Words that are sounds: mm-hm, uh-huh, uh-uh."""


def spoken(wording: str) -> str:
    """Return the wording as words to pronounce: "check-in" is two, "mm-hm" and the like are one."""
    return re.sub(r"[^\w' ]", " ", SOUND_WORDS.sub(r"\1\2", wording.lower())).strip()


class Dictionary:
    """How some words sound, in America and in Britain."""

    def __init__(self, path: Path, words: Iterable[str]) -> None:
        """Look the words up in a dictionary in CMU's form; raises EngineError where it can not be read."""
        found: dict[str, list[str]] = {word: [] for word in words}
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise EngineError("sphinx: its dictionary is missing; install the package pocketsphinx again") from error
        for line in text.splitlines():
            word, _, phones = line.partition(" ")
            if (plain := word.partition("(")[0]) in found:
                found[plain].append(phones.strip())
        self.guessed = tuple(sorted(word for word, ways in found.items() if not ways))
        """Words that are in no dictionary, pronounced as spelled."""
        self._sounds = {word: _both(word, ways or [spelled_out(word)]) for word, ways in found.items()}

    def sounds(self, word: str) -> tuple[tuple[str, ...], ...]:
        """Return the phones of each way to say the word, the commonest first."""
        return self._sounds[word]


def _both(word: str, ways: list[str]) -> tuple[tuple[str, ...], ...]:
    """Return at most the first two American ways, each with its British one."""
    sounds = dict.fromkeys(sound for way in ways[:2] for sound in (way, british(word, way)))
    return tuple(tuple(sound.split()) for sound in [*sounds, *IN_NOISE.get(word, ())])
