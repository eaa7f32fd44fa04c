"""What people say in a bench: the fixture voices, and human recordings where they are on this machine.

Each piece is cut to where its sound is, so that a pause between two pieces is as long as it is said to be, or up to
0.2 s longer.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from hearback.audio.files import read_sound
from hearback.audio.pcm import RATE_HZ, Pcm, seconds
from hearback.audio.said import LEVEL_FRAME, voiced_frames

ROOT = Path(__file__).parents[3]
FIXTURES = ROOT / "fixtures" / "audio"
MARGIN_S = 0.1
"""Kept around a piece: soft first and last sounds."""
LEAST_S = 1.2
"""Shorter pieces of a conversation are "yeah" and laughter."""
MOST_S = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Some speech with next to no silence around it."""

    sound: Pcm
    words: str
    """Empty where nobody wrote them down."""

    @property
    def seconds(self) -> float:
        """Its length."""
        return seconds(self.sound)


def trimmed(sound: Pcm) -> Pcm:
    """Return the sound without the silence around it."""
    voiced = voiced_frames(sound)
    margin = round(MARGIN_S * RATE_HZ)
    first, last = int(voiced[0]) * LEVEL_FRAME - margin, (int(voiced[-1]) + 1) * LEVEL_FRAME + margin
    return sound[max(0, first) : last]


def fixture(who: str, name: str) -> Piece:
    """Return a clip of the fixture voices."""
    path = FIXTURES / who / f"{name}.wav"
    words = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["words"]
    return Piece(trimmed(read_sound(path)), words)


def statements(who: str) -> list[Piece]:
    """Return what one of the two main fixture voices has to say that is longer than an answer and no reflection."""
    names = sorted(path.stem for path in (FIXTURES / who).glob("*-?.wav"))
    return [fixture(who, name) for name in names if not name.startswith("reflection")]


def recordings() -> Path | None:
    """Return the folder of human recordings; None where there is none."""
    folder = Path(os.environ.get("HEARBACK_RECORDINGS", ROOT.parent / "shared" / "audio"))
    return folder if (folder / "manifest.tsv").is_file() else None


def read_speech(folder: Path) -> list[Piece]:
    """Return human clips with their text: people who read aloud."""
    return [
        Piece(trimmed(read_sound(folder / name)), text)
        for name, _, _, _, _, text, *_ in _manifest(folder)
        if name.startswith("transcribed/") and text
    ]


def talk(folder: Path) -> dict[str, list[Piece]]:
    """Return what each person of the recorded conversations says while nobody else does, by person."""
    found: dict[str, list[Piece]] = {}
    for labels in sorted((folder / "conversation").glob("*.rttm")):
        sound = read_sound(labels.with_suffix(".flac"))
        for who, since, until in _alone(labels):
            piece = sound[round(since * RATE_HZ) : round(until * RATE_HZ)]
            if len(voiced_frames(piece)):
                found.setdefault(f"{labels.stem} {who}", []).append(Piece(trimmed(piece), ""))
    return found


def household(folder: Path) -> dict[str, Pcm]:
    """Return the recordings of noise by name."""
    paths = sorted((folder / "noise").glob("household/*.flac")) + sorted((folder / "noise").glob("misc/*.flac"))
    return {path.stem: read_sound(path) for path in paths}


def clicks(length_s: float = 30.0, seed: int = 1) -> Pcm:
    """Return cups and keys: short knocks that ring, three in two seconds."""
    chance = np.random.default_rng(seed)
    sound = chance.normal(0, 20, round(length_s * RATE_HZ))
    for _ in range(round(length_s * 1.5)):
        at = int(chance.integers(0, len(sound) - RATE_HZ // 5))
        ring = np.arange(RATE_HZ // 5)
        pitch_hz, dies_after = chance.uniform(400, 4000), chance.uniform(60, 600)
        sound[at : at + len(ring)] += 9000 * np.exp(-ring / dies_after) * np.sin(2 * np.pi * pitch_hz * ring / RATE_HZ)
    return np.clip(sound, -32_768, 32_767).astype(np.int16)


def _manifest(folder: Path) -> Iterator[list[str]]:
    for line in (folder / "manifest.tsv").read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) >= 6:
            yield cells


def _alone(labels: Path) -> Iterator[tuple[str, float, float]]:
    """Yield the stretches of labelled speech in which one person talks alone: who, from and until in seconds."""
    rows = [re.split(r"\s+", line) for line in labels.read_text(encoding="utf-8").splitlines() if line]
    spans = [(row[7], float(row[3]), float(row[3]) + float(row[4])) for row in rows]
    for who, since, until in spans:
        edges = sorted({since, until, *(t for w, a, b in spans if w != who for t in (a, b) if since < t < until)})
        for first, last in pairwise(edges):
            is_alone = not any(w != who and a < last and b > first for w, a, b in spans)
            if is_alone and last - first >= LEAST_S:
                yield who, first, min(last, first + MOST_S)
