"""Sound -> the numbers that PocketSphinx's acoustic model was trained on: 13 cepstra, their slopes and curves.

The same recipe as its own front end (feat.params beside the model): 25 mel bands of 130-6800 Hz, noise tracked and
held back in each band, cosine transform, lifter. Its Python binding hands out no features, and reads a clip once per
grammar; with the features in our hands one reading serves every phrase.
"""

import numpy as np
from numpy.typing import NDArray

from hearback.audio.pcm import RATE_HZ, Pcm

Floats = NDArray[np.float32]

HOP = 160
"""10 ms."""
WINDOW = 410
"""25.6 ms."""
SPECTRUM = 512
BANDS = 25
LOWEST_HZ, HIGHEST_HZ = 130.0, 6800.0
CEPSTRA = 13
LIFTER = 22
SPOKEN = 0.85
"""Share of speech in what the model was trained on, nearly."""
MOST_KEPT = 200.0
"""Frames of speech: what was longer ago counts less, and another voice than the last is not lost by it."""

DITHER = 2.0
"""Units of int16. Around a word in near silence the bands hold nothing, and the noise tracking runs wild: over a pure
hum of 2 units "yes" was not understood once; with dither its confidence is 0.97."""

POWER_KEPT, NOISE_RISE, NOISE_FALL = 0.7, 0.995, 0.5
PEAK_KEPT, MASKED, MOST_GAIN = 0.85, 0.2, 20.0
SMOOTHED = 4
"""Bands to each side. All seven are the constants of PocketSphinx's fe_noise.c, with which its model was trained."""


def cepstra(sound: Pcm) -> Floats:
    """Return (frames, 13) float32; 100 frames a second."""
    return np.asarray(np.log(np.maximum(_cleaned(_bands(_dithered(sound))), 1e-4)) @ _COSINES, dtype=np.float32)


def _dithered(sound: Pcm) -> Floats:
    """Return the sound with faint noise on it, the same every time."""
    noise = np.random.default_rng(0).standard_normal(len(sound)).astype(np.float32)
    return np.asarray(sound + DITHER * noise, dtype=np.float32)


def features(levelled: Floats) -> Floats:
    """Return (frames, 3, 13) float32 of levelled cepstra: themselves, their slopes, their curves."""
    padded = np.pad(levelled, ((3, 3), (0, 0)), mode="edge")
    count = len(levelled)

    def moved(frames: int) -> Floats:
        return padded[3 + frames : 3 + frames + count]

    curves = (moved(3) - moved(-1)) - (moved(1) - moved(-3))
    return np.stack([levelled, moved(2) - moved(-2), curves], axis=1)


class Levelling:
    """Takes the mean out of cepstra, and with it room and microphone, with what earlier turns tell about them.

    The mean of one short word is mostly that word: levelled by itself, a British "done" lost 1.5 of log likelihood per
    frame against one that was levelled by a sentence before it. All that is kept of a turn is a mean of 13 numbers.
    """

    def __init__(self) -> None:
        self._mean = np.zeros(CEPSTRA, dtype=np.float32)
        self._weight = 0.0

    def take(self, turn: Floats) -> None:
        """Learn from a turn; short ones teach little."""
        is_loud = _loud(turn)
        voiced = float(is_loud.sum())
        if not 0 < voiced < len(turn):
            return
        mean = SPOKEN * turn[is_loud].mean(axis=0) + (1 - SPOKEN) * turn[~is_loud].mean(axis=0)
        mean[0] -= _level(turn)
        kept = min(self._weight, MOST_KEPT - voiced)
        self._mean = (self._mean * kept + mean * voiced) / (kept + voiced)
        self._weight = kept + voiced

    def levelled(self, clip: Floats) -> Floats:
        """Return the clip's cepstra less what is taken for room, microphone and voice."""
        earlier = self._mean.copy()
        earlier[0] += _level(clip)  # how loud this clip is only itself can tell
        return np.asarray(clip - (clip.sum(axis=0) + self._weight * earlier) / (len(clip) + self._weight))


