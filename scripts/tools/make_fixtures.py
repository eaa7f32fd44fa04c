"""Make fixtures/audio: short clips of two synthetic people, each with a sidecar that says what is in it and when.

Usage: make_fixtures.py [FOLDER]. It needs flite and espeak-ng; with the same versions of them it writes the same bytes.
"""

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

RATE_HZ = 16_000
PEAK = 0.5
"""The loudest sample of every clip, of full scale: as loud as someone a metre away from a laptop."""
LEAD_S, TAIL_S = 0.2, 0.3
FRAME_S = 0.01
SPEECH_DB = -30.0
"""Below the clip's loudest frame. Breath and hiss before a word lie 32-45 dB under it, an "s" 26 (measured)."""
JOIN_S = 0.3
"""Gaps shorter than this stay inside one stretch of speech: closures of stops last up to 0.15 s."""

Sound = NDArray[np.float32]

VOICES = Path(__file__).with_name("fixture_voices.toml")


def voiced(words: str, voice: str) -> Sound:
    """Return the words in a synthetic voice, 16 kHz mono, peak 1."""
    engine, name = voice.split(":")
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "clip.wav"
        commands = {
            "flite": ["flite", "-voice", name, "-t", words, "-o", str(wav)],
            "espeak": ["espeak-ng", "-v", name, "-s", "155", "-w", str(wav), words],
        }
        subprocess.run(commands[engine], check=True)
        samples, rate_hz = soundfile.read(wav, dtype="float32")
    sound = soxr.resample(samples, rate_hz, RATE_HZ).astype(np.float32)
    full: Sound = sound / np.abs(sound).max()
    return full


def loud_frames(sound: Sound) -> NDArray[np.bool_]:
    """Return for each 10 ms whether there is speech in it."""
    length = round(FRAME_S * RATE_HZ)
    frames = sound[: len(sound) // length * length].reshape(-1, length)
    level_db = 20 * np.log10(np.sqrt((frames**2).mean(axis=1)) + 1e-9)
    loud: NDArray[np.bool_] = level_db > level_db.max() + SPEECH_DB
    return loud


def speech_times(sound: Sound) -> list[tuple[float, float]]:
    """Return where speech is, in seconds, gaps under JOIN_S left out."""
    times: list[tuple[float, float]] = []
    for frame in np.flatnonzero(loud_frames(sound)).tolist():
        start_s, end_s = round(frame * FRAME_S, 2), round((frame + 1) * FRAME_S, 2)
        if times and start_s - times[-1][1] < JOIN_S:
            times[-1] = (times[-1][0], end_s)
        else:
            times.append((start_s, end_s))
    return times


def trimmed(sound: Sound) -> Sound:
    """Return the sound with LEAD_S of silence before its speech and TAIL_S after it, at our level."""
    times = speech_times(sound)
    start, end = (round(at * RATE_HZ) for at in (times[0][0], times[-1][1]))
    lead, tail = (np.zeros(round(length_s * RATE_HZ), np.float32) for length_s in (LEAD_S, TAIL_S))
    return np.concatenate([lead, sound[start:end] * PEAK, tail])


def clips() -> Iterable[tuple[str, str, str, str]]:
    """Yield (person, clip name, words, voice) of every clip."""
    script = tomllib.loads(VOICES.read_text(encoding="utf-8"))
    for person, who in script["people"].items():
        for name, words in (script["shared"] | who["says"]).items():
            yield person, name, words, who["voice"]


def write_clip(folder: Path, name: str, words: str, voice: str) -> int:
    """Write one clip and its sidecar; return how many bytes they take."""
    sound = trimmed(voiced(words, voice))
    sidecar = {
        "words": words,
        "speech": speech_times(sound),
        "voice": voice,
        "rate_hz": RATE_HZ,
        "seconds": round(len(sound) / RATE_HZ, 3),
    }
    wav, text = folder / f"{name}.wav", folder / f"{name}.json"
    folder.mkdir(parents=True, exist_ok=True)
    soundfile.write(wav, np.round(sound * 32767).astype(np.int16), RATE_HZ, subtype="PCM_16")
    lines = re.sub(r"\[\s+([\d.]+),\s+([\d.]+)\s+\]", r"[\1, \2]", json.dumps(sidecar, indent=2))
    text.write_text(lines + "\n", encoding="utf-8")
    return wav.stat().st_size + text.stat().st_size


def main(arguments: list[str]) -> int:
    """Write every clip under the folder."""
    root = Path(arguments[0]) if arguments else Path(__file__).parents[2] / "fixtures" / "audio"
    sizes_bytes = [write_clip(root / person, name, words, voice) for person, name, words, voice in clips()]
    print(f"{len(sizes_bytes)} clips, {sum(sizes_bytes) / 1e6:.1f} MB in {root}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
