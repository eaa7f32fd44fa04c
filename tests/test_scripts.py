"""The scripts set themselves up on a machine that has nothing, once, and say what they do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bare_checkout import ROOT, SUDO, BareCheckout, pipe_at

pytestmark = pytest.mark.slow  # each starts a dozen small programs

PIP = "python -m pip install"
SCRIPTS = sorted(path for path in (ROOT / "scripts").iterdir() if path.is_file())


@pytest.fixture
def checkout(tmp_path: Path) -> BareCheckout:
    """Give a checkout that was never set up, on a machine that has every system package."""
    return BareCheckout(tmp_path)


@pytest.mark.parametrize("path", [*SCRIPTS, ROOT / ".ci" / "run"], ids=lambda path: path.name)
def test_scripts_can_be_started(path: Path) -> None:
    """Every script is executable and has no syntax error."""
    assert path.stat().st_mode & 0o111
    assert subprocess.run(["bash", "-n", str(path)], check=False).returncode == 0


def test_run_without_arguments_listens(checkout: BareCheckout) -> None:
    """The first start sets up, says so on standard error alone, and then listens."""
    code, out, err = checkout.run("run")
    assert (code, out) == (0, "hearback <listen>\n")
    assert "making .venv with Python 3.11" in err
    assert len(checkout.calls(PIP)) == 1


def test_run_hands_on_arguments_and_the_exit_code(checkout: BareCheckout) -> None:
    """Arguments arrive as they were given, spaces and empty ones too, and the exit code is the command's own."""
    code, out, _ = checkout.run("run", "rehearse", "my file.toml", "", "--json", EXIT="7")
    assert (code, out) == (7, "hearback <rehearse> <my file.toml> <> <--json>\n")


def test_a_second_start_installs_nothing(checkout: BareCheckout) -> None:
    """Once ready, neither Python nor apt-get is called again, and nothing is said."""
    checkout.run("run")
    checkout.forget_calls()
    assert checkout.run("run") == (0, "hearback <listen>\n", "")
    assert checkout.calls("") == []


def test_a_script_works_through_a_symbolic_link(checkout: BareCheckout) -> None:
    """Started through a link elsewhere, a script finds its own checkout."""
    link = checkout.fakes / "hb"
    link.symlink_to(checkout.root / "scripts" / "run")
    assert checkout.run(link, "devices")[:2] == (0, "hearback <devices>\n")
    assert (checkout.root / ".venv").is_dir()


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_changed_requirements_are_installed(checkout: BareCheckout, name: str) -> None:
    """When either file changes, the next start installs again."""
    checkout.run("run")
    (checkout.root / name).write_text("second\n", encoding="utf-8")
    checkout.run("run")
    assert len(checkout.calls(PIP)) == 2
    assert len(checkout.calls("python -m venv")) == 1


def test_a_moved_checkout_is_set_up_again(checkout: BareCheckout) -> None:
    """A virtual environment holds its own path, so a checkout that moved installs again."""
    checkout.run("run")
    checkout.root = checkout.root.rename(checkout.root.with_name("moved"))
    assert checkout.run("run")[:2] == (0, "hearback <listen>\n")
    assert len(checkout.calls(PIP)) == 2


def test_a_failed_install_ends_with_a_sentence(checkout: BareCheckout) -> None:
    """When pip fails, its words and ours are shown, the exit code is 1 and nothing is taken for ready."""
    checkout.add("pip-fails", "")
    code, out, err = checkout.run("run")
    assert (code, out) == (1, "")
    assert "no network" in err
    assert "start this again" in err
    checkout.remove("pip-fails")
    code, out, err = checkout.run("run")
    assert (code, out) == (0, "hearback <listen>\n")
    assert "cut off; beginning again" in err


def test_two_starts_at_once_install_once(checkout: BareCheckout) -> None:
    """The second start waits for the first, says so, and then finds everything ready."""
    gate = pipe_at(checkout.fakes / "gate")
    first = checkout.start("run", "devices", WAIT_FOR=str(gate))
    assert first.stderr is not None
    while "installing Hearback" not in first.stderr.readline():
        assert first.poll() is None
    second = checkout.start("run", "doctor")
    assert second.stderr is not None
    assert "another set-up of this checkout is at work" in second.stderr.readline()
    gate.write_text("go on\n", encoding="utf-8")
    assert first.communicate(timeout=30)[0] == "hearback <devices>\n"
    assert second.communicate(timeout=30)[0] == "hearback <doctor>\n"
    assert len(checkout.calls(PIP)) == 1


def test_without_python_there_is_a_line_to_type(checkout: BareCheckout) -> None:
    """Without Python 3.11 nothing is made, and the line that mends it is shown."""
    checkout.add("python3", "#!/usr/bin/env bash\nexit 1\n")
    code, out, err = checkout.run("run")
    assert (code, out) == (1, "")
    assert "Python 3.11 or newer" in err
    assert "sudo apt-get install python3 python3-venv" in err


