"""The doctor: each part is fine, or the line says what mends it."""

import json
from pathlib import Path

import numpy as np
import pytest

from hearback.audio.pcm import silence
from hearback.commands.doctor import Finding, doctor, examine, level_told, tried
from hearback.errors import DeviceError, EngineError


def test_a_part_that_works() -> None:
    """What was found is told."""
    assert tried("detector", lambda: "silero") == Finding("detector", ok=True, found="silero")


def test_a_part_that_does_not() -> None:
    """The error of ours is what is told."""

    def look() -> str:
        raise DeviceError("there is no microphone; plug one in")

    assert tried("microphone", look) == Finding("microphone", ok=False, found="there is no microphone; plug one in")


def test_the_microphones_level() -> None:
    """A square wave of a tenth of full scale has -20 dBFS."""
    assert level_told(np.full(32_000, 3277, dtype=np.int16), "linux").startswith("-20 dBFS over 2.0 s")


def test_a_faint_microphone_is_said_to_be() -> None:
    """It is no problem, but a hint."""
    assert "faint" in level_told(np.full(16_000, 1, dtype=np.int16), "linux")


@pytest.mark.parametrize(("platform", "mend"), [("darwin", "Privacy & Security"), ("linux", "muted")])
def test_zeros_are_a_missing_permission(platform: str, mend: str) -> None:
    """The way to allow it depends on the platform."""
    with pytest.raises(EngineError, match=mend):
        level_told(silence(2.0), platform)


def test_no_sound_at_all_is_a_problem() -> None:
    """An open device that gives nothing is said to."""
    with pytest.raises(EngineError, match="no sound"):
        level_told(silence(0.0), "linux")


def test_broken_settings_are_the_only_finding(tmp_path: Path) -> None:
    """Nothing else is tried with settings that can not be read."""
    path = tmp_path / "config.toml"
    path.write_text("speed = 3")
    (finding,) = examine(path, {}, with_tone=False)
    assert (finding.part, finding.ok) == ("settings", False)
    assert "unknown key speed" in finding.found


def test_a_problem_is_exit_1_and_json_says_which(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The last line is one object."""
    path = tmp_path / "config.toml"
    path.write_text("speed = 3")
    assert doctor(path, {}, tone=False, json=True) == 1
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["ready"] is False
    assert [finding["part"] for finding in told["findings"]] == ["settings"]
