"""The random models have real shapes."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from hearback.engines.model_files import is_complete

pytestmark = pytest.mark.slow
SCRIPT = Path(__file__).parents[1] / "scripts" / "tools" / "make_random_model.py"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """Load the script as a module."""
    spec = importlib.util.spec_from_file_location("make_random_model", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_model_has_the_real_size(maker: ModuleType, tmp_path: Path) -> None:
    """tiny.en weighs about its 39 million parameters in bytes, has whisper's vocabulary, and counts as complete."""
    maker.write_model(tmp_path, "tiny.en")
    assert 36e6 < (tmp_path / "model.bin").stat().st_size < 44e6
    assert len(json.loads((tmp_path / "vocabulary.json").read_text())) == 51_864
    assert is_complete(tmp_path)


def test_markers_have_whispers_numbers(maker: ModuleType) -> None:
    """faster-whisper computes with the numbers of the markers, so they must be whisper's."""
    tokens = maker.tokenizer()
    assert tokens.token_to_id("<|endoftext|>") == 50_256
    assert tokens.token_to_id("<|startoftranscript|>") == 50_257
    assert tokens.token_to_id("<|notimestamps|>") == 50_362


def test_any_text_can_be_tokenized(maker: ModuleType) -> None:
    """Hints of any language go through the tokenizer and back unchanged."""
    tokens = maker.tokenizer()
    assert tokens.decode(tokens.encode("Ana, Žofie ♪").ids) == "Ana, Žofie ♪"