def _level(clip: Floats) -> float:
    return float(np.percentile(clip[:, 0], 95))


def _loud(clip: Floats) -> NDArray[np.bool_]:
    return np.asarray(clip[:, 0] > (np.percentile(clip[:, 0], 10) + _level(clip)) / 2)


def _bands(sound: NDArray[np.generic]) -> NDArray[np.float64]:
    """Return (frames, bands): the power in each mel band."""
    plain = sound.astype(np.float64)
    sharp = np.concatenate((plain[:1], plain[1:] - 0.97 * plain[:-1]))
    if len(sharp) < WINDOW:
        sharp = np.pad(sharp, (0, WINDOW - len(sharp)))
    frames = np.lib.stride_tricks.sliding_window_view(sharp, WINDOW)[::HOP] * np.hamming(WINDOW)
    power = np.abs(np.fft.rfft(frames, SPECTRUM)) ** 2
    return np.asarray(power @ _FILTERS)


def _cleaned(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hold back in each band what has been there all the time; the noise is followed frame by frame."""
    power, noise, floor = mel[0].copy(), mel[0] / MOST_GAIN, mel[0] / MOST_GAIN
    peak = np.zeros(BANDS)
    gains = np.empty_like(mel)
    for at, now in enumerate(mel):
        power = POWER_KEPT * power + (1 - POWER_KEPT) * now
        noise = _lower_edge(power, noise)
        signal = np.maximum(power - noise, 1.0)
        floor = _lower_edge(signal, floor)
        peak *= PEAK_KEPT
        masked = np.where(signal < PEAK_KEPT * peak, peak * MASKED, signal)
        peak = np.maximum(peak, signal)
        signal = np.maximum(masked, floor)
        gains[at] = np.clip(signal / np.maximum(power, 1e-9), 1 / MOST_GAIN, MOST_GAIN)
    return np.asarray(mel * (gains @ _SMOOTHING))


def _lower_edge(power: NDArray[np.float64], edge: NDArray[np.float64]) -> NDArray[np.float64]:
    kept = np.where(power >= edge, NOISE_RISE, NOISE_FALL)
    return np.asarray(kept * edge + (1 - kept) * power)


def _filters() -> NDArray[np.float64]:
    """Return (spectrum, bands): triangles of equal area on the mel scale, their corners on points of the spectrum."""
    lowest, highest = 2595 * np.log10(1 + np.array((LOWEST_HZ, HIGHEST_HZ)) / 700)
    mels = np.linspace(lowest, highest, BANDS + 2)
    step_hz = RATE_HZ / SPECTRUM
    corners = np.round(700 * (10 ** (mels / 2595) - 1) / step_hz) * step_hz
    hertz = np.arange(SPECTRUM // 2 + 1)[:, None] * step_hz
    low, top, high = corners[:-2], corners[1:-1], corners[2:]
    slopes = np.minimum((hertz - low) / (top - low), (high - hertz) / (high - top))
    return np.asarray(np.maximum(slopes, 0.0) * 2 / (high - low))


def _cosines() -> NDArray[np.float64]:
    """Return (bands, cepstra): the cosine transform with the lifter in it."""
    order = np.arange(CEPSTRA)
    waves = np.cos(np.pi * order * (np.arange(BANDS)[:, None] + 0.5) / BANDS)
    scale = np.where(order == 0, np.sqrt(1 / BANDS), np.sqrt(2 / BANDS))
    return np.asarray(waves * scale * (1 + LIFTER / 2 * np.sin(np.pi * order / LIFTER)))


def _smoothing() -> NDArray[np.float64]:
    """Return (bands, bands): each band's gain becomes the mean of its neighbours'."""
    near = np.abs(np.arange(BANDS)[:, None] - np.arange(BANDS)) <= SMOOTHED
    return np.asarray(near / near.sum(axis=0))


_FILTERS, _COSINES, _SMOOTHING = _filters(), _cosines(), _smoothing()
