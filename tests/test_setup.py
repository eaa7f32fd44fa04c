"""`hearback setup` says what it does and does it once."""

from pathlib import Path

import pytest

from hearback.commands.setup import setup
from hearback.engines import model_files
from hearback.errors import EngineError

NOWHERE = "http://127.0.0.1:9"


def test_a_ready_model_is_not_fetched_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the model is complete, setup says so and asks no server."""
    place = tmp_path / "tiny.en"
    place.mkdir()
    for name in model_files.NEEDED:
        (place / name).write_text("x")
    model_files.mark_complete(place)
    assert setup("tiny.en", where=tmp_path, endpoint=NOWHERE) == 0
    assert str(place) in capsys.readouterr().out


def test_a_no_fetches_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A person who declines gets exit code 1, and was told size, source and place before."""
    assert setup("tiny.en", where=tmp_path, endpoint=NOWHERE, ask=lambda _: "n") == 1
    said = capsys.readouterr().out
    assert "78 MB" in said
    assert NOWHERE in said
    assert str(tmp_path) in said
    assert not list(tmp_path.iterdir())


def test_a_yes_fetches(tmp_path: Path) -> None:
    """With `yes` nobody is asked; a server that is not there is an EngineError."""
    with pytest.raises(EngineError, match="hearback setup"):
        setup("tiny.en", yes=True, where=tmp_path, endpoint=NOWHERE, ask=lambda _: pytest.fail("asked"))
