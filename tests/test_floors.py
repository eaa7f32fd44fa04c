"""Imports point down, modules stay small and names stay clear: ARCHITECTURE 3, 6 and 7, read from the syntax trees.

The second half plants a breach of each rule in a tree of its own, so that the first half can not pass by being blind.
"""

from pathlib import Path

import pytest

import house_rules

ROOT = Path(__file__).parents[1]
TREE = ROOT / "src" / "hearback"

TESTED_ELSEWHERE = {
    # Plain values and contracts: what uses them is what can fail.
    "errors": "test_main",
    "core.effects": "test_session",
    "core.events": "test_session",
    "engines.base": "test_recognizers",
    "audio.pcm": "test_files",
    "audio.rates": "test_loudspeaker",
    "audio.streams": "test_devices",
    # One contract test runs over every backend.
    "engines.detector_silero": "test_detectors",
    "engines.detector_webrtc": "test_detectors",
    "engines.answers_script": "test_recognizers",
    "engines.recognizer_script": "test_recognizers",
    "engines.synthesizer_espeak": "test_synthesizers",
    "engines.synthesizer_pyttsx3": "test_synthesizers",
    "engines.pyttsx3_child": "test_synthesizers",
    "engines.spoken": "test_synthesizers",
    "engines.synthesizer_flite": "test_synthesizers",
    # A rehearsal by sound is seen from its report.
    "rehearsal.sound": "test_rehearse",
    "rehearsal.captions": "test_rehearse",
    "commands.staging": "test_rehearse",
    # Other folders have modules of the same names.
    "rehearsal.file": "test_rehearsal_file",
    "rehearsal.people": "test_rehearsal_people",
    "rehearsal.report": "test_rehearsal_report",
    "rehearsal.text": "test_rehearsal_text",
    # A learned word is what learning gives and the spotter takes.
    "engines.learned_word": "test_spotter_learned",
    "engines.learning": "test_spotter_learned",
    # The loop has no world of its own.
    "loop": "test_shell",
    # What they do is seen from the command line.
    "commands.arguments": "test_main",
    "commands.dispatch": "test_main",
}
"""Modules whose test has another name, and that name."""


def test_imports_point_down() -> None:
    """No module imports from its own floor's neighbours or from above, and the core imports only what is pure."""
    assert house_rules.forbidden_arrows(TREE) == []


def test_modules_and_functions_stay_small() -> None:
    """No module is over 300 lines, no function over 40, and none takes more than six parameters by position."""
    assert house_rules.oversized(TREE) == []


def test_names_are_clear() -> None:
    """Files are named for what they hold, and each thing has one word."""
    assert house_rules.unclear_names(TREE) == []


def test_packages_hold_only_their_docstring() -> None:
    """Importing a package runs nothing."""
    assert house_rules.busy_packages(TREE) == []


def test_every_module_has_a_test_file_of_its_name() -> None:
    """Who looks for the test of a module finds it by name."""
    assert house_rules.untested(TREE, ROOT / "tests", TESTED_ELSEWHERE) == []


