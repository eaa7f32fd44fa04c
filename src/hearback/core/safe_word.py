"""Whether a word can be the safe word, before anybody has said it: what speaks against it, and what would be better.

- A safe word is rare, has two to four syllables, is no name and stands in nothing that we say (PRACTICE 3).
- It sounds unlike everyday words and everything that has a meaning here, "pause" and the starting phrases above all.
- How words sound comes in as phones of the CMU dictionary, so that "paws" is as bad as "pause".
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from hearback.core.intents import FILLERS, words_of
from hearback.core.program import Prompts

Phones = tuple[str, ...]
Sounds = Callable[[str], Phones]
"""From one word in lower case to how it sounds, in ARPAbet phones without stress."""

SYLLABLES = (2, 4)
"""PRACTICE 3."""
CLOSE = 0.25
"""Sounds are close where at most this share of the longer one's phones would have to change; related phones count
half. "Banana" and "bandana" are (0.2), "marigold" and "married" are not (0.4)."""
STOPPING = ("pause", "stop")
"""What must not be heard inside the word either: "stopwatch", "applause"."""
PROPOSALS = (
    "marigold", "pineapple", "lighthouse", "dandelion", "rhubarb", "flamingo", "saxophone", "avocado", "cinnamon",
    "porcupine", "tangerine", "volcano", "hazelnut", "albatross", "pumpernickel", "boomerang",
)  # fmt: skip
"""Words of our own choice: rare at home, friendly, easy to call. None of them stands in a prompt (tested)."""
RELATED = (
    {"P", "B"}, {"T", "D"}, {"K", "G"}, {"F", "V"}, {"S", "Z"}, {"TH", "DH"}, {"SH", "ZH", "CH", "JH"},
    {"M", "N", "NG"}, {"L", "R"}, {"W", "V"}, {"F", "TH"}, {"S", "TH"}, {"ER", "R"},
)  # fmt: skip
"""Sounds that are easily taken for each other in a room; any two vowels are, too."""


@dataclass(frozen=True, slots=True)
class Everyday:
    """What a household says every day, as words and as sounds: what a safe word has to keep away from."""

    common_words: frozenset[str]
    names: frozenset[str]
    """People's names in lower case, the household's own among them."""
    sounds: Sounds


def objections(word: str, prompts: Prompts, everyday: Everyday) -> list[str]:
    """Return what speaks against this word or short phrase, each with what would be better; nothing if it is good."""
    words = words_of(word)
    if not words or any(not part.isalpha() for part in words):
        return [f"{word!r} is no word that can be called; use letters only"]
    if words == ("stop",):
        return ['"stop" alone can not be told from ordinary talk; take a rarer word ("stop the session" works anyway)']
    checks = (_length, _name, _prompt, _common, _meaning)
    return [fault for check in checks if (fault := check(words, prompts, everyday))]


def proposals(prompts: Prompts, everyday: Everyday, count: int = 3, skip: str = "") -> list[str]:
    """Return words that nothing speaks against, at most `count`; `skip` is not among them."""
    good = (word for word in PROPOSALS if word != skip.lower() and not objections(word, prompts, everyday))
    return [word for word, _ in zip(good, range(count), strict=False)]


def syllables(words: Iterable[str], sounds: Sounds) -> int:
    """Return how many vowels the words have when they are said."""
    return sum(_is_vowel(phone) for word in words for phone in sounds(word))


def distance(one: Phones, other: Phones) -> float:
    """Return how many phones have to change to make one of the other; related phones count half."""
    row = [float(at) for at in range(len(other) + 1)]
    for first in one:
        above, row[0] = row[0], row[0] + 1
        for at, second in enumerate(other, 1):
            above, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, above + _change(first, second))
    return row[-1]


def _length(words: Sequence[str], _prompts: Prompts, everyday: Everyday) -> str:
    fewest, most = SYLLABLES
    count = syllables(words, everyday.sounds)
    if fewest <= count <= most:
        return ""
    return f"{_quoted(words)} has {count} syllable{'s' * (count != 1)}; two to four are heard best"


def _name(words: Sequence[str], _prompts: Prompts, everyday: Everyday) -> str:
    if not everyday.names.intersection(words):
        return ""
    return f"{_quoted(words)} is a name or holds one; take a plant, an animal or a thing instead"


def _prompt(words: Sequence[str], prompts: Prompts, _everyday: Everyday) -> str:
    keys = prompts.lines_with(" ".join(words))
    if not keys:
        return ""
    return f"{_quoted(words)} stands in what I say myself (the line {keys[0]}); take a word that nothing here needs"


def _common(words: Sequence[str], _prompts: Prompts, everyday: Everyday) -> str:
    if all(word in everyday.common_words for word in words):
        return f"{_quoted(words)} is said every day; take a word that never comes up when you talk"
    said = sorted((everyday.common_words | everyday.names).difference(words))
    near = _nearest(_phones(words, everyday.sounds), said, everyday.sounds)
    return f'{_quoted(words)} sounds like "{near}", which is said often; take one like nothing else' if near else ""


def _meaning(words: Sequence[str], prompts: Prompts, everyday: Everyday) -> str:
    """Return the fault of a word that is, holds or sounds like something that means something here."""
    meant = {" ".join(words_of(text)) for key, texts in prompts.wordings.items() if key != FILLERS for text in texts}
    phones, sounds = _phones(words, everyday.sounds), everyday.sounds
    inside = [phrase for phrase in STOPPING if _holds(phones, _phones((phrase,), sounds))]
    near = (
        " ".join(words) if " ".join(words) in meant else "".join(inside[:1]) or _nearest(phones, sorted(meant), sounds)
    )
    return f'{_quoted(words)} can be taken for "{near}", which means something here; take another sound' if near else ""


def _nearest(phones: Phones, phrases: Iterable[str], sounds: Sounds) -> str:
    """Return the first phrase that sounds close, or an empty text."""
    for phrase in phrases:
        other = _phones(words_of(phrase), sounds)
        longer = max(len(phones), len(other))
        if abs(len(phones) - len(other)) <= CLOSE * longer and distance(phones, other) <= CLOSE * longer:
            return phrase
    return ""


def _holds(phones: Phones, inside: Phones) -> bool:
    """Return whether the inner sound can be heard in the outer one, with one phone more at most."""
    return any(
        distance(phones[at : at + length], inside) <= CLOSE * length
        for length in (len(inside), len(inside) + 1)
        for at in range(len(phones) - length + 1)
    )


def _phones(words: Iterable[str], sounds: Sounds) -> Phones:
    return tuple(phone for word in words for phone in sounds(word))


@cache
def _change(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if (_is_vowel(one) and _is_vowel(other)) or any({one, other} <= group for group in RELATED):
        return 0.5
    return 1.0


def _is_vowel(phone: str) -> bool:
    return phone[0] in "AEIOU"


def _quoted(words: Sequence[str]) -> str:
    return f'"{" ".join(words)}"'
