"""Short answers for rehearsals and tests: the same script as `recognizer_script`, matched as whole answers."""

import re
from collections.abc import Callable, Mapping, Sequence

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.engines.base import HeardText

Said = Callable[[float, float], str]
"""Returns the words said between two moments of stream time, in seconds; empty when nobody spoke."""


class ScriptAnswers:
    """Takes what was said since the turn began for an answer if it is one of the phrases, whole."""

    def __init__(self, said: Said, phrases: Mapping[str, Sequence[str]]) -> None:
        self._said = said
        self._phrases = {intent: {plain(wording): wording for wording in phrases[intent]} for intent in phrases}
        self.begin(0.0)

    def begin(self, start_s: float, expects: Sequence[str] = ()) -> None:
        """Start a new turn at this stream time, in which only these intents can be meant; empty: any of them."""
        self._start_s = start_s
        self._expects = expects or tuple(self._phrases)
        self._fed = 0

    def feed(self, chunk: Pcm) -> None:
        """Count how long the turn is; the script knows the words."""
        self._fed += len(chunk)

    def answer(self) -> HeardText | None:
        """Return the phrase, as it was given, if all that was said so far is that phrase."""
        said = self._said(self._start_s, self._start_s + self._fed / RATE_HZ)
        meant = (self._phrases[intent].get(plain(said)) for intent in self._expects if intent in self._phrases)
        phrase = next((wording for wording in meant if wording is not None), None)
        return None if phrase is None else HeardText(phrase, 1.0)


def plain(text: str) -> str:
    """Return the text in lower case without punctuation; hyphens part words, apostrophes stay."""
    letters = re.sub(r"[^\w' ]", " ", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    return " ".join(letters.split())
