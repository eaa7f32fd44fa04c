"""From arguments to commands."""

from pathlib import Path

import pytest

from hearback.commands import dispatch
from hearback.commands.arguments import parser
from hearback.config import Config


def test_every_flag_is_a_setting() -> None:
    """The flags that stand over settings have their names."""
    assert set(dispatch.CONFIG_FLAGS) <= set(Config.model_fields)


def test_speech_is_traced_only_into_a_named_file(capsys: pytest.CaptureFixture[str]) -> None:
    """--trace-speech alone is wrong usage, before anything is opened."""
    given = parser().parse_args(["listen", "--trace-speech"])
    assert given.run(given) == 2
    assert "--trace FILE" in capsys.readouterr().err


def test_prompts_check_reaches_its_command(tmp_path: Path) -> None:
    """A folder with nothing to check exits 1."""
    given = parser().parse_args(["prompts", "check", str(tmp_path)])
    assert given.run(given) == 1
