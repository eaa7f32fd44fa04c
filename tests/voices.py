"""Voices without words, for tests of teaching a safe word: talk is noise, and each word is a pitch of its own."""

import numpy as np

from hearback.audio.pcm import RATE_HZ, Pcm

WORD_HZ = 1000.0


class LoudDetector:
    """Takes for speech what is loud."""

    frame_samples = 512

    def __init__(self) -> None:
        self.resets = 0

    def probability(self, frame: Pcm) -> float:
        """Return 1 for a loud frame."""
        return float(np.abs(frame.astype(np.int32)).max() > 1000)

    def reset(self) -> None:
        """Count."""
        self.resets += 1


class PitchSpotter:
    """Hears a pitch: once when it begins."""

    def __init__(self, word: bytes) -> None:
        """`word` is the pitch in Hz, as text; an empty one is never heard."""
        self._hz = float(word or b"0")
        self._is_on = False

    def feed(self, chunk: Pcm) -> bool:
        """Return True when the pitch begins."""
        was_on, self._is_on = self._is_on, self._hz > 0 and abs(pitch_hz(chunk) - self._hz) < 30
        return self._is_on and not was_on

    def reset(self) -> None:
        """Forget."""
        self._is_on = False


def talk(length_s: float, level: float = 8000.0) -> Pcm:
    """Return noise; above a level of 32768 it is clipped."""
    noise = np.random.default_rng(1).uniform(-level, level, round(length_s * RATE_HZ))
    return np.asarray(np.clip(noise, -32_768, 32_767), np.int16)


def call(hz: float = WORD_HZ, length_s: float = 0.6) -> Pcm:
    """Return a word, which is a pitch."""
    times = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    return np.asarray(8000 * np.sin(2 * np.pi * hz * times), np.int16)


def pitch_hz(sound: Pcm) -> float:
    """Return the strongest pitch of a sound that has one, else 0."""
    spectrum = np.abs(np.fft.rfft(sound.astype(np.float64)))
    if len(spectrum) < 2 or spectrum.max() < 10 * np.median(spectrum) + 1e5:
        return 0.0
    return float(np.argmax(spectrum) * RATE_HZ / len(sound))
