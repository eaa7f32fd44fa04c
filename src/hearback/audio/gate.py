"""A gate before the detector: in a room where nothing can be heard, no network needs to say that nobody talks.

- It is shut only while nobody is expected to talk (`is_resting`), only in a quiet room, and only when no frame of the
  last second was louder than the room's own floor. A loud or restless room keeps it open, and costs what it did.
- What it held back last goes in first when it opens: the detector hears a beginning with what led up to it.
"""

import math
from collections import deque
from collections.abc import Iterable

import numpy as np

from hearback.audio.pcm import Pcm

LOUDER_DB = 5.0
"""A frame this much above the floor opens. Frames of steady noise lie up to 4 dB above their quietest (measured); the
softest talk that Silero finds in it, 8 dB and more."""
QUIET_DB = 40.0
"""-50 dBFS. In a louder room talk may lie under the noise, and only the detector can tell."""
RISE_DB_PER_S = 1.0
"""The floor falls at once and rises slowly: words are gone before it reaches them."""
OPEN_S = 1.0
"""It stays open this long after the last loud frame: pauses of a starting phrase are shorter."""
KEPT_S = 1.0
"""Held back and let in first. After 0.25 s Silero found 2 of 39 soft sentences not at all; after 1 s each of them, and
none later than without a gate by more than two frames."""


class Gate:
    """Decides which frames the detector hears; all frames have `frame_s` seconds."""

    def __init__(self, frame_s: float) -> None:
        self._rise_db = RISE_DB_PER_S * frame_s
        self._open_frames = round(OPEN_S / frame_s)
        self._floor_db = math.inf
        self._open_for = self._open_frames
        self._held: deque[Pcm] = deque(maxlen=math.ceil(KEPT_S / frame_s))

    @property
    def is_shut(self) -> bool:
        """Whether the last frame was held back."""
        return self._open_for < 0

    def let_in(self, frame: Pcm, *, is_resting: bool) -> Iterable[Pcm]:
        """Return what the detector is to hear now, the oldest first: nothing while the gate is shut."""
        level_db = _level_db(frame)
        self._floor_db = min(level_db, self._floor_db + self._rise_db)
        is_loud = self._floor_db > QUIET_DB or level_db > self._floor_db + LOUDER_DB
        self._open_for = self._open_frames if is_loud or not is_resting else self._open_for - 1
        if self._open_for < 0:
            self._held.append(frame)
            return ()
        held = tuple(self._held)
        self._held.clear()
        return (*held, frame)


def _level_db(frame: Pcm) -> float:
    """Return the level of the frame; 0 dB is a unit of int16."""
    samples = frame.astype(np.float32)
    return 10 * math.log10(1 + float(np.dot(samples, samples)) / len(frame))
