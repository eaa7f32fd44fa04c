"""The Whisper backend: from the folder it is given and from nowhere else."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hearback.audio.pcm import Clip, silence
from hearback.engines.recognizer_whisper import WhisperRecognizer
from hearback.errors import EngineError

SCRIPT = Path(__file__).parents[1] / "scripts" / "tools" / "make_random_model.py"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a random tiny model."""
    out = tmp_path_factory.mktemp("model")
    subprocess.run([sys.executable, SCRIPT, out, "--size", "tiny.en"], check=True, capture_output=True)
    return out


def noise(seconds: float) -> Clip:
    """Return sound that has something in it."""
    rng = np.random.default_rng(0)
    return Clip((rng.standard_normal(round(seconds * 16_000)) * 1000).astype(np.int16))


def test_a_missing_model_names_folder_and_remedy(tmp_path: Path) -> None:
    """Where there is no model the error names the folder and `hearback setup`."""
    with pytest.raises(EngineError, match=f"{tmp_path} has no model.bin; run `hearback setup`"):
        WhisperRecognizer(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json"])
def test_half_a_file_never_loads(folder: Path, tmp_path: Path, name: str) -> None:
    """A cut-off file of a model is an EngineError, not a crash and not a working recognizer."""
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken)
    content = (broken / name).read_bytes()
    (broken / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(EngineError, match=f"{broken} is damaged"):
        WhisperRecognizer(broken)


@pytest.mark.slow
def test_a_random_model_ends_and_is_not_believed(folder: Path) -> None:
    """With tokens per second given a random model ends, and its loop of words gets confidence 0."""
    heard = WhisperRecognizer(folder, max_tokens_per_s=4).transcribe(noise(3.0))
    assert 1 <= len(heard.text.split()) <= 4 * 3 + 8
    assert heard.confidence == 0.0


@pytest.mark.slow
def test_nothing_is_heard_in_an_empty_clip(folder: Path) -> None:
    """A clip without samples gives no words."""
    assert WhisperRecognizer(folder, max_tokens_per_s=4).transcribe(Clip(silence(0))).text == ""


@pytest.mark.slow
def test_it_works_without_a_network(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading and reading open no socket at all."""

    def forbidden(*_: Any, **__: Any) -> None:
        pytest.fail("a socket was opened")

    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    recognizer = WhisperRecognizer(folder, hints=("Ana", "Ben"), max_tokens_per_s=4)
    recognizer.warm_up()
    assert recognizer.transcribe(noise(1.0)).text
