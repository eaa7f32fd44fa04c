"""Sound files in and out: any WAV or FLAC to our one format, our format to a 16-bit WAV.

For fixtures, rehearsals and settings only. What people say at home is never written by this module: nothing in a real
session calls `write_wav`.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.errors import ConfigError

Samples = NDArray[np.float32]
"""Shape (samples, channels), full scale 1."""

FULL_SCALE = 32_767


def read_sound(path: str | Path) -> Pcm:
    """Return the whole file as 16 kHz mono, whatever its rate and its number of channels.

    Raises `ConfigError`, naming the path, if it is missing, empty or not a sound file.
    """
    samples, rate_hz = _read(Path(path))
    if not len(samples):
        raise ConfigError(f"{path}: there is no sound in it; a WAV or FLAC file with at least one sample is needed")
    return _ours(samples, rate_hz)


def write_wav(path: str | Path, pcm: Pcm) -> None:
    """Write the samples as a 16-bit mono WAV file; raises `ConfigError` if the place can not be written."""
    import soundfile

    try:
        soundfile.write(str(path), pcm, RATE_HZ, subtype="PCM_16", format="WAV")
    except (soundfile.SoundFileError, OSError) as error:
        raise ConfigError(f"{path}: can not be written; name a file in a folder that exists and is yours") from error


def _read(path: Path) -> tuple[Samples, int]:
    import soundfile

    if not path.is_file():
        raise ConfigError(f"{path}: there is no such file; name a WAV or FLAC file")
    try:
        samples, rate_hz = soundfile.read(str(path), dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError) as error:
        raise ConfigError(f"{path}: can not be read as sound; a WAV or FLAC file is needed") from error
    return samples, int(rate_hz)


def _ours(samples: Samples, rate_hz: int) -> Pcm:
    import soxr

    # A file of float samples may hold NaN, which no integer can stand for.
    mono = np.nan_to_num(samples.mean(axis=1))
    if rate_hz != RATE_HZ:
        mono = soxr.resample(mono, rate_hz, RATE_HZ)
    return np.asarray(np.clip(np.rint(mono * (FULL_SCALE + 1)), -FULL_SCALE - 1, FULL_SCALE), dtype=np.int16)
