"""Heard text -> what was meant: yes, no, partly, done, repeat, pass, pause, start a check-in, ...

The wordings are data (`prompts/en/intents.toml`). A text means an intent only when its wordings and harmless fillers
cover all of it, or when a clear first word is followed by nothing that could turn it around. In doubt it means nothing:
a question asked twice is cheap, a yes put into someone's mouth is not.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

FILLERS = "fillers"
TURNING = "turning"
REFLECTING = "reflecting"
FORMATS = "formats"

INTENTS = (
    "yes", "no", "partly", "done", "more", "nothing_more", "repeat", "pass", "pause", "ready", "slower", "carry_on",
    "more_time", "end", "full", "some", "low", "start",
    "smaller", "lighter", "stay_quiet", "an_hour", "this_evening", "tomorrow",
)  # fmt: skip
"""What a person can mean; `intents.toml` gives wordings for each."""

OTHER_LISTS = (FILLERS, TURNING, REFLECTING, FORMATS)
"""Lists in the same file that are no intents: words without weight, words that turn a yes around, how a reflection
begins, and the names of formats."""

LONGEST_ANSWER = 8
"""Words: a longer text is a statement, not an answer."""


def words_of(text: str) -> tuple[str, ...]:
    """Return the words in lower case, without punctuation; "check-in" is two words."""
    plain = text.lower().replace("\u2019", "'").replace("-", " ")
    return tuple(word.strip("'") for word in re.findall(r"[^\W_]+(?:'[^\W_]+)*", plain))


@cache
def _phrases(wordings: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the wordings as words, the longest first; every session of a household asks for the same few."""
    return tuple(sorted({words_of(w) for w in wordings if words_of(w)}, key=len, reverse=True))


