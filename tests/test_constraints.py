"""Every version that Hearback runs with is pinned."""

import tomllib
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


def pins() -> dict[str, str]:
    """Return the pinned packages and their versions."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {canonicalize_name(line.split("==")[0]): line.split("==")[1] for line in lines if not line.startswith("#")}


def wanted(packages: list[str]) -> set[str]:
    """Return what installed packages need on this machine, and what those need."""
    found: set[str] = set()
    open_names = list(packages)
    while open_names:
        for text in requires(open_names.pop()) or []:
            need = Requirement(text)
            name = canonicalize_name(need.name)
            if name not in found and (need.marker is None or need.marker.evaluate({"extra": ""})):
                found.add(name)
                open_names.append(name)
    return found


def test_what_pyproject_asks_for_is_pinned_within_its_bounds() -> None:
    """Each requirement of the project, the developers' and the builder's too, has one pin that satisfies it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["dev"]
    for text in asked + project["build-system"]["requires"]:
        need = Requirement(text)
        assert need.specifier.contains(pins()[canonicalize_name(need.name)]), text


def test_what_those_need_is_pinned_too() -> None:
    """Packages that come along on this machine are pinned as well, so that two fresh machines get the same ones."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [Requirement(text).name for text in project["project"]["dependencies"]]
    assert wanted(asked) <= set(pins())
