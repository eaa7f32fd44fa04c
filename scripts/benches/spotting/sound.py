"""The sound of the bench: folders of clips, noise at a known distance, and calls spliced into talk."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hearback.audio.files import read_sound
from hearback.audio.pcm import RATE_HZ, Pcm

Floats = NDArray[np.float64]

KINDS = {".wav", ".flac"}
ROOMS = "rir"
"""A folder of this name, wherever it lies in the noise, holds rooms, which are no noise."""
BEFORE_S, AFTER_S = 2.2, 1.2
"""Talk before and after a call."""
GAPS_S = (0.05, 0.4)
LEVELS_DBFS = (-32.0, -20.0)
CALL_DB = (-4.0, 4.0)
"""A call is this much louder than the talk around it."""
MARGIN_S = 0.1
"""Of a clip's own quiet, so much is left before and after its sound."""
QUIET_DB = 40.0
LOWEST_HZ = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class Splice:
    """A call within talk."""

    sound: Pcm
    starts_at: int
    ends_at: int
    """Samples where the clip of the call begins and ends."""
    level: float
    """Root mean square of the talk around it: what noise is measured against."""


def clips_in(folder: Path) -> list[Path]:
    """Return every WAV and FLAC file below the folder, in order of their names."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in KINDS and path.is_file())


def words_in(folder: Path) -> dict[str, list[Path]]:
    """Return each word and its clips: one folder a word, searched through; a folder of nothing but clips is one word.

    A folder that only holds one other folder is stepped into.
    """
    inside = sorted(path for path in folder.iterdir() if path.is_dir() and clips_in(path))
    loose = any(path.suffix.lower() in KINDS for path in folder.iterdir())
    if loose:
        return {folder.name: clips_in(folder)}
    if len(inside) == 1 and any(path.is_dir() and clips_in(path) for path in inside[0].iterdir()):
        return words_in(inside[0])
    return {path.name: clips_in(path) for path in inside}


def seed_of(*parts: object) -> int:
    """Return a number that is the same for the same parts in every run."""
    return zlib.crc32(repr(parts).encode())


def household_in(folder: Path) -> list[Pcm]:
    """Return the recorded noises below the folder; none where it is missing."""
    if not folder.is_dir():
        return []
    return [read_sound(path) for path in clips_in(folder) if ROOMS not in path.relative_to(folder).parts]


def level_of(sound: Pcm) -> float:
    """Return the root mean square of the frames (20 ms) that are at most 20 dB under the loud ones."""
    frames = sound[: len(sound) // 320 * 320].reshape(-1, 320).astype(np.float64)
    power = np.mean(frames**2, axis=1)
    return float(np.sqrt(power[power >= 0.01 * np.percentile(power, 95)].mean())) if len(power) else 0.0


def in_noise(sound: Pcm, kind: str | None, household: Sequence[Pcm], *, level: float, db: float, seed: int) -> Pcm:
    """Return the sound with noise `db` under the level; kind None is clean."""
    if kind is None:
        return sound
    chance = np.random.default_rng(seed)
    noise = _noise(kind, len(sound), household, chance)
    noisy = sound + noise * (level * 10 ** (-db / 20) / (np.sqrt(np.mean(noise**2)) + 1e-9))
    return np.clip(np.rint(noisy), -32_768, 32_767).astype(np.int16)


def _noise(kind: str, count: int, household: Sequence[Pcm], chance: np.random.Generator) -> Floats:
    if kind == "household":
        noise = household[int(chance.integers(len(household)))].astype(np.float64)
        start = int(chance.integers(len(noise)))
        return np.resize(np.roll(noise, -start), count)
    white = chance.normal(size=count)
    if kind == "white":
        return white
    spectrum = np.fft.rfft(white)
    hz = np.arange(len(spectrum)) * RATE_HZ / count
    # What nobody hears must not count as noise: pink noise has as much below 20 Hz as in any octave.
    return np.fft.irfft(np.where(hz < LOWEST_HZ, 0, spectrum / np.sqrt(np.maximum(hz, LOWEST_HZ))), count)


def spliced(clip: Pcm, talk: Sequence[Pcm], seed: int) -> Splice:
    """Return the clip within talk: some of it before, a short gap, the call, a short gap, some more."""
    chance = np.random.default_rng(seed)
    call = _without_long_quiet(clip)
    level = 10 ** (chance.uniform(*LEVELS_DBFS) / 20) * 32_768
    before, after = (_cut(talk, seconds, level, chance) for seconds in (BEFORE_S, AFTER_S))
    gaps = [np.zeros(round(chance.uniform(*GAPS_S) * RATE_HZ)) for _ in range(2)]
    loud = call * (level * 10 ** (chance.uniform(*CALL_DB) / 20) / max(level_of(call), 1.0))
    sound = np.concatenate((before, gaps[0], loud, gaps[1], after))
    sound = sound + chance.normal(size=len(sound)) * 3  # a microphone's own noise
    start = len(before) + len(gaps[0])
    made = np.clip(np.rint(sound), -32_768, 32_767).astype(np.int16)
    return Splice(made, start, start + len(call), level)


def _cut(talk: Sequence[Pcm], seconds: float, level: float, chance: np.random.Generator) -> Floats:
    sound = talk[int(chance.integers(len(talk)))]
    count = round(seconds * RATE_HZ)
    sound = np.resize(sound, max(count, len(sound)))
    start = int(chance.integers(len(sound) - count + 1))
    part = sound[start : start + count]
    return part * (level / max(level_of(part), 30.0))


def _without_long_quiet(clip: Pcm) -> Pcm:
    """Return the clip from a little before its first sound to a little after its last."""
    frames = clip[: len(clip) // 160 * 160].reshape(-1, 160).astype(np.float64)
    if not len(frames):
        return clip
    levels = 10 * np.log10(np.convolve(np.mean(frames**2, axis=1), np.ones(9) / 9, "same") + 1)
    peak, floor = np.percentile(levels, 98), np.percentile(levels, 10)
    bar = peak - 25 if peak - floor >= QUIET_DB else floor + 0.4 * (peak - floor)
    loud = np.flatnonzero(levels >= bar)
    margin = round(MARGIN_S * RATE_HZ)
    return clip[max(0, int(loud[0]) * 160 - margin) : (int(loud[-1]) + 1) * 160 + margin]