def test_root_installs_what_the_system_lacks(checkout: BareCheckout) -> None:
    """As root the missing packages are installed without a question, after one update, and named."""
    checkout.remove("espeak-ng")
    checkout.add("ldconfig", "#!/usr/bin/env bash\n")
    code, _, err = checkout.run("run")
    update, install = checkout.calls("apt-get")
    assert code == 0
    assert update.endswith("update -qq")
    assert install.startswith("apt-get (noninteractive) install")
    assert install.endswith("espeak-ng libportaudio2")
    assert "installing with apt-get: espeak-ng libportaudio2" in err


def test_only_the_tests_need_a_sound_server(checkout: BareCheckout) -> None:
    """Without PulseAudio `run` installs nothing, and `test` installs it."""
    checkout.remove("pulseaudio")
    checkout.run("run")
    assert checkout.calls("apt-get") == []
    checkout.run("test")
    assert "pulseaudio" in checkout.calls("apt-get")[-1]


def test_sudo_is_used_where_it_asks_nothing(checkout: BareCheckout) -> None:
    """Somebody who is not root installs through sudo when it needs no password."""
    checkout.remove("flite")
    checkout.become_user()
    checkout.add("sudo", SUDO)
    assert checkout.run("run")[0] == 0
    assert any("apt-get install" in call for call in checkout.calls("sudo"))
    assert len(checkout.calls("apt-get")) == 2


def test_where_it_may_not_install_it_says_the_line_and_goes_on(checkout: BareCheckout) -> None:
    """Where sudo would ask a password that nobody can type, the line is shown at each start and the command runs."""
    checkout.remove("espeak-ng")
    checkout.become_user()
    checkout.add("sudo", SUDO)
    checkout.add("sudo-asks", "")
    for _ in range(2):
        code, out, err = checkout.run("run")
        assert (code, out) == (0, "hearback <listen>\n")
        assert "Type: sudo apt-get install espeak-ng" in err
    assert checkout.calls("sudo") == ["sudo -n true"]


def test_an_install_that_failed_is_not_tried_at_every_start(checkout: BareCheckout) -> None:
    """After apt-get failed, later starts only show the line, until something else is missing too."""
    checkout.remove("espeak-ng")
    checkout.add("apt-fails", "")
    for _ in range(2):
        assert "Type: sudo apt-get install espeak-ng" in checkout.run("run")[2]
    assert len([call for call in checkout.calls("apt-get") if "install" in call]) == 1
    checkout.remove("flite")
    checkout.run("run")
    assert len([call for call in checkout.calls("apt-get") if "install" in call]) == 2


def test_the_tests_run_in_the_checkout(checkout: BareCheckout) -> None:
    """`scripts/test` installs the developers' packages and hands its arguments to pytest in the checkout."""
    code, out, _ = checkout.run("test", "-k", "floor")
    assert (code, out) == (0, f"pytest in {checkout.root}\n")
    assert checkout.calls(PIP)[0].endswith("-e .[dev]")
    assert checkout.calls("python -m pytest") == ["python -m pytest -k floor"]


def test_check_runs_every_step(checkout: BareCheckout) -> None:
    """`scripts/check` formats, lints, checks types and runs the fast tests."""
    assert checkout.run("check")[0] == 0
    for step in ("ruff format --check", "ruff check", "mypy", "pytest -q -m not slow and not device"):
        assert len(checkout.calls(f"python -m {step}")) == 1


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("frame",)])
def test_an_unknown_bench_is_answered_with_the_names(checkout: BareCheckout, arguments: tuple[str, ...]) -> None:
    """A bench that does not exist exits 2 with the list of those that do, and sets nothing up."""
    code, out, err = checkout.run("bench", *arguments)
    assert (code, out) == (2, "")
    assert " start" in err
    assert "frame" not in err
    assert checkout.calls(PIP) == []


def test_a_bench_ends_with_one_json_object() -> None:
    """With --json the last line is one object whose bars compare value and limit."""
    code = """
from frame import Bar, Peer, Report, show
bars = [Bar("B0", 0.1, 0.2, "s", Peer("p", 1.0))]
bars += [Bar("B0", 0.3, 0.2, "s", Peer("p", None)), Bar("B0", None, 1, "s", Peer("p", 1))]
show(Report("shown", [{"case": "a", "seconds": 0.1}], bars), as_json=True)
"""
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "scripts" / "benches", check=True, capture_output=True, text=True
    )
    report = json.loads(shown.stdout.splitlines()[-1])
    assert set(report) == {"bench", "rows", "bars"}
    assert [bar["ok"] for bar in report["bars"]] == [True, False, False]
    assert report["bars"][0] == {
        "bar": "B0", "value": 0.1, "limit": 0.2, "unit": "s", "ok": True, "peer": {"name": "p", "value": 1.0}
    }  # fmt: skip
