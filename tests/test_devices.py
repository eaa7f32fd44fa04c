"""Sound cards: none, frozen, stubborn; each gives a plain sentence and never a hang."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hearback.audio.devices import in_time
from hearback.audio.streams import Form, _opened
from hearback.errors import DeviceError
from pulse_room import PulseRoom

SHOW = "from hearback.audio.devices import list_devices; print(*list_devices(), sep='\\n')"
OPEN = """
from hearback.audio.microphone import Microphone
from hearback.audio.loudspeaker import Loudspeaker
from hearback.errors import DeviceError
import sys
name = sys.argv[1] or None
for start in (lambda: Microphone(name).start(list), Loudspeaker(name).start):
    try:
        start()
    except DeviceError as error:
        print(error)
"""
RECORD = """
from hearback.audio.microphone import Microphone
import sys
microphone = Microphone(sys.argv[1])
microphone.start(list)
print(microphone.is_alive)
microphone.stop()
"""
ROOM_ON_ICE = """
import os, sys
from hearback.audio.devices import has_stuck_call
from hearback.audio.loudspeaker import Loudspeaker
from hearback.audio.microphone import Microphone
from hearback.errors import DeviceError
microphone = Microphone()
microphone.start(list)
print(microphone.is_alive, flush=True)
sys.stdin.readline()
try:
    Loudspeaker().start()
except DeviceError as error:
    print(error, flush=True)
if has_stuck_call():
    os._exit(3)
"""


class RefusedError(Exception):
    """What PortAudio raises."""


class StubbornLibrary:
    """A PortAudio whose one card takes only some forms."""

    PortAudioError = RefusedError

    def __init__(self, takes: set[Form], fails_to_start: bool = False) -> None:
        self.takes = takes
        self.fails_to_start = fails_to_start
        self.InputStream = self.OutputStream = self._stream

    def query_devices(self, device: str | None, kind: str) -> dict[str, Any]:
        """Describe the card."""
        if device == "gone":
            raise ValueError("No input device matching 'gone'")
        return {"default_samplerate": 48_000.0, f"max_{kind}_channels": 8}

    def _stream(self, **settings: Any) -> Any:
        form = Form(settings["samplerate"], settings["channels"])
        if form not in self.takes:
            raise RefusedError("Invalid sample rate")
        return SimpleNamespace(start=self._start, **settings)

    def _start(self) -> None:
        if self.fails_to_start:
            raise RefusedError("Device unavailable")


def opened(library: Any, device: str | None = None) -> tuple[Any, Form]:
    """Open the microphone of this library."""
    return _opened(library, "input", device, print, print)


@pytest.mark.parametrize(
    ("takes", "gets"),
    [
        ({Form(16_000, 1), Form(48_000, 2)}, Form(16_000, 1)),
        ({Form(48_000, 1), Form(48_000, 2)}, Form(48_000, 1)),
        ({Form(16_000, 2), Form(48_000, 2)}, Form(16_000, 2)),
        ({Form(48_000, 2)}, Form(48_000, 2)),
    ],
)
def test_a_stubborn_card_is_opened_as_it_likes(takes: set[Form], gets: Form) -> None:
    """Ours first, then the card's own rate, then its channels; blocks are 20 ms whatever the rate."""
    stream, form = opened(StubbornLibrary(takes))
    assert form == gets
    assert stream.blocksize == gets.rate_hz // 50


def test_a_card_that_takes_nothing_refuses_in_one_sentence() -> None:
    """A card that no form pleases, or that is in use, is a device error."""
    with pytest.raises(DeviceError, match="microphone refuses to open"):
        opened(StubbornLibrary(set()))
    with pytest.raises(DeviceError, match="another program"):
        opened(StubbornLibrary({Form(16_000, 1)}, fails_to_start=True))


def test_a_name_that_is_not_there_is_named() -> None:
    """A wrong name says which, and how to see the right ones."""
    with pytest.raises(DeviceError, match=r"'gone' names no microphone.*hearback devices"):
        opened(StubbornLibrary(set()), "gone")


def test_work_in_time_gives_its_answer_or_its_error() -> None:
    """An answer is returned, None included, and an error is raised in the caller."""
    assert in_time(lambda: 7) == 7
    assert in_time(lambda: None) is None
    with pytest.raises(ZeroDivisionError):
        in_time(lambda: 1 // 0)


def test_work_that_blocks_is_given_up_and_tidied_later() -> None:
    """A call that does not come back is a device error, and what it gives in the end is handed to be closed."""
    goes_on, closed = threading.Event(), threading.Event()
    late: list[str] = []

    def work() -> str:
        goes_on.wait(5)
        return "stream"

    def tidy(stream: str) -> None:
        late.append(stream)
        closed.set()

    with pytest.raises(DeviceError, match="does not answer"):
        in_time(work, 0.01, tidy)
    goes_on.set()
    assert closed.wait(5)
    assert late == ["stream"]


def run(code: str, *arguments: str, **environment: str) -> str:
    """Return what the code prints; it must write nothing else to standard error."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.slow
def test_without_portaudio_the_line_to_type_is_said(tmp_path: Path) -> None:
    """Where the library is missing, opening says how to install it."""
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    lines = run(OPEN, "", PYTHONPATH=path).splitlines()
    assert len(lines) == 2
    assert all("apt-get install libportaudio2" in line for line in lines)


@pytest.mark.slow
@pytest.mark.device
def test_without_a_server_there_are_no_devices(tmp_path: Path) -> None:
    """With no sound server and no card the list is empty, and opening says so in one line each, quietly."""
    nowhere = {"PULSE_SERVER": f"unix:{tmp_path}/none"}
    if run(SHOW, **nowhere).strip():
        pytest.skip("this machine has a sound card")
    microphone, loudspeaker = run(OPEN, "", **nowhere).splitlines()
    assert microphone == "there is no microphone; plug one in, or see which there are: hearback devices"
    assert loudspeaker == "there is no loudspeaker; plug one in, or see which there are: hearback devices"


@pytest.mark.slow
@pytest.mark.device
def test_the_devices_of_a_room_are_listed_and_opened_by_name(pulse_room: PulseRoom) -> None:
    """The list shows the room's devices and which is the default; a part of a name opens one, a wrong one does not."""
    listed = run(SHOW, **pulse_room.env)
    assert "name='room_mic_in'" in listed
    assert "is_default_input=True" in listed
    assert "is_default_output=True" in listed
    assert run(OPEN, "room", **pulse_room.env).count("names no") == 2
    assert run(RECORD, "room_mic_in", **pulse_room.env).strip() == "True"
    assert "'nonsense' names no loudspeaker" in run(OPEN, "nonsense", **pulse_room.env)


@pytest.mark.slow
@pytest.mark.device
def test_a_frozen_server_is_a_sentence_and_known(pulse_room: PulseRoom) -> None:
    """When the server freezes, opening gives up in time with a sentence, and the program knows how to end."""
    child = subprocess.Popen(
        [sys.executable, "-c", ROOM_ON_ICE],
        env=pulse_room.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stdout.readline() == "True\n"
    pulse_room.freeze()
    printed, _ = child.communicate("go\n", timeout=30)
    assert printed.startswith("the sound server does not answer")
    assert child.returncode == 3