@dataclass(frozen=True)
class Intents:
    """The wordings of one language."""

    wordings: Mapping[str, tuple[str, ...]]
    names: tuple[str, ...] = ()
    """The people's names: fillers, when said beside an answer."""
    _by_intent: dict[str, tuple[tuple[str, ...], ...]] = field(init=False, repr=False)
    _by_word: dict[str, list[tuple[tuple[str, ...], str]]] = field(init=False, repr=False)
    """Wordings and fillers by their first word, the longest first: most words begin none."""

    def __post_init__(self) -> None:
        table = {key: _phrases(tuple(wordings)) for key, wordings in self.wordings.items()}
        table[FILLERS] = _phrases((*self.wordings.get(FILLERS, ()), *self.names))
        object.__setattr__(self, "_by_intent", table)
        by_word: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for intent in (*INTENTS, FILLERS):
            for phrase in table.get(intent, ()):
                by_word.setdefault(phrase[0], []).append((phrase, intent))
        for phrases in by_word.values():
            phrases.sort(key=lambda each: len(each[0]), reverse=True)
        object.__setattr__(self, "_by_word", by_word)

    def answer(self, text: str) -> str | None:
        """Return the one intent of a short answer, or None when it is unclear."""
        words = words_of(text)
        if not words or len(words) > LONGEST_ANSWER:
            return None
        found, rest = self._cover(words)
        if rest and (len(found) != 1 or self._turns(rest)):
            return self._softened(found, rest)
        if rest and not self._opens_with(words, found[0]):
            return None
        return self._only(found)

    def control(self, text: str) -> str | None:
        """Return the intent that the whole text is, with no word left over: how a control word stands in free talk.

        "Done" is one; "done things hurt" belongs to whoever says it.
        """
        words = words_of(text)
        if not words or len(words) > LONGEST_ANSWER:
            return None
        found, rest = self._cover(words)
        return None if rest else self._only(found)

    def says(self, text: str, intent: str) -> bool:
        """Return whether the text is this intent and nothing else."""
        return self.control(text) == intent

    def is_start(self, text: str) -> bool:
        """Return whether somebody asks to start a check-in, in any of its wordings."""
        words = tuple(word for word in words_of(text) if (word,) not in self._by_intent.get(FORMATS, ()))
        if len(words) > LONGEST_ANSWER + 4 or self._turns([(word,) for word in words]):
            return False
        return any(_contains(words, phrase) for phrase in self._by_intent.get("start", ()))

    def format_asked(self, text: str) -> str | None:
        """Return the format named in a start phrase ("quick"), or None."""
        return next((word for word in words_of(text) if (word,) in self._by_intent.get(FORMATS, ())), None)

    def is_reflecting(self, text: str) -> bool:
        """Return whether the text begins as a reflection does ("I hear you say ...")."""
        words = self._without_fillers(words_of(text))
        return any(words[: len(stem)] == stem for stem in self._by_intent.get(REFLECTING, ()))

    def without_done(self, text: str) -> tuple[str, bool]:
        """Return the text without a closing "I'm done", and whether it had one as a sentence of its own."""
        if self.says(text, "done"):
            return "", True
        head, mark, tail = _last_sentence(text)
        if mark and self.says(tail, "done"):
            return head, True
        return text, False

    def _cover(self, words: tuple[str, ...]) -> tuple[list[str], list[tuple[str, ...]]]:
        """Return the intents whose wordings were found, and the words that nothing covers."""
        found: list[str] = []
        rest: list[tuple[str, ...]] = []
        at = 0
        while at < len(words):
            intent, length = self._longest_at(words, at)
            if intent is None:
                rest.append((words[at],))
            elif intent != FILLERS and intent not in found:
                found.append(intent)
            at += length
        return found, rest

    def _longest_at(self, words: tuple[str, ...], at: int) -> tuple[str | None, int]:
        for phrase, intent in self._by_word.get(words[at], ()):
            if words[at : at + len(phrase)] == phrase:
                return intent, len(phrase)
        return None, 1

    def _turns(self, rest: Iterable[tuple[str, ...]]) -> bool:
        """Return whether any of these words can turn a yes around (not, but, never, ...)."""
        turning = self._by_intent.get(TURNING, ())
        return any(word in turning or word[0].endswith("n't") for word in rest)

    def _softened(self, found: list[str], rest: list[tuple[str, ...]]) -> str | None:
        """Return "partly" for a yes with a "but"; otherwise the answer is unclear."""
        is_yes_but = found[:1] == ["yes"] and "no" not in found and ("but",) in rest
        return "partly" if is_yes_but else None

    def _opens_with(self, words: tuple[str, ...], intent: str) -> bool:
        plain = self._without_fillers(words)
        return any(plain[: len(phrase)] == phrase for phrase in self._by_intent.get(intent, ()))

    def _without_fillers(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the words without the fillers before the first real one."""
        at = 0
        while at < len(words):
            intent, length = self._longest_at(words, at)
            if intent != FILLERS:
                break
            at += length
        return words[at:]

    def _only(self, found: list[str]) -> str | None:
        if set(found) in ({"yes", "ready"}, {"yes", "more"}):
            return "ready" if "ready" in found else "more"
        if set(found) == {"no", "nothing_more"}:
            return "nothing_more"
        if set(found) == {"yes", "done"} or set(found) == {"nothing_more", "done"} or set(found) == {"no", "done"}:
            return "done"
        return found[0] if len(found) == 1 else None


def _contains(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    span = len(phrase)
    return any(words[at : at + span] == phrase for at in range(len(words) - span + 1))


def _last_sentence(text: str) -> tuple[str, bool, str]:
    """Return what comes before the last sentence or clause, whether there is one, and that sentence."""
    plain = text.strip().rstrip(".?!,; ")
    marks = [match.end() for match in re.finditer(r"[.?!,;](?=\s)|\s[-\u2013\u2014]\s", plain)]
    if not marks:
        return "", False, plain
    return plain[: marks[-1]].strip(), True, plain[marks[-1] :].strip()
