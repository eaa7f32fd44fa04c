"""What is remembered of turns: their sound in a ring and the words made of it, until they are forgotten.

- The ears write here on their thread, the recognizer on its own, the session forgets from a third: one lock, held
  shortly.
- A turn's words go out once, whole, after its last stretch; a forgotten turn's never.
- Sound that belongs to no turn is overwritten as soon as turn detection no longer needs it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from hearback.audio.pcm import RATE_HZ, Clip, Pcm
from hearback.audio.ring import Ring
from hearback.core.events import TurnHeard

REMEMBERED_S = 210.0
"""The longest floor of a program is 180 s, and the half minute that led to it."""
LONGEST_REPLAY_S = 12.0
"""More of one's own voice is not played back (SPEECH 5)."""
SHORT_S = 1.0
"""A wordless stretch below this is a sigh; a longer one means that words were missed."""


@dataclass(frozen=True, slots=True)
class Words:
    """What was made of one stretch."""

    text: str
    confidence: float
    voiced_s: float


@dataclass(slots=True)
class _Turn:
    sound_from_s: float
    is_ended: bool = False
    spans: list[tuple[float, float]] = field(default_factory=list)
    waiting: dict[int, float] = field(default_factory=dict)  # span -> voiced seconds; its words are still to come
    words: dict[int, Words] = field(default_factory=dict)


class Memory:
    """The sound and the words of turns. Times are stream times in seconds."""

    def __init__(self) -> None:
        self._ring = Ring(REMEMBERED_S)
        self._turns: dict[int, _Turn] = {}
        self._clean_to_s = 0.0  # before this, only turns' sound is left
        self._lock = Lock()

    def append(self, chunk: Pcm) -> None:
        """Take the next sound of the stream."""
        self._ring.append(chunk)

    def begin(self, turn: int, sound_from_s: float, to_s: float) -> Pcm:
        """Open a turn; return its sound from the first of these times to the second."""
        with self._lock:
            self._turns[turn] = _Turn(sound_from_s)
            return self._ring.cut(sound_from_s, to_s).samples

    def keep(self, turn: int, span: tuple[float, float], *, is_waiting: bool, voiced_s: float = 0.0) -> int | None:
        """Keep this span of the turn; return its number, or None where the turn was forgotten meanwhile."""
        with self._lock:
            remembered = self._turns.get(turn)
            if remembered is None:
                return None
            self._clean(span[0])
            self._clean_to_s = max(self._clean_to_s, span[1])
            number = len(remembered.spans)
            remembered.spans.append(span)
            if is_waiting:
                remembered.waiting[number] = voiced_s
            return number

    def trim(self, from_s: float) -> None:
        """Overwrite what lies before this time and belongs to no turn."""
        with self._lock:
            self._clean(from_s)

    def clip(self, turn: int, number: int) -> Clip | None:
        """Return the sound of a span that waits for its words; None once it is forgotten."""
        with self._lock:
            remembered = self._turns.get(turn)
            if remembered is None or number not in remembered.waiting:
                return None
            return self._ring.cut(*remembered.spans[number])

    def write(self, turn: int, number: int, text: str, confidence: float) -> list[TurnHeard]:
        """Put down the words of a span; return the whole turn's if they were the last to come."""
        with self._lock:
            remembered = self._turns.get(turn)
            if remembered is None or number not in remembered.waiting:
                return []
            remembered.words[number] = Words(text, confidence, remembered.waiting.pop(number))
            return _whole(turn, remembered)

    def end(self, turn: int) -> list[TurnHeard]:
        """Take no more sound for the turn; return its words if none are still to come."""
        with self._lock:
            remembered = self._turns.get(turn)
            if remembered is None:
                return []
            remembered.is_ended = True
            return _whole(turn, remembered)

    def replay(self, turns: Iterable[int], limit_s: float) -> Pcm:
        """Return the last spans of these turns that fit into the limit together, never more than 12 s.

        Where not even the last span fits, it is the end of that one. Empty where nothing is left.
        """
        limit = round(max(0.0, min(limit_s, LONGEST_REPLAY_S)) * RATE_HZ)
        with self._lock:
            spans = [span for turn in turns if turn in self._turns for span in self._turns[turn].spans]
            pieces: list[Pcm] = [self._ring.cut(*span).samples for span in spans]
        pieces = [piece for piece in pieces if len(piece)]
        kept: list[Pcm] = []
        for piece in reversed(pieces):
            if sum(map(len, kept)) + len(piece) > limit:
                break
            kept.insert(0, piece)
        if not kept and pieces and limit:
            kept = [pieces[-1][-limit:]]
        return np.concatenate(kept) if kept else np.zeros(0, dtype=np.int16)

    def forget(self, turns: Iterable[int]) -> None:
        """Overwrite the sound of these turns and drop their words."""
        with self._lock:
            for turn in turns:
                remembered = self._turns.pop(turn, None)
                if remembered is None:
                    continue
                for span in remembered.spans:
                    self._ring.forget(*span)
                if not remembered.is_ended:
                    self._ring.forget(remembered.sound_from_s, self._ring.end_s)

    def forget_all(self) -> None:
        """Overwrite all sound and drop all words."""
        with self._lock:
            self._turns.clear()
            self._ring.forget_all()

    def _clean(self, from_s: float) -> None:
        if from_s > self._clean_to_s:
            self._ring.forget(self._clean_to_s, from_s)
            self._clean_to_s = from_s


def _whole(turn: int, remembered: _Turn) -> list[TurnHeard]:
    if not remembered.is_ended or remembered.waiting:
        return []
    words = [remembered.words[number] for number in sorted(remembered.words)]
    remembered.words.clear()
    return [
        TurnHeard(turn, " ".join(part.text.strip() for part in words if part.text.strip()), joint_confidence(words))
    ]


def joint_confidence(words: Iterable[Words]) -> float:
    """Return the lowest confidence of the stretches, 0-1: who reads back, reads all of it.

    A short wordless stretch is left out; a long one counts, because something was said there. 0 for no words at all.
    """
    return min((part.confidence for part in words if part.text.strip() or part.voiced_s >= SHORT_S), default=0.0)
