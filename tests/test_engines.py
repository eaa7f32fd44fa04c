"""Which engines the settings mean."""

from pathlib import Path

import pytest

from hearback.commands import engines
from hearback.config import Config, prompt_folders
from hearback.engines import model_files
from hearback.engines.detector_silero import SileroDetector
from hearback.engines.detector_webrtc import WebrtcDetector
from hearback.errors import EngineError
from hearback.prompts import load


@pytest.fixture
def no_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Give a user who has no model yet, and the folder where models would be."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return model_files.models_folder()


def test_detectors() -> None:
    """The light one only where it is asked for."""
    assert isinstance(engines.detector(Config()), SileroDetector)
    assert isinstance(engines.detector(Config(detector="webrtc")), WebrtcDetector)


def test_auto_is_sphinx_without_a_model(no_models: Path) -> None:
    """The first check-in needs no download."""
    assert not no_models.exists()
    assert engines.recognizer_name(Config()) == "sphinx"
    assert not engines.recognizer(Config()).reads_back


def test_auto_is_whisper_with_its_model(no_models: Path) -> None:
    """Once the model is ready it is used; another model that is not there is not."""
    folder = no_models / "base.en"
    folder.mkdir(parents=True)
    for name in model_files.NEEDED:
        (folder / name).write_text("x")
    model_files.mark_complete(folder)
    assert engines.recognizer_name(Config()) == "whisper"
    assert engines.recognizer_name(Config(model="small.en")) == "sphinx"
    assert engines.recognizer_name(Config(recognizer="sphinx")) == "sphinx"


def test_whisper_without_its_model_names_the_line_to_type(no_models: Path) -> None:
    """Asked for by name, it is never silently replaced."""
    assert not no_models.exists()
    with pytest.raises(EngineError, match=r"hearback setup --model tiny\.en"):
        engines.recognizer(Config(recognizer="whisper", model="tiny.en"))


@pytest.mark.slow
def test_answers_know_the_wordings() -> None:
    """Silence is no answer, and the wordings of every intent load."""
    assert engines.answers(load(prompt_folders(Config()))).answer() is None


@pytest.mark.slow
def test_the_named_synthesizer_speaks() -> None:
    """espeak-ng gives sound; a voice that is not there is an error that names it."""
    assert len(engines.synthesizer(Config(synthesizer="espeak-ng")).render("hello", 155))
    with pytest.raises(EngineError, match="none-such"):
        engines.synthesizer(Config(synthesizer="espeak-ng", voice="none-such"))
