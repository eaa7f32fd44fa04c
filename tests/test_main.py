"""Exit codes, and what stands on standard error beside them."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hearback.errors import EngineError
from hearback.main import main

ROOT = Path(__file__).parents[1]
HEAVY = ("rich", "pydantic", "numpy", "platformdirs", "sounddevice", "onnxruntime", "faster_whisper")


def parser_that_runs(run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
    """Return a command line with one command of our own."""
    parser = argparse.ArgumentParser()
    parser.set_defaults(run=run, command="own", version=False)
    return parser


def raising(error: BaseException) -> argparse.ArgumentParser:
    """Return a command line whose command raises."""

    def run(_given: argparse.Namespace) -> int:
        raise error

    return parser_that_runs(run)


def test_the_commands_own_code_is_the_exit_code() -> None:
    """0 when it is done, 1 when it says so."""
    assert main([], parser_that_runs(lambda _: 0)) == 0
    assert main([], parser_that_runs(lambda _: 1)) == 1


def test_an_error_of_ours_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1, one line on standard error, even if the text had several."""
    assert main([], raising(EngineError("the model is gone;\nrun: hearback setup"))) == 1
    assert capsys.readouterr().err == "hearback: the model is gone; run: hearback setup\n"


def test_an_interrupt_is_130() -> None:
    """Ctrl-C is no failure to explain."""
    assert main([], raising(KeyboardInterrupt())) == 130


@pytest.mark.parametrize("argv", [[], ["dance"], ["listen", "--rate-wpm", "fast"], ["prompts"], ["rehearse"]])
def test_wrong_usage_is_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A command line that means nothing gets a usage line on standard error and nothing on standard output."""
    assert main(argv) == 2
    seen = capsys.readouterr()
    assert "usage: hearback" in seen.err
    assert seen.out == ""


def test_help_is_0(capsys: pytest.CaptureFixture[str]) -> None:
    """Help goes to standard output."""
    assert main(["--help"]) == 0
    assert 'wait for "start a check-in"' in capsys.readouterr().out


def run_python(source: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a small program with our package, and return how it ended."""
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")} | environ
    return subprocess.run([sys.executable, "-c", source], env=env, capture_output=True, text=True, check=False)


def test_help_imports_nothing_heavy() -> None:
    """The quick start of --help rests on this."""
    ended = run_python(
        "import sys; from hearback.main import main; main(['--help']); "
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    assert ended.stderr.strip() == "[]"


def test_the_unexpected_is_3_and_leaves_a_private_file(tmp_path: Path) -> None:
    """Standard error names a file that only its owner reads, and that has no word of the error's text."""
    ended = run_python(
        "import argparse, sys\n"
        "from hearback.main import main\n"
        "def run(given): raise ValueError('I feel ' + 'alone')\n"
        "parser = argparse.ArgumentParser()\n"
        "parser.set_defaults(run=run, command='own', version=False)\n"
        "sys.exit(main([], parser))",
        HOME=str(tmp_path),
        XDG_STATE_HOME=str(tmp_path / "state"),
    )
    assert ended.returncode == 3
    path = Path(ended.stderr.strip().split(" is in ")[1])
    assert path.stat().st_mode & 0o777 == 0o600
    assert "ValueError" in path.read_text()
    assert "alone" not in path.read_text() + ended.stderr


def test_a_reader_that_leaves_is_no_failure() -> None:
    """With standard output closed early there is no traceback."""
    ended = run_python(
        "import os, sys\n"
        "from hearback.main import main\n"
        "reader, writer = os.pipe(); os.close(reader); os.dup2(writer, 1)\n"
        "sys.exit(main(['--help']))"
    )
    assert (ended.returncode, ended.stderr) == (0, "")
