"""One thing that a person was asked to say: when it is over, and whether it can be used.

Time is counted in the detector's frames, so a file and a microphone are the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hearback.audio.pcm import RATE_HZ, Pcm, joined, seconds
from hearback.engines.base import Detector

Wanted = Literal["take", "reading", "answer"]
Fault = Literal["silent", "loud", "cut", "long", "short"]
"""Why it can not be used; each is a line `word.FAULT`."""

VOICED = 0.5
"""Probability of speech from which a frame counts as talk."""
LEAD_S, TAIL_S = 0.5, 0.4
"""Sound kept before and after the talk."""
AT_ONCE_S = 0.1
"""Who talks already when we begin to listen has begun before."""
LEAST_S = 0.2
"""Less talk than this is a click or a breath; the shortest word of two syllables takes 0.3 s."""
LONGEST_WORD_S = 2.2
"""More talk than this is more than a word: four syllables, drawn out, take under 2 s."""
LEAST_READING_S = 15.0
"""The text takes about a minute; a quarter of it still sets a threshold."""
HUSH = 6.0
"""Root mean square of a quiet room in units of int16: -75 dBFS. No room is digitally silent, and the short answers'
recognizer finds nothing in a clip that is."""
FULL, CLIPPED = 32_700, 8
"""From so many samples at the end of the scale on, a sound is distorted."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long we listen."""

    begin_s: float
    """Without talk it is over after this."""
    quiet_s: float
    """After talk it is over when it was quiet for so long."""
    longest_s: float
    """And in any case after this."""


LIMITS: dict[Wanted, Limits] = {
    "take": Limits(6.0, 0.8, 8.0),
    "reading": Limits(15.0, 3.0, 150.0),
    "answer": Limits(8.0, 0.8, 10.0),
}


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """What was heard; in memory only."""

    sound: Pcm
    """The talk with a little around it; empty where there was none."""
    begins_s: float
    """When the talk began, from when we listened."""
    voiced_s: float
    """Seconds from the talk's first to its last voiced frame."""
    is_over: bool
    """Whether it ended by itself, not by the limit."""


def recorded(chunks: Iterable[Pcm], detector: Detector, limits: Limits) -> Recording:
    """Return what is said in these chunks of any length; takes no more of them than it needs."""
    detector.reset()
    frame_s = detector.frame_samples / RATE_HZ
    frames: list[Pcm] = []
    first = last = -1
    is_over = False
    for frame in _frames(chunks, detector.frame_samples):
        frames.append(frame)
        if detector.probability(frame) >= VOICED:
            last = len(frames) - 1
            first = last if first < 0 else first
        quiet_s = (len(frames) - 1 - last) * frame_s
        is_over = first >= 0 and quiet_s >= limits.quiet_s
        if is_over or (first < 0 and quiet_s >= limits.begin_s) or len(frames) * frame_s >= limits.longest_s:
            break
    if first < 0:
        return Recording(joined([]), 0.0, 0.0, is_over=False)
    kept = frames[max(0, first - round(LEAD_S / frame_s)) : last + 1 + round(TAIL_S / frame_s)]
    return Recording(joined(kept), first * frame_s, (last + 1 - first) * frame_s, is_over)


def fault_of(recording: Recording, wanted: Wanted) -> Fault | None:
    """Return why the recording can not be used for this, None if it can."""
    if recording.voiced_s < LEAST_S:
        return "silent"
    if wanted == "reading":
        return "short" if recording.voiced_s < LEAST_READING_S else None
    if np.count_nonzero(np.abs(recording.sound.astype(np.int32)) >= FULL) >= CLIPPED:
        return "loud"
    if recording.begins_s < AT_ONCE_S:
        return "cut"
    is_long = recording.voiced_s > LONGEST_WORD_S or not recording.is_over
    return "long" if wanted == "take" and is_long else None


def _frames(chunks: Iterable[Pcm], size: int) -> Iterator[Pcm]:
    rest = joined([])
    for chunk in chunks:
        rest = joined([rest, chunk])
        while len(rest) >= size:
            yield rest[:size]
            rest = rest[size:]


def in_a_quiet_room(sound: Pcm) -> Pcm:
    """Return the sound with the faint noise that every room has; always the same noise."""
    noise = np.random.default_rng(0).normal(0.0, HUSH, len(sound))
    return np.asarray(np.clip(np.rint(sound + noise), -32_768, 32_767), np.int16)


def talk_s(recordings: Iterable[Pcm]) -> float:
    """Return how long these sounds are together, in seconds."""
    return sum(seconds(sound) for sound in recordings)
