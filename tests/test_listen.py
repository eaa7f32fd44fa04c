"""`hearback listen` on real devices: a private PulseAudio is the room, fixture voices are the people."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from hearback.audio.files import read_sound, write_wav
from hearback.audio.pcm import silence
from pulse_room import PulseRoom

ROOT = Path(__file__).parents[1]
VOICES = ROOT / "fixtures" / "audio"
PROGRAM = """\
title = "A very short one"
minutes = 1.5
[[stage]]
kind = "arrive"
names = false
[[stage]]
kind = "close"
questions = []
"""

WAITING_LINES = 12
"""The trace of a session in which nobody has started yet is no longer than this."""
BREATH_S = 0.7
"""What is said in the first 0.3 s after us is not heard (half-duplex)."""


def command(*arguments: str) -> list[str]:
    """Return the command line of hearback in this checkout."""
    return [sys.executable, "-u", "-m", "hearback.main", *arguments]


def lines_of(child: subprocess.Popen[str]) -> queue.SimpleQueue[str]:
    """Return where the child's lines arrive; an empty one when it ended."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        assert child.stdout is not None
        for line in child.stdout:
            lines.put(line)
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    return lines


def asked(trace: Path, child: subprocess.Popen[str]) -> Iterator[str]:
    """Yield the letter of each person that is asked, when it happens, until the child ends; first "" for the start.

    While nobody was heard the start is asked for again, as people say it again on a noisy machine.
    """
    lines, position = lines_of(child), 0
    assert "waiting" in lines.get(timeout=60)
    starts = iter([""] * 6)
    yield next(starts)
    while True:
        try:
            line = lines.get(timeout=8 if position <= WAITING_LINES else 120)
        except queue.Empty:
            assert position <= WAITING_LINES, "nothing happened for two minutes"
            yield next(starts)
            continue
        if not line:
            return
        # a step is traced before it is shown
        entries = [json.loads(line) for line in trace.read_text().splitlines()]
        fresh, position = entries[position:], len(entries)
        yield from (entry["who"] or "A" for entry in fresh if entry.get("mode") in ("answer", "talk"))


@pytest.mark.slow
@pytest.mark.device
def test_a_spoken_check_in_on_real_devices(pulse_room: PulseRoom, tmp_path: Path) -> None:
    """It hears "start a check-in" and each yes, finishes the program, and its voice leaves the loudspeaker."""
    program, trace, heard = tmp_path / "short.toml", tmp_path / "trace.jsonl", tmp_path / "heard.wav"
    program.write_text(PROGRAM)
    env = pulse_room.env | {"PYTHONPATH": str(ROOT / "src"), "HEARBACK_CONFIG": str(tmp_path / "config.toml")}
    flags = ["--once", "--seed", "1", "--trace", str(trace), "--program", str(program)]
    flags += ["--person", "Ana", "--person", "Ben"]
    with (
        pulse_room.recording(heard),
        subprocess.Popen(command("listen", *flags), env=env, stdout=subprocess.PIPE, text=True) as child,
    ):
        answer_everything(pulse_room, trace, child)
        assert child.wait(10) == 0
    last = json.loads(trace.read_text().splitlines()[-1])
    assert (last["effect"], last["ending"], last["completed"]) == ("Finish", "done", True)
    voiced_s = float(np.count_nonzero(np.abs(read_sound(heard)) > 500)) / 16_000
    assert voiced_s > 3.0, f"only {voiced_s:.1f} s of our voice left the loudspeaker"


def answer_everything(room: PulseRoom, trace: Path, child: subprocess.Popen[str]) -> None:
    """Be both people: start, then say yes whenever somebody is asked, after a breath as people do."""
    for letter in asked(trace, child):
        said = VOICES / {"": "ana", "A": "ben", "B": "dan"}[letter] / ("yes.wav" if letter else "start.wav")
        after_a_breath = trace.with_name(f"said-{letter}.wav")
        write_wav(after_a_breath, np.concatenate([silence(BREATH_S), read_sound(said)]))
        room.say(after_a_breath)


@pytest.mark.slow
@pytest.mark.device
def test_ctrl_c_ends_it_with_care(pulse_room: PulseRoom, tmp_path: Path) -> None:
    """An interrupt while it waits closes everything and exits 130 without a traceback."""
    env = pulse_room.env | {"PYTHONPATH": str(ROOT / "src"), "HEARBACK_CONFIG": str(tmp_path / "config.toml")}
    with subprocess.Popen(
        command("listen"), env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert "waiting" in child.stdout.readline()
        child.send_signal(signal.SIGINT)
        assert child.wait(10) == 130
        assert child.stderr is not None
        told = child.stderr.read()
    assert "Partner one" in told, "it says who the people are when no names are set"
    assert "Traceback" not in told


@pytest.mark.slow
def test_a_wrong_setting_ends_it_before_anything_is_opened(tmp_path: Path) -> None:
    """Exit 1 and one line that names file and key."""
    config = tmp_path / "config.toml"
    config.write_text("speed = 3")
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    ended = subprocess.run(
        command("listen", "--config", str(config)), env=env, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "config.toml: unknown key speed" in ended.stderr
