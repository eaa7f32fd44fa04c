"""The maker of the background: what it was computed from is in the file itself."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hearback.audio.files import write_wav
from hearback.audio.pcm import RATE_HZ
from hearback.engines.background import from_bytes

ROOT = Path(__file__).parents[1]


def made(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the maker."""
    tool = ROOT / "scripts" / "tools" / "make_background.py"
    command = [sys.executable, str(tool), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_file_names_its_recordings_and_licences(tmp_path: Path) -> None:
    """How many, how long, whose and under which licence: all of it is in the file."""
    chance = np.random.default_rng(0)
    speech = tmp_path / "speech" / "library"
    speech.mkdir(parents=True)
    for number in range(2):
        write_wav(speech / f"{number}.wav", (chance.normal(size=9 * RATE_HZ) * 900).astype(np.int16))
    (tmp_path / "manifest.tsv").write_text("file\tlicence\nspeech/library/0.wav\tCC0\n", encoding="utf-8")
    result = made("--speech", tmp_path / "speech", "--out", tmp_path / "out.npz")
    assert result.returncode == 0, result.stderr
    about = from_bytes((tmp_path / "out.npz").read_bytes()).about
    assert about.startswith("2 recordings, 0.01 hours.")
    assert "library: 1, CC0" in about
    assert "library: 1, licence not listed" in about


@pytest.mark.slow
def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    """Without recordings nothing is written, and a sentence says what is wanted."""
    result = made("--speech", tmp_path, "--out", tmp_path / "out.npz")
    assert result.returncode == 2
    assert "no wav or flac file" in result.stderr
    assert not (tmp_path / "out.npz").exists()
