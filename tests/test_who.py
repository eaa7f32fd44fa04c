"""Who checks in: set, asked for, or plain names."""

from pathlib import Path

import pytest

from hearback.commands.who import NOBODY_NAMED, with_people
from hearback.config import Config, load
from hearback.errors import ConfigError


def test_names_that_are_set_are_taken(tmp_path: Path) -> None:
    """Nothing is asked and nothing is written."""
    config = Config(people=("Ana", "Ben"))
    path = tmp_path / "config.toml"
    assert with_people(config, path, None, print) == config
    assert not path.exists()


def test_one_person_can_not_check_in(tmp_path: Path) -> None:
    """The error says what is missing."""
    with pytest.raises(ConfigError, match="Ana alone"):
        with_people(Config(people=("Ana",)), tmp_path / "config.toml", None, print)


def test_without_a_terminal_they_are_partner_one_and_two(tmp_path: Path) -> None:
    """It says so, and keeps nothing."""
    said: list[str] = []
    path = tmp_path / "config.toml"
    assert with_people(Config(), path, None, said.append).people == NOBODY_NAMED
    assert "Partner one" in said[0]
    assert not path.exists()


def test_names_are_typed_once_and_kept(tmp_path: Path) -> None:
    """At least two are asked for; an empty line then ends it; the next time they are in the settings."""
    typed = iter(["Ana", "", "Ben", "Cleo", ""])
    path = tmp_path / "config.toml"
    config = with_people(Config(), path, lambda _: next(typed), lambda _: None)
    assert config.people == ("Ana", "Ben", "Cleo")
    assert load(path).people == config.people
