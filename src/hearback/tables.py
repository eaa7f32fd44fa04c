"""TOML tables that people write: read whole or not at all, and every problem in one sentence with its mend."""

import difflib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hearback.errors import HearbackError

Place = tuple[str | int, ...]
"""Where in a table a problem is: keys, and positions from 0."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend."""

    place: Place
    fix: str
    """Begins with what is at fault: "wait_s must be above 0, not -3"."""


def read_table(path: Path, error: type[HearbackError]) -> dict[str, Any]:
    """Return the table in the file; raises `error` if it is missing, unreadable, not UTF-8 or not TOML."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise error(f"{path}: there is no such file; check the path") from None
    except IsADirectoryError:
        raise error(f"{path}: is a folder; name a TOML file") from None
    except OSError as failure:
        raise error(f"{path}: can not be read ({failure.strerror}); check its permissions") from failure
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as failure:
        line = data[: failure.start].count(b"\n") + 1
        raise error(f"{path}, line {line}: is not UTF-8 text; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as failure:
        raise error(f"{path}: is not TOML: {failure}; mend that place") from None


def problems(failure: ValidationError, known: Iterable[str] = ()) -> list[Problem]:
    """Return every problem that pydantic found; `known` are keys to suggest for unknown ones."""
    return [_problem(each, tuple(known)) for each in failure.errors(include_url=False)]


def suggestion(key: str, known: Iterable[str]) -> str:
    """Return "did you mean X?" for a near miss, else the list of what is known."""
    choices = sorted(known)
    close = difflib.get_close_matches(key, choices, n=1)
    return f"did you mean {close[0]}?" if close else "use one of: " + ", ".join(choices)


def _problem(found: Any, known: tuple[str, ...]) -> Problem:
    place: Place = tuple(found["loc"])
    key = _last_name(place)
    return Problem(place, _fix(found["type"], key, found, known))


def _last_name(place: Place) -> str:
    return next((part for part in reversed(place) if isinstance(part, str)), "")


FIXES = {
    "greater_than": "{key} must be above {gt:g}, not {given}",
    "greater_than_equal": "{key} must be at least {ge:g}, not {given}",
    "less_than_equal": "{key} must be at most {le:g}, not {given}",
    "literal_error": "{key} must be {expected}, not {given}",
    "union_tag_invalid": "kind must be one of {expected_tags}, not '{tag}'",
    "union_tag_not_found": 'kind is missing; add kind = "..."',
    "missing": "{key} is missing; add it",
    "value_error": "{key} {error}",
    "string_type": "{key} must be a text in quotes, not {given}",
    "int_type": "{key} must be a whole number, not {given}",
    "int_parsing": "{key} must be a whole number, not {given}",
    "int_from_float": "{key} must be a whole number, not {given}",
    "float_type": "{key} must be a number, not {given}",
    "float_parsing": "{key} must be a number, not {given}",
    "bool_type": "{key} must be true or false, not {given}",
    "bool_parsing": "{key} must be true or false, not {given}",
    "tuple_type": "{key} must be a list in square brackets, not {given}",
    "dict_type": "{key} must be a table, not {given}",
    "model_type": "{key} must be a table, not {given}",
    "path_type": "{key} must be a path in quotes, not {given}",
    "string_too_short": "{key} must not be empty",
    "finite_number": "{key} must be a finite number, not {given}",
    "too_short": "{key} must have at least {min_length}, not {actual_length}",
}
"""What would be right, for each kind of problem that pydantic names."""


def _fix(kind: str, key: str, found: Any, known: tuple[str, ...]) -> str:
    given = repr(found.get("input"))
    if kind == "extra_forbidden":
        return f"unknown key {key}; {suggestion(key, known) if known else 'take it out'}"
    if kind in FIXES:
        return FIXES[kind].format(key=key, given=given, **found.get("ctx", {})).strip()
    return f"{key}: {found['msg'].replace('Input should be', 'must be')}, not {given}"
