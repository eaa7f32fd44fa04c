"""The five soft earcons: few, learnable, never alarm-like (PRACTICE C4).

- At most 400 ms, soft edges, energy between 300 and 4000 Hz (small loudspeakers and older ears both have that).
- Each has a root mean square of -32 dBFS, 12 dB under speech: our synthesizers level voiced speech to -20 dBFS.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.core.effects import Tone

SPEECH_DBFS = -20.0
"""Root mean square of voiced speech from our synthesizers."""
UNDER_SPEECH_DB = 12.0


@dataclass(frozen=True, slots=True)
class _Note:
    pitch_hz: float
    length_s: float
    edge_s: float = 0.03


_NOTES: dict[Tone, tuple[_Note, ...]] = {
    "floor_open": (_Note(523.25, 0.15), _Note(783.99, 0.22)),
    "nearly_time": (_Note(659.26, 0.25, edge_s=0.08),),
    "hand_over": (_Note(783.99, 0.15), _Note(523.25, 0.22)),
    "paused": (_Note(349.23, 0.40, edge_s=0.06),),
    "microphone": (_Note(1200.0, 0.03, edge_s=0.008),),
}


@cache
def tone(name: Tone) -> Pcm:
    """Return the earcon; the array is shared and read-only."""
    wave = np.concatenate([_wave(note) for note in _NOTES[name]])
    level = 10 ** ((SPEECH_DBFS - UNDER_SPEECH_DB) / 20)
    samples = np.asarray(np.rint(wave * (level * 32_768 / np.sqrt(np.mean(wave**2)))), dtype=np.int16)
    samples.flags.writeable = False
    return samples


def _wave(note: _Note) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    time_s = np.arange(round(note.length_s * RATE_HZ)) / RATE_HZ
    # A little second harmonic makes it a soft instrument instead of a test tone.
    wave = np.sin(2 * np.pi * note.pitch_hz * time_s) + 0.2 * np.sin(4 * np.pi * note.pitch_hz * time_s)
    edge = np.minimum(1.0, np.minimum(time_s, time_s[::-1]) / note.edge_s)
    return np.asarray(wave * np.sin(edge * np.pi / 2) ** 2)
