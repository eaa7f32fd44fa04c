"""Sound cards, through sounddevice: imported late, never trusted to answer.

- A frozen sound server blocks every call into PortAudio for ever, so calls go through `in_time`.
- PortAudio never refreshes its list by itself: `refresh` after a device is lost, with every stream closed before.
"""

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any, Literal, NoReturn, Protocol, TypeVar

from hearback.audio.pcm import RATE_HZ
from hearback.errors import DeviceError

Kind = Literal["input", "output"]
Result = TypeVar("Result")

BLOCK_S = 0.02
OPEN_LIMIT_S = 5.0
"""Opening takes 35-170 ms where it works at all."""
CLOSE_LIMIT_S = 1.0
"""Aborting takes some milliseconds."""
NO_LIBRARY = "PortAudio is not installed: sudo apt-get install libportaudio2, or on macOS: brew install portaudio"
FROZEN = "the sound server does not answer; restart it, or log out and in again"
_NAMES: dict[Kind, str] = {"input": "microphone", "output": "loudspeaker"}


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


@dataclass(frozen=True, slots=True)
class Form:
    """The rate and the channels that a card was opened with."""

    rate_hz: int
    channels: int


class OpenStream(Protocol):
    """What `open_stream` is, so that tests can bring a card of their own."""

    def __call__(
        self, kind: Kind, device: str | None, callback: Callable[..., None], lost: Callable[[], None]
    ) -> tuple[Any, Form]:
        """Return a started stream and its form; raises `DeviceError`."""
        ...


def list_devices() -> list[ListedDevice]:
    """Return every device, in the system's order; empty without a card or a sound server.

    Raises `DeviceError` without PortAudio, or if the sound server does not answer.
    """
    return in_time(_list_devices)


def refresh() -> None:
    """Let PortAudio look for devices again. Every stream must be closed before; raises `DeviceError`."""
    in_time(_refresh)


def open_stream(
    kind: Kind, device: str | None, callback: Callable[..., None], lost: Callable[[], None]
) -> tuple[Any, Form]:
    """Return a started sounddevice stream and its `Form`: 16 kHz mono, or what the card prefers if it refuses.

    `callback(samples, frames, time, status)` runs for every 20 ms block, `lost()` when the stream ends by itself.
    Raises `DeviceError` without device, or if the sound server does not answer.
    """

    def open_it() -> tuple[Any, Form]:
        return _opened(sounddevice(), kind, device, callback, lost)

    return in_time(open_it, late=lambda opened: opened[0].close())


def close_stream(stream: Any) -> None:
    """Silence and close a stream; raises `DeviceError` if the sound server does not answer."""
    in_time(lambda: (stream.abort(), stream.close()), CLOSE_LIMIT_S)


def in_time(
    work: Callable[[], Result], limit_s: float = OPEN_LIMIT_S, late: Callable[[Result], object] = lambda _: None
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
            raise DeviceError(FROZEN) from None
        return answers.get()()


def sounddevice() -> ModuleType:
    """Return the sounddevice module; raises `DeviceError` without PortAudio. The first call may block."""
    try:
        import sounddevice as module
    except OSError as error:
        raise DeviceError(NO_LIBRARY) from error
    return module  # type: ignore[no-any-return]


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


def _opened(
    sd: ModuleType, kind: Kind, device: str | None, callback: Callable[..., None], lost: Callable[[], None]
) -> tuple[Any, Form]:
    make, latency_s = (sd.InputStream, 0.04) if kind == "input" else (sd.OutputStream, 0.08)
    refused: Exception | None = None
    for form in _forms(sd, kind, device):
        try:
            stream = make(
                samplerate=form.rate_hz,
                channels=form.channels,
                blocksize=round(form.rate_hz * BLOCK_S),
                device=device,
                dtype="int16",
                latency=latency_s,
                callback=callback,
                finished_callback=lost,
            )
            stream.start()
        except sd.PortAudioError as error:
            refused = error
        else:
            return stream, form
    raise DeviceError(f"the {_NAMES[kind]} refuses to open; is another program using it?") from refused


def _forms(sd: ModuleType, kind: Kind, device: str | None) -> Iterator[Form]:
    try:
        entry = sd.query_devices(device, kind)
    except (sd.PortAudioError, ValueError) as error:
        wanted = f"{device!r} names no {_NAMES[kind]}, or several" if device else f"there is no {_NAMES[kind]}"
        raise DeviceError(f"{wanted}; plug one in, or see which there are: hearback devices") from error
    preferred = round(entry["default_samplerate"])
    channels = min(2, entry[f"max_{kind}_channels"])
    yield from dict.fromkeys((Form(RATE_HZ, 1), Form(preferred, 1), Form(RATE_HZ, channels), Form(preferred, channels)))
