"""The linear part of echo cancellation: a partitioned frequency-domain Kalman filter (Kuech, Mabande, Enzner 2014).

AEC3 suppresses what is left of an echo, and with it the words that are spoken over it: most calls of the safe word over
a loud prompt were gone (measured). This filter only subtracts what it can explain by our playback, so a word over it
stays whole; in return more of the echo stays. Spotters hear this one. It adapts through double talk by itself.
"""

import numpy as np
from numpy.typing import NDArray

from hearback.audio.pcm import Pcm

FRAME = 160
"""Samples that are taken at once: 10 ms."""
PARTITIONS = 32
"""0.32 s from playback to the end of its echo: 130 ms of devices (SPEECH 6) and the sound of a living room."""
KEPT = 0.9995
"""How slowly the room changes, per frame."""
SMOOTH = 0.8
UNSURE = 1.0
"""First variance of the filter: it knows nothing of the room, where an echo may be as loud as what was played."""

Spectra = NDArray[np.complex128]
Floats = NDArray[np.float64]


class LinearEcho:
    """Learns the way from the loudspeaker to the microphone, and takes that echo out."""

    def __init__(self) -> None:
        bins = FRAME + 1
        self._far = np.zeros(2 * FRAME)
        self._played: Spectra = np.zeros((PARTITIONS, bins), np.complex128)
        self._path: Spectra = np.zeros((PARTITIONS, bins), np.complex128)
        decay = np.exp(-np.arange(PARTITIONS) / (PARTITIONS / 2))
        self._variance: Floats = np.outer(decay, np.full(bins, UNSURE))
        self._noise: Floats = np.full(bins, 1.0)

    def frame(self, near: Pcm, far: Pcm) -> Pcm:
        """Take FRAME samples of the microphone and of what was played; return the first without its linear echo."""
        self._far = np.concatenate((self._far[FRAME:], far / 32_768.0))
        self._played = np.roll(self._played, 1, axis=0)
        self._played[0] = np.fft.rfft(self._far)
        echo = np.fft.irfft((self._played * self._path).sum(axis=0))[FRAME:]
        left = near / 32_768.0 - echo
        self._learn(left)
        return np.clip(np.rint(left * 32_768.0), -32_768, 32_767).astype(np.int16)

    def _learn(self, left: Floats) -> None:
        error = np.fft.rfft(np.concatenate((np.zeros(FRAME), left)))
        self._noise = SMOOTH * self._noise + (1 - SMOOTH) * np.abs(error) ** 2
        power = np.abs(self._played) ** 2
        total = (power * self._variance).sum(axis=0) + 2 * self._noise + 1e-10
        gain = self._variance * self._played.conj() / total
        change = np.fft.irfft(gain * error, axis=1)
        change[:, FRAME:] = 0.0
        self._path = KEPT * (self._path + np.fft.rfft(change, axis=1))
        self._variance = KEPT**2 * (1 - 0.5 * self._variance * power / total) * self._variance
        self._variance += (1 - KEPT**2) * np.abs(self._path) ** 2
