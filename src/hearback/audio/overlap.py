"""Our own voice and whoever talks meanwhile. Pure; times are stream times, counted in frames.

- Without a canceller, or before it proved itself in this room, nobody is heard while we speak (half-duplex).
- With one, a turn over our voice stays hidden until it is sure what it is: it lasts ("talked over"), it goes on after
  our line ("heard"), or it is gone ("mm", "yeah": nobody learns of it).
- A frame over our voice is a person's only if it is not much softer than what the microphone gave: what is left of our
  voice is 22 dB and more under it (measured), the softest person that can be told from it 12 dB.
- Two turns over our voice in which nobody found a word were ours after all: for the rest of the session nobody is
  heard over us.
"""

from typing import Literal

import numpy as np

from hearback.audio.pcm import Pcm

AFTER_SPEAKING_S = 0.3
"""Our own voice is still in the room this long."""
PROVED_S = 1.0
"""The canceller is trusted after this much of our voice in which the detector found no speech."""
SPEECH, QUIET = 0.5, 0.35
"""Probabilities from which a frame counts as speech, and below which as none (as in `turns`)."""
UNDER_RAW_DB = 15.0
FAINT_DB = 40.0
"""-50 dBFS; 0 dB is a unit of int16. Softer sound over our voice is nobody who wants us to stop."""
LASTS_S = 0.7
"""Who talks longer than this over us means to go on; "mm" and "yeah" are shorter (PRACTICE C3)."""
WORDLESS = 2

News = Literal["talked over", "heard"]


class Overlap:
    """Follows our voice and the turns over it, in frames of `frame_s` seconds."""

    def __init__(self, frame_s: float) -> None:
        self.is_hidden = False
        """Nobody was told of the open turn."""
        self._frame_s = frame_s
        self._is_playing = False
        self._now_s = self._played_to_s = self._held_until_s = -AFTER_SPEAKING_S
        self._proved = 0
        self._wordless = 0
        self._over = 0  # voiced frames of the open turn over our line
        self._has_told = False

    @property
    def is_ours(self) -> bool:
        """Whether our own voice is in the room."""
        return self._now_s < self._held_until_s - self._frame_s / 2

    @property
    def is_trusted(self) -> bool:
        """Whether people can be told from our own voice."""
        return self._proved * self._frame_s >= PROVED_S - 1e-9 and self._wordless < WORDLESS

    def begin_session(self) -> None:
        """Forgive wordless turns of the session before."""
        self._wordless = 0

    def distrust(self) -> None:
        """Trust no more: the canceller is gone."""
        self._proved = 0

    def speaking(self, is_playing: bool) -> None:
        """Say whether our own voice is played now."""
        self._is_playing = is_playing

    def step(self, now_s: float) -> None:
        """Come to the frame that begins at this stream time."""
        self._now_s = now_s
        if self._is_playing:
            # This frame is still ours.
            self._played_to_s = now_s + self._frame_s
            self._held_until_s = self._played_to_s + AFTER_SPEAKING_S
        else:
            self._over = 0

    def judged(self, probability: float, cleaned: Pcm, raw: Pcm, *, is_voiced: bool) -> float:
        """Return the probability that a person talks in this frame; `is_voiced`: our voice is, in it."""
        if not self.is_ours:
            return probability
        if is_voiced:
            self._prove(probability)
        is_person = _db(cleaned) > max(FAINT_DB, _db(raw) - UNDER_RAW_DB)
        return probability if is_person else 0.0

    def begin_turn(self, voiced_s: float = 0.0) -> None:
        """Somebody talks, and did so for `voiced_s`, this frame included; over our voice nobody learns of it yet."""
        self.is_hidden, self._has_told = self.is_ours, False
        self._over = max(0, round(voiced_s / self._frame_s) - 1) if self._is_playing else 0

    def news(self, quiet_s: float) -> News | None:
        """Return what is now known of the open turn, which has been quiet so long."""
        if self._is_playing:
            self._over += quiet_s == 0
            if self._over * self._frame_s > LASTS_S + 1e-9 and not self._has_told:
                self.is_hidden, self._has_told = False, True
                return "talked over"
        elif self.is_hidden and not self.is_ours and quiet_s < self._now_s - self._played_to_s:
            self.is_hidden = False
            return "heard"
        return None

    def note_words(self, text: str) -> None:
        """Take the words of a turn that talked over us."""
        self._wordless += not text.strip()

    def _prove(self, probability: float) -> None:
        if probability >= SPEECH and not self.is_trusted:
            self._proved = 0
        elif probability < QUIET:
            self._proved += 1


def _db(sound: Pcm) -> float:
    samples = sound.astype(np.float32)
    return 10 * float(np.log10(1 + np.dot(samples, samples) / max(1, len(samples))))
