"""What every step and stage of one session shares: who is here, the words, and how patient we are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from hearback.core.account import Account
from hearback.core.intents import Intents
from hearback.core.lines import Line, Lines

Profile = Literal["guided", "patient"]
ReadBack = Literal["words", "voice", "off"]


@dataclass(slots=True)
class Context:
    """Shared by the steps of one session."""

    people: tuple[str, ...]
    lines: Lines
    intents: Intents
    profile: Profile = "guided"
    read_back: ReadBack = "words"
    safe_word: str | None = None
    is_light: bool = False
    """Somebody has little strength tonight and all agreed to the light version."""
    account: Account = field(default_factory=Account)
    ids: Iterator[int] = field(default_factory=count)
    """Numbers for what is started, so that late completions can be told from current ones."""

    def after(self, person: str) -> str:
        """Return the next person in the ring."""
        return self.people[(self.people.index(person) + 1) % len(self.people)]

    def ring(self) -> tuple[str, ...]:
        """Return everyone in tonight's order: who starts is drawn by the seed."""
        start = self.lines.seed % len(self.people)
        return self.people[start:] + self.people[:start]

    def line(self, key: str, **names: str) -> Line:
        """Return the next variant of a line."""
        return self.lines.pick(key, **names)