def planted(tree: Path, name: str, source: str) -> Path:
    """Return a small sound tree with one more module in it."""
    sources = {
        "errors": "class E(Exception): ...",
        "core.events": "from dataclasses import dataclass",
        "core.program": "import tomllib\nfrom pathlib import Path\nimport pydantic\nfrom hearback.errors import E",
        "audio.pcm": "import numpy",
        "engines.base": "from hearback.audio.pcm import Pcm",
        "ears": "from hearback.engines.base import Detector\nfrom hearback.core import events",
        "loop": "from hearback.core.events import Event\nfrom hearback import ears",
        "runner.inbox": "import queue\nfrom hearback.runner import voice",
        "commands.listen": "from hearback.engines import detector_silero\nimport hearback.rehearsal.room",
        "main": "import sys\nfrom hearback.commands import listen\nfrom hearback.errors import E",
        name: source,
    }
    for module, text in sources.items():
        path = tree.joinpath(*module.split(".")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tree


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("core.session", "import time"),
        ("core.session", "def f():\n    import random"),
        ("core.session", "import pydantic"),
        ("core.session", "from pathlib import Path"),
        ("core.session", "from hearback.audio.pcm import Pcm"),
        ("engines.detector_silero", "from ..audio.ring import Ring"),
        ("core.stages.round", "import threading"),
        ("core.program", "import os"),
        ("errors", "import re"),
        ("errors", "from hearback.core import events"),
        ("audio.ring", "from hearback.engines.base import Detector"),
        ("engines.detector_silero", "from hearback.audio.ring import Ring"),
        ("config", "import hearback.ears"),
        ("ears", "from hearback.engines.detector_silero import Silero"),
        ("ears", "from hearback.engines import detector_silero"),
        ("ears", "if TYPE_CHECKING:\n    from hearback.loop import run"),
        ("runner.voice", "from hearback.engines import recognizer_whisper"),
        ("rehearsal.room", "from hearback.runner.inbox import Inbox"),
        ("loop", "from hearback.commands import listen"),
        ("main", "from hearback.core.events import Tick"),
        ("surprise", "import sys"),
        ("commands.demo", "from hearback import surprise"),
    ],
)
def test_a_planted_arrow_is_found(tmp_path: Path, name: str, source: str) -> None:
    """A sound tree passes, and one wrong import in it is named with its module."""
    assert house_rules.forbidden_arrows(planted(tmp_path / "sound", "config", "import tomllib")) == []
    found = house_rules.forbidden_arrows(planted(tmp_path / "planted", name, source))
    assert len(found) == 1
    assert found[0].startswith(name)


def test_planted_sizes_are_found(tmp_path: Path) -> None:
    """A module of 301 lines, a function of 41 and one of seven parameters are named; one less of each passes."""
    function = "def long():\n" + "    x = 1\n" * 40
    seven = "def wide(a, b, c, d, e, f, g): ..."
    for source in ("x = 1\n" * 301, function, seven):
        assert len(house_rules.oversized(planted(tmp_path, "config", source))) == 1
    edge = "x = 1\n" * 259 + "def long(self, a, b, c, d, e, f, *, g):\n" + "    x = 1\n" * 39
    assert house_rules.oversized(planted(tmp_path, "config", edge)) == []


def test_planted_names_are_found(tmp_path: Path) -> None:
    """A file called utils, a class called a manager and a parameter called a buffer are named."""
    assert len(house_rules.unclear_names(planted(tmp_path / "a", "audio.utils", "x = 1"))) == 1
    assert len(house_rules.unclear_names(planted(tmp_path / "b", "config", "class TurnManager: ..."))) == 1
    assert len(house_rules.unclear_names(planted(tmp_path / "c", "config", "def f(audio_buffer): ..."))) == 1
    assert house_rules.unclear_names(planted(tmp_path / "d", "config", "def informed(subprocess): ...")) == []


def test_a_planted_package_that_runs_is_found(tmp_path: Path) -> None:
    """An `__init__` with an import in it is named, and so is one without a docstring."""
    assert house_rules.busy_packages(planted(tmp_path, "core.__init__", '"""The core."""')) == []
    assert len(house_rules.busy_packages(planted(tmp_path, "core.__init__", '"""The core."""\nimport re'))) == 1
    assert len(house_rules.busy_packages(planted(tmp_path, "core.__init__", ""))) == 1


def test_a_planted_module_without_a_test_is_found(tmp_path: Path) -> None:
    """A module is found untested until its test file exists or the list says which one covers it."""
    tests = tmp_path / "tests"
    tests.mkdir()
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "floor.py").touch()
    assert house_rules.untested(tree, tests, {}) == ["floor has no tests/test_floor.py"]
    (tests / "test_ladder.py").touch()
    assert house_rules.untested(tree, tests, {"floor": "test_ladder"}) == []
    (tests / "test_floor.py").touch()
    assert house_rules.untested(tree, tests, {}) == []
