"""TOML tables that people write: read whole or not at all, with a sentence for each mistake."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hearback.errors import ConfigError, ProgramError
from hearback.tables import problems, read_table, suggestion


class Kettle(BaseModel):
    """A thing with settings."""

    model_config = ConfigDict(extra="forbid")

    heat_s: float = Field(gt=0, le=60)
    name: str


def test_a_table_is_read(tmp_path: Path) -> None:
    """UTF-8 TOML comes back as plain values."""
    path = tmp_path / "x.toml"
    path.write_text('name = "caf\u00e9"\n', encoding="utf-8")
    assert read_table(path, ConfigError) == {"name": "caf\u00e9"}


def test_what_can_not_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    """In the class that the caller wants, with the file's name."""
    broken = tmp_path / "b.toml"
    broken.write_text("a = [", encoding="utf-8")
    latin = tmp_path / "l.toml"
    latin.write_bytes(b"a = 1\n# \xe9\n")
    for path, part in (
        (tmp_path / "no.toml", "no such file"),
        (tmp_path, "folder"),
        (broken, "TOML"),
        (latin, "line 2"),
    ):
        with pytest.raises(ProgramError, match=part) as caught:
            read_table(path, ProgramError)
        assert str(caught.value).startswith(str(path))
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("table", "fix"),
    [
        ({"heat_s": -3, "name": "x"}, "heat_s must be above 0, not -3"),
        ({"heat_s": 61, "name": "x"}, "heat_s must be at most 60, not 61"),
        ({"heat_s": 5}, "name is missing; add it"),
        ({"heat_s": 5, "name": 3}, "name must be a text in quotes, not 3"),
        ({"heat_s": 5, "name": "x", "hate_s": 1}, "unknown key hate_s; did you mean heat_s?"),
    ],
)
def test_a_problem_is_a_sentence_with_its_mend(table: dict[str, object], fix: str) -> None:
    """It begins with what is at fault and says what would be right."""
    with pytest.raises(ValidationError) as caught:
        Kettle.model_validate(table)
    assert [problem.fix for problem in problems(caught.value, Kettle.model_fields)] == [fix]


def test_a_near_miss_gets_a_suggestion() -> None:
    """Otherwise all choices are listed in order."""
    assert suggestion("quik", ["quick", "full"]) == "did you mean quick?"
    assert suggestion("zzz", ["quick", "full"]) == "use one of: full, quick"
