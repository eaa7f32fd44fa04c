"""What an unexpected failure leaves: where it was, never what was said."""

from pathlib import Path

import pytest

from hearback.commands import crash
from hearback.errors import EngineError


def failed() -> BaseException:
    """Return an error with a cause, both holding words, and one of ours in between."""
    try:
        try:
            raise KeyError("I feel " + "alone")  # noqa: TRY301 -- the chain is what is tested
        except KeyError as error:
            raise EngineError("the model is damaged") from error
    except EngineError as error:
        try:
            raise RuntimeError("on " + "Sunday") from error  # noqa: TRY301
        except RuntimeError as last:
            return last


def test_types_places_and_our_own_texts_are_told() -> None:
    """The chain is there in order, with file and function."""
    told = crash.described(failed())
    assert told.index("KeyError") < told.index("EngineError: the model is damaged") < told.index("RuntimeError")
    assert "test_crash.py" in told
    assert "in failed" in told


def test_foreign_texts_are_not_told() -> None:
    """The text of an error that is not ours may hold what was said."""
    told = crash.described(failed())
    assert "alone" not in told
    assert "Sunday" not in told


def test_it_is_kept_for_the_owner_alone(tmp_path: Path) -> None:
    """The file has mode 0600, in a folder that is made if need be."""
    path = crash.keep(failed(), tmp_path / "log")
    assert path.stat().st_mode & 0o777 == 0o600
    assert crash.described(failed()).splitlines()[0] in path.read_text()


def test_a_folder_that_can_not_be_made_is_an_os_error(tmp_path: Path) -> None:
    """Whoever calls it can still say what happened another way."""
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        crash.keep(failed(), tmp_path / "file")
