"""The README's examples run, and what it names exists.

Every `console` block is run: a line that starts with `$ ` is a command, `scripts/run` stands for `hearback`, and what
follows it are lines its output has to hold. Examples that take long or need devices stand in other blocks.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from hearback.commands.arguments import COMMANDS
from hearback.config import load

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Return the README's code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, list[str]]]:
    """Return each command of the console blocks with the output that the README shows."""
    found: list[tuple[str, list[str]]] = []
    for line in "".join(blocks("console")).splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        else:
            found[-1][1].append(line)
    return found


@pytest.mark.parametrize(("command", "shown"), examples(), ids=lambda value: value if isinstance(value, str) else "")
def test_an_example_runs(command: str, shown: list[str]) -> None:
    """The command exits 0 and prints what the README shows."""
    name, *arguments = command.split()
    assert name == "scripts/run"
    hearback = [sys.executable, "-m", "hearback.main", *arguments]
    done = subprocess.run(hearback, cwd=ROOT, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert [line for line in shown if line not in done.stdout.splitlines()] == []


def test_there_are_examples() -> None:
    """The README shows commands that a test can run, so the test above is about something."""
    assert len(examples()) >= 2


@pytest.mark.slow
def test_the_rehearsal_example_runs(tmp_path: Path) -> None:
    """The README's rehearsal file is one that `rehearse` takes, with every entry used."""
    (rehearsal,) = [block for block in blocks("toml") if "[[say]]" in block]
    path = tmp_path / "example.toml"
    path.write_text(rehearsal, encoding="utf-8")
    assert {"program", "people", "say"} <= set(tomllib.loads(rehearsal))
    command = [sys.executable, "-m", "hearback.main", "rehearse", str(path), "--text", "--json"]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    report = done.stdout.splitlines()[-1]
    assert '"finished": true' in report
    assert '"unsaid": []' in report


def test_the_settings_example_is_taken(tmp_path: Path) -> None:
    """The README's settings are settings, with the values it shows."""
    (settings,) = [block for block in blocks("toml") if "[[say]]" not in block]
    path = tmp_path / "config.toml"
    path.write_text(settings, encoding="utf-8")
    config = load(path)
    assert {name: getattr(config, name) for name in tomllib.loads(settings)} == tomllib.loads(settings) | {
        "people": ("Ana", "Ben")
    }


def test_every_command_is_described() -> None:
    """The README's table lists exactly the commands that `hearback --help` lists."""
    described = {row.split()[0] for row in re.findall(r"^\| `([^`]+)` \|", README, re.MULTILINE)}
    assert described == set(COMMANDS)


def test_every_script_and_folder_it_names_exists() -> None:
    """Paths of this repository in the README are there."""
    paths = set(re.findall(r"\b((?:scripts|prompts|fixtures|src|tests)/[\w./]*\w)", README))
    assert len(paths) > 5
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_it_stays_plain() -> None:
    """No exclamation marks and no promises that nobody tested."""
    prose = re.sub(r"```.*?```", "", README, flags=re.DOTALL)
    assert "!" not in prose
    assert not re.search(r"\b(proven|revolutionary|powerful|seamless|amazing)\b", prose, re.IGNORECASE)
