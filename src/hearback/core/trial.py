"""How good a learned safe word is, by its own people's voices: what was tried, and what we say about it.

A word is kept only if every call was caught and none of the talk was taken for it (PRACTICE 3).
"""

from dataclasses import dataclass

MANNERS = ("normal", "quiet", "upset", "quick", "far")
"""How each person says the word, in this order; the first three are PRACTICE 3's, and each is a line `word.MANNER`."""
FEWEST_TAKES, MOST_TAKES = 3, len(MANNERS)

Said = tuple[str, dict[str, str]]
"""A line's key and what stands in its braces."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying the word on what its people said, each time learned without the sound it was tried on."""

    calls: int
    caught: int
    false: int
    """How often talk without the word was taken for it."""
    talk_s: float
    """Seconds of that talk."""

    @property
    def is_good(self) -> bool:
        """Whether the word may be kept."""
        return 0 < self.calls == self.caught and self.false == 0 and self.talk_s > 0

    def said(self) -> list[Said]:
        """Return what we say about it: one line if it is good, else a line for each fault."""
        numbers = {"caught": str(self.caught), "calls": str(self.calls), "talk": duration(self.talk_s)}
        if self.is_good:
            return [("word.sure", numbers)]
        faults: list[Said] = []
        if self.caught < self.calls or not self.calls:
            faults.append(("word.missed", {key: numbers[key] for key in ("caught", "calls")}))
        if self.false or not self.talk_s:
            faults.append(("word.mistaken", {"count": times(self.false), "talk": numbers["talk"]}))
        return faults


def duration(seconds: float) -> str:
    """Return how long that is, in words to be said; never more than it was."""
    whole = int(seconds // 10) * 10 or int(seconds)
    minutes, rest = divmod(whole, 60)
    parts = [_counted(minutes, "minute")] if minutes else []
    parts += [_counted(rest, "second")] if rest or not minutes else []
    return " and ".join(parts)


def times(count: int) -> str:
    """Return "once", "2 times", ..."""
    return "once" if count == 1 else f"{count} times"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
