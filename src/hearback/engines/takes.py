"""What is done to a few takes of a word so that it is learned as it will be called: in any place, never only this one.

A take is cut to the word and joined to other speech or to silence, near and far, in noise, at several levels and in
rooms. Takes that were learned after silence alone make a test look perfect and miss the word inside talk.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.engines.embedding import HOP

Floats = NDArray[np.float64]

FRAME = RATE_HZ // 100
LONGEST_GAP_FRAMES = 18
"""Quiet inside a word (a stop, a breath between two words) is shorter than 0.18 s; more parts two sounds."""
BEFORE_S = 1.35
"""Sound before the word: what the eight joined hops hear."""
LEVELS_DBFS = (-38.0, -18.0)
NOISES_DB = (10.0, 25.0)
"""How far the noise is below the word."""
SHARE_SPOKEN, SHARE_NOISY, SHARE_IN_ROOMS = 0.75, 0.6, 0.3
FULL = 32_767.0


@dataclass(frozen=True, slots=True, eq=False)
class Variation:
    """One made-up call."""

    sound: Pcm
    ends_at: int
    """The sample where the word ends."""
    take: int
    """Which take it was made of."""


def word_in(take: Pcm) -> Pcm:
    """Return the part of the take that is the word: its most prominent stretch of sound. Empty for an empty take."""
    if len(take) < FRAME:
        return take[:0]
    levels = _levels_db(take)
    bar = _bar_db(levels)
    loud = np.flatnonzero(levels >= bar)
    breaks = np.flatnonzero(np.diff(loud) > LONGEST_GAP_FRAMES)
    starts, ends = np.r_[loud[0], loud[breaks + 1]], np.r_[loud[breaks], loud[-1]] + 1
    weights = [np.sum(levels[start:end] - bar) for start, end in zip(starts, ends, strict=True)]
    best = int(np.argmax(weights))
    return take[max(0, starts[best] - 2) * FRAME : (ends[best] + 4) * FRAME]


def variations(takes: Sequence[Pcm], contexts: Sequence[Pcm], *, count: int, seed: int) -> Iterator[Variation]:
    """Give `count` made-up calls, spread over the takes; `contexts` is other speech, or none at all.

    Without contexts the takes turned backwards stand in: they are speech-like and they are no word.
    """
    chance = np.random.default_rng(seed)
    words = [word for word in (_at_level_one(word_in(take)) for take in takes) if len(word)]
    voiced = [sound for sound in map(_at_level_one, contexts) if len(sound)]
    around = voiced or [word[::-1] for word in words]
    for number in range(count if words else 0):
        yield _variation(number % len(words), words, around, chance)


def _variation(take: int, words: Sequence[Floats], around: Sequence[Floats], chance: np.random.Generator) -> Variation:
    before_count = round(BEFORE_S * RATE_HZ) + int(chance.integers(HOP))
    before = _context(around, before_count, chance) if chance.random() < SHARE_SPOKEN else np.zeros(before_count)
    after = _context(around, round(0.3 * RATE_HZ), chance) * (chance.random() < 0.5)
    gap, rest = (np.zeros(round(chance.uniform(0.02, 0.3) * RATE_HZ)) for _ in range(2))
    sound = np.concatenate((before, gap, words[take], rest, after))
    if chance.random() < SHARE_IN_ROOMS:
        sound = _in_room(sound, chance)
    if chance.random() < SHARE_NOISY:
        sound = sound + _noise(len(sound), chance) * 10 ** (-chance.uniform(*NOISES_DB) / 20)
    sound = sound * FULL * 10 ** (chance.uniform(*LEVELS_DBFS) / 20) + chance.normal(size=len(sound)) * 3
    made = np.clip(np.rint(sound), -FULL, FULL).astype(np.int16)
    return Variation(made, before_count + len(gap) + len(words[take]), take)


def _context(around: Sequence[Floats], count: int, chance: np.random.Generator) -> Floats:
    """Return that many samples of other speech, as loud as the word or less."""
    sound = np.concatenate([around[int(chance.integers(len(around)))] for _ in range(2)])
    sound = np.tile(sound, count // max(len(sound), 1) + 1) if len(sound) else np.zeros(count + 1)
    start = int(chance.integers(len(sound) - count + 1))
    return np.asarray(sound[start : start + count] * 10 ** (chance.uniform(-6, 3) / 20))


def _in_room(sound: Floats, chance: np.random.Generator) -> Floats:
    """Return the sound with the tail of a room that rings for 0.2 to 0.6 s, 6 to 15 dB below it."""
    ring_s = chance.uniform(0.2, 0.6)
    times = np.arange(round(ring_s * RATE_HZ)) / RATE_HZ
    tail = chance.normal(size=len(times)) * np.exp(-6.9 * times / ring_s)
    tail *= 10 ** (-chance.uniform(6, 15) / 20) / np.sqrt(np.sum(tail**2))
    size = 1 << (len(sound) + len(tail)).bit_length()
    rung = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound)]
    return np.asarray(sound + rung)


def _noise(count: int, chance: np.random.Generator) -> Floats:
    """Return noise at level one, falling by 0 (white), 3 (pink) or 6 dB an octave (a fan, a road)."""
    spectrum = np.fft.rfft(chance.normal(size=count))
    steepness = float(chance.choice([0.0, 0.5, 1.0]))
    spectrum /= np.maximum(np.arange(len(spectrum)), count * 50 / RATE_HZ) ** steepness
    noise = np.fft.irfft(spectrum, count)
    return np.asarray(noise / np.sqrt(np.mean(noise**2)))


def _at_level_one(sound: Pcm) -> Floats:
    """Return the sound with its loud frames at a mean power of one; silence stays silence."""
    whole = sound.astype(np.float64)
    power = np.mean(whole[: len(whole) // FRAME * FRAME].reshape(-1, FRAME) ** 2, axis=1)
    loud = power[power >= 0.01 * np.percentile(power, 95)] if len(power) else power
    return np.asarray(whole / np.sqrt(np.mean(loud) + 1e-9), np.float64) if loud.any() else np.zeros(0)


def _levels_db(sound: Pcm) -> Floats:
    frames = sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    levels = 10 * np.log10(np.mean(frames**2, axis=1) + 1)
    around = np.ones(9) / 9
    return np.asarray(np.convolve(np.pad(levels, 4, mode="edge"), around, "valid"))


def _bar_db(levels: Floats) -> float:
    """Return the level that parts word from room: 25 dB below the peak, or nearer to it where the room is loud."""
    peak, floor = float(np.percentile(levels, 98)), float(np.percentile(levels, 10))
    return peak - 25 if peak - floor >= 40 else floor + 0.4 * (peak - floor)
