"""Sound cards, through sounddevice: imported late, never trusted to answer.

- A frozen sound server blocks every call into PortAudio for ever, so calls go through `in_time`.
- PortAudio never refreshes its list by itself: `refresh` after a device is lost, with every stream closed before.
"""

import atexit
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any, Literal, NoReturn, TypeVar

from hearback.errors import DeviceError

Kind = Literal["input", "output"]
Result = TypeVar("Result")

LIMIT_S = 5.0
"""Listing and opening take 35-170 ms where they work at all."""
NO_LIBRARY = "PortAudio is not installed: sudo apt-get install libportaudio2, or on macOS: brew install portaudio"
FROZEN = "the sound server does not answer; restart it, or log out and in again"
_given_up = threading.Event()


@dataclass(frozen=True, slots=True)
class ListedDevice:
    """One entry of the list that `hearback devices` shows."""

    name: str
    inputs: int
    """How many channels it hears; 0 for none."""
    outputs: int
    """How many channels it plays; 0 for none."""
    rate_hz: float
    """The rate it prefers."""
    is_default_input: bool
    is_default_output: bool


def list_devices() -> list[ListedDevice]:
    """Return every device, in the system's order; empty without a card or a sound server.

    Raises `DeviceError` without PortAudio, or if the sound server does not answer.
    """
    return in_time(_list_devices)


def refresh() -> None:
    """Let PortAudio look for devices again. Every stream must be closed before; raises `DeviceError`."""
    in_time(_refresh)


def in_time(
    work: Callable[[], Result], limit_s: float = LIMIT_S, late: Callable[[Result], object] = lambda _: None
) -> Result:
    """Return what `work` returns; raises `DeviceError` if it takes longer, and gives `late` what comes then.

    An error of `work` is raised here.
    """
    answers: queue.SimpleQueue[Callable[[], Result]] = queue.SimpleQueue()
    # Taken once: by the answer that came in time, or by the caller who gave up.
    claim = threading.Lock()

    def run() -> None:
        try:
            answer = work()
        except Exception as error:  # noqa: BLE001 - the top of a thread: raised in the caller
            answers.put(partial(_throw, error))
            return
        if claim.acquire(blocking=False):
            answers.put(lambda: answer)
        else:
            late(answer)

    threading.Thread(target=run, name="sound card", daemon=True).start()
    try:
        return answers.get(timeout=limit_s)()
    except queue.Empty:
        if claim.acquire(blocking=False):
            _leave_it_at_exit()
            raise DeviceError(FROZEN) from None
        return answers.get()()


def sounddevice() -> ModuleType:
    """Return the sounddevice module; raises `DeviceError` without PortAudio. The first call may block."""
    try:
        import sounddevice as module
    except OSError as error:
        raise DeviceError(NO_LIBRARY) from error
    return module  # type: ignore[no-any-return]


def has_stuck_call() -> bool:
    """Return whether a call into PortAudio was given up.

    Then a program can not end in the usual way: tidying up hangs or crashes (measured: for ever, or a segmentation
    fault). Flush the standard streams and leave with `os._exit(code)`.
    """
    return _given_up.is_set()


def _leave_it_at_exit() -> None:
    _given_up.set()
    module = sys.modules.get("sounddevice")
    if module is not None and hasattr(module, "_exit_handler"):
        atexit.unregister(module._exit_handler)  # noqa: SLF001 - there is no public way


def _throw(error: Exception) -> NoReturn:
    raise error


def _list_devices() -> list[ListedDevice]:
    sd = sounddevice()
    try:
        default_input, default_output = (_default(sd, kind) for kind in ("input", "output"))
        found = list(sd.query_devices())
    except sd.PortAudioError as error:
        raise DeviceError("the sound server gives no list of devices; is it running?") from error
    return [_listed(entry, default_input, default_output) for entry in found]


def _default(sd: ModuleType, kind: Kind) -> int:
    try:
        return int(sd.query_devices(kind=kind)["index"])
    except (sd.PortAudioError, ValueError):
        return -1


def _listed(entry: dict[str, Any], default_input: int, default_output: int) -> ListedDevice:
    return ListedDevice(
        name=entry["name"],
        inputs=entry["max_input_channels"],
        outputs=entry["max_output_channels"],
        rate_hz=entry["default_samplerate"],
        is_default_input=entry["index"] == default_input,
        is_default_output=entry["index"] == default_output,
    )


def _refresh() -> None:
    sd = sounddevice()
    sd._terminate()  # noqa: SLF001 - the only way to refresh the list (python-sounddevice #125)
    sd._initialize()  # noqa: SLF001
