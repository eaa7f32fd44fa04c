"""The embedded recognizer: quick, quiet and modest."""

import csv
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import soundfile as sf

from hearback.audio.pcm import Clip, silence
from hearback.engines.recognizer_sphinx import SphinxRecognizer

RECORDINGS = Path(os.environ.get("HEARBACK_RECORDINGS", Path(__file__).parents[2] / "shared" / "audio"))
QUIET = """
import numpy as np
from hearback.audio.pcm import Clip
from hearback.engines.recognizer_sphinx import SphinxRecognizer
noise = (np.random.default_rng(0).standard_normal(16000) * 1000).astype(np.int16)
SphinxRecognizer().transcribe(Clip(noise))
"""


def words(text: str) -> list[str]:
    """Return the words, lower case, without punctuation."""
    return re.sub(r"[^a-z' ]", " ", text.lower()).split()


def word_errors(said: list[str], heard: list[str]) -> int:
    """Return how many words must be changed, left out or put in (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        previous, row = row, [i] + [0] * len(heard)
        for j, other in enumerate(heard, 1):
            row[j] = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (word != other))
    return row[-1]


def transcribed(every: int) -> list[tuple[Clip, list[str]]]:
    """Return every n-th human clip with what was said in it."""
    with (RECORDINGS / "manifest.tsv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if r["file"][:5] == "trans"]
    rows = [row for row in rows if words(row["text"])][::every]
    return [(Clip(sf.read(RECORDINGS / row["file"], dtype="int16")[0]), words(row["text"])) for row in rows]


def test_silence_has_no_words() -> None:
    """No samples and silent samples give at most a stray word, and no confidence."""
    recognizer = SphinxRecognizer()
    assert recognizer.transcribe(Clip(silence(0))).text == ""
    heard = recognizer.transcribe(Clip(silence(1.0)))
    assert len(heard.text.split()) <= 1
    assert heard.confidence == 0.0


@pytest.mark.slow
def test_it_prints_nothing_and_writes_no_log(tmp_path: Path) -> None:
    """Loading and reading leave the terminal and the folder empty."""
    done = subprocess.run([sys.executable, "-c", QUIET], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout + done.stderr == b""
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="no human recordings: set HEARBACK_RECORDINGS")
def test_human_speech_is_read_quickly(capsys: pytest.CaptureFixture[str]) -> None:
    """A part of the words comes out right, at a small part of real time; both figures are printed."""
    recognizer = SphinxRecognizer()
    wrong = total = 0
    sound_s = 0.0
    began = time.process_time()
    for clip, said in transcribed(every=12):
        heard = recognizer.transcribe(clip)
        wrong, total, sound_s = wrong + word_errors(said, words(heard.text)), total + len(said), sound_s + clip.seconds
    factor = (time.process_time() - began) / sound_s
    with capsys.disabled():
        sys.stdout.write(f"\nsphinx: word error rate {wrong / total:.2f}, {factor:.3f} of real time, {sound_s:.0f} s\n")
    assert wrong / total < 0.85
    assert factor < 0.4
