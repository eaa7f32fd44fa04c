"""What a speech program gave, made into our format: 16 kHz, levelled, without silence around it."""

import io
import re

import numpy as np

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.errors import EngineError

LEVEL_DBFS = -20.0
"""Root mean square of the voiced parts, so that every voice is equally loud and the earcons sit 12 dB below."""
PEAK = 0.89
"""-1 dBFS; a peaky voice is rather softer than clipped."""
QUIET = 0.003
"""What is under -50 dBFS at either end is not speech; cutting it makes a line start and end when it is heard to."""
MARGIN_S = 0.02
FRAME = 320


def spoken(sound: bytes, engine: str) -> Pcm:
    """Return a finished WAV or AIFF as our format; raises `EngineError` if there is no sound in it."""
    import soundfile
    import soxr

    try:
        samples, rate_hz = soundfile.read(io.BytesIO(sound), dtype="float32", always_2d=True)
    except soundfile.SoundFileError as error:
        raise EngineError(f"{engine} gave no sound; try: hearback doctor") from error
    wave = _trimmed(soxr.resample(samples.mean(axis=1), rate_hz, RATE_HZ))
    if not len(wave):
        raise EngineError(f"{engine} gave only silence; try: hearback doctor")
    return np.asarray(np.rint(wave * (_gain(wave) * 32_767)), dtype=np.int16)


def speakable(text: str) -> str:
    """Return the text without what a speech program could take for an order.

    espeak reads control characters as commands and `[[` as the start of phonemes; a line break may end what is read;
    half of a surrogate pair hangs pyttsx3.
    """
    return re.sub(r"[\x00-\x1f\x7f\[\]\ud800-\udfff]+", " ", text).strip()


def has_words(text: str) -> bool:
    """Return whether anything in the text can be said."""
    return any(letter.isalnum() for letter in text)


def _trimmed(wave: np.ndarray[tuple[int], np.dtype[np.float32]]) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    loud = np.flatnonzero(np.abs(wave) > QUIET)
    if not len(loud):
        return wave[:0]
    margin = round(MARGIN_S * RATE_HZ)
    return wave[max(0, loud[0] - margin) : loud[-1] + margin]


def _gain(wave: np.ndarray[tuple[int], np.dtype[np.float32]]) -> float:
    frames = np.resize(wave, (max(1, len(wave) // FRAME), FRAME))
    power = np.mean(frames**2, axis=1)
    # Voiced is what is within 20 dB of the loudest 20 ms.
    voiced = float(np.sqrt(np.mean(power[power >= power.max() / 100])))
    return min(10 ** (LEVEL_DBFS / 20) / voiced, PEAK / float(np.abs(wave).max()))
