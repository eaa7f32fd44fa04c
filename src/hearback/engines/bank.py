"""One bank of spotters: every member hears the raw and the cleaned sound, and any sure one is enough.

- While nothing of ours is heard both are the same, and one stream is read. When our voice begins, the members for the
  cleaned one catch up with what was heard just before.
- One call is told once, however many members hear it.
- A member that dies leaves the others at work.
"""

from collections.abc import Callable, Sequence

import numpy as np

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.engines.base import Spotted, Spotter
from hearback.errors import EngineError

ONCE_S = 2.0
"""Members that hear the same call later than the first are not heard."""
KEPT_S = 1.5
"""Sound that a waking member catches up with; the longest window of a spotter is 1.4 s (SPEECH 3)."""

Make = Callable[[], Spotter]


class SpotterBank:
    """Members made by `makes`, each once for the raw sound and once for the cleaned; raises what the makers raise.

    Those of `singles` are there once and hear the cleaned sound while our voice is in the room: for a dear member that
    only backs another up.
    """

    def __init__(self, makes: Sequence[Make], singles: Sequence[Make] = ()) -> None:
        self._raw = _Row([make() for make in makes])
        self._cleaned = _Row([make() for make in makes])
        self._single = _Row([make() for make in singles])
        self._kept = np.zeros(0, dtype=np.int16)
        self._since_sure = round(ONCE_S * RATE_HZ)

    def hear(self, raw: Pcm, cleaned: Pcm | None) -> Spotted:
        """Take the next chunk, also without our own voice (`cleaned`); None while nothing of ours is heard."""
        rows = [(self._raw, raw), (self._single, raw if cleaned is None else cleaned)]
        if cleaned is None:
            self._cleaned.is_awake = False
        else:
            rows.append((self._cleaned, cleaned))
        found = [row.feed(chunk, self._kept) for row, chunk in rows]
        self._keep(raw)
        self._since_sure += len(raw)
        is_sure = any(spotted.is_sure for spotted in found) and self._since_sure >= ONCE_S * RATE_HZ
        if is_sure:
            self._since_sure = 0
        return Spotted(
            is_sure,
            any(spotted.is_candidate for spotted in found),
            tuple(failure for spotted in found for failure in spotted.failures),
        )

    def sleep(self, chunk: Pcm) -> None:
        """Take a chunk in which nobody can call; the last of them are heard when it wakes."""
        self._raw.is_awake = self._cleaned.is_awake = self._single.is_awake = False
        self._keep(chunk)

    def _keep(self, chunk: Pcm) -> None:
        self._kept = np.concatenate((self._kept, chunk))[-round(KEPT_S * RATE_HZ) :]


class _Row:
    """Members that hear the same stream."""

    def __init__(self, members: list[Spotter]) -> None:
        self._members = members
        self.is_awake = False

    def feed(self, chunk: Pcm, before: Pcm) -> Spotted:
        """Let each member hear the chunk; one that wakes hears what was before, which calls nothing."""
        is_sure = is_candidate = False
        failures: list[str] = []
        for member in tuple(self._members):
            try:
                if not self.is_awake:
                    member.reset()
                    member.feed(before)
                is_sure = member.feed(chunk) or is_sure
            except EngineError as error:
                self._members.remove(member)
                failures.append(str(error))
                continue
            is_candidate = is_candidate or bool(getattr(member, "candidate", False))
        self.is_awake = True
        return Spotted(is_sure, is_candidate, tuple(failures))
