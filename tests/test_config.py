"""The settings: checked whole, every problem named, flags on top."""

from pathlib import Path

import pytest

from hearback.config import (
    Config,
    config_path,
    load,
    prompt_folders,
    remember_people,
    shipped_prompts,
    with_flags,
)
from hearback.errors import ConfigError


def written(folder: Path, text: str | bytes) -> Path:
    """Return a config file with this text."""
    path = folder / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_missing_file_means_the_defaults(tmp_path: Path) -> None:
    """Nothing has to be written before the first check-in."""
    assert load(tmp_path / "none.toml") == Config()


def test_settings_are_read(tmp_path: Path) -> None:
    """What the file says is what counts."""
    config = load(written(tmp_path, 'people = ["Ana", " Ben "]\nrate_wpm = 130\ntones = false\nrecognizer = "sphinx"'))
    assert (config.people, config.rate_wpm, config.tones, config.recognizer) == (("Ana", "Ben"), 130, False, "sphinx")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("recogniser = 'sphinx'", "unknown key recogniser (did you mean recognizer?)"),
        ("rate_wpm = 300", "rate_wpm must be less than or equal to 200, not 300"),
        ("rate_wpm = '155'", "rate_wpm must be a valid integer, not '155'"),
        ("profile = 'slow'", "profile must be 'guided' or 'patient', not 'slow'"),
        ("tones = 'no'", "tones must be a valid boolean, not 'no'"),
        ("people = ['Ana', 'ana']", "people must be different names"),
        ("people = ['']", "people must be names of 1 to 40"),
        ("people = 'Ana'", "people must be a valid tuple"),
        ("people = [", "is not TOML"),
        (b"voice = '\xff'", "line 1: is not UTF-8"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file_and_mend(tmp_path: Path, text: str | bytes, told: str) -> None:
    """The error says which file, which key, and what would be right."""
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as raised:
        load(path)
    assert str(path) in str(raised.value)
    assert told in str(raised.value)


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    """Nobody mends one key only to be told about the next."""
    with pytest.raises(ConfigError, match=r"detector.*read_back"):
        load(written(tmp_path, "detector = 'ear'\nread_back = 'loud'"))


def test_a_folder_is_no_config(tmp_path: Path) -> None:
    """What can not be read is said so."""
    with pytest.raises(ConfigError, match="can not be read"):
        load(tmp_path)


def test_flags_win_and_absent_ones_change_nothing() -> None:
    """A flag stands over the file; None is no flag."""
    config = with_flags(Config(rate_wpm=130, profile="patient"), rate_wpm=180, profile=None, people=["Ana", "Ben"])
    assert (config.rate_wpm, config.profile, config.people) == (180, "patient", ("Ana", "Ben"))


def test_a_wrong_flag_is_named_as_it_was_typed() -> None:
    """The error speaks of the flag, not of a key in a file."""
    with pytest.raises(ConfigError, match=r"command line: --rate-wpm must be .* 120, not 20"):
        with_flags(Config(), rate_wpm=20)


def test_where_the_config_is() -> None:
    """The flag goes before the environment, and that before the platform's folder."""
    environ = {"HEARBACK_CONFIG": "/a/b.toml"}
    assert config_path(Path("c.toml"), environ) == Path("c.toml")
    assert config_path(None, environ) == Path("/a/b.toml")
    assert config_path(None, {}).parts[-2:] == ("hearback", "config.toml")


def test_names_are_kept_for_the_owner_alone(tmp_path: Path) -> None:
    """Typed names join the file, the rest of it stays, and nobody else may read it."""
    path = written(tmp_path, "# ours\npeople = []\nrate_wpm = 130\n")
    remember_people(path, ("Ana", 'B"en'))
    assert load(path) == Config(people=("Ana", 'B"en'), rate_wpm=130)
    assert "# ours" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


def test_names_make_a_first_config(tmp_path: Path) -> None:
    """Where there is no file and no folder yet, both are made."""
    path = tmp_path / "new" / "config.toml"
    remember_people(path, ("Ana", "Ben"))
    assert load(path).people == ("Ana", "Ben")


def test_names_that_can_not_be_kept_are_an_error(tmp_path: Path) -> None:
    """A file in the way is said so, with another way to give the names."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="--person"):
        remember_people(tmp_path / "file" / "config.toml", ("Ana", "Ben"))


def test_own_prompts_come_first(tmp_path: Path) -> None:
    """An own folder goes before the shipped one; it may have a folder per language."""
    shipped = shipped_prompts() / "en"
    assert prompt_folders(Config()) == (shipped,)
    assert prompt_folders(Config(prompts=tmp_path)) == (tmp_path, shipped)
    (tmp_path / "en").mkdir()
    assert prompt_folders(Config(prompts=tmp_path)) == (tmp_path / "en", shipped)


def test_own_prompts_that_are_not_there_are_an_error(tmp_path: Path) -> None:
    """A wrong folder is named."""
    with pytest.raises(ConfigError, match="not a folder"):
        prompt_folders(Config(prompts=tmp_path / "none"))
