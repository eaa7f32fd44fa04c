"""One stream to or from a card: opened as we like it or as the card does, and always in time."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

from hearback.audio.devices import Kind, in_time, sounddevice
from hearback.audio.pcm import RATE_HZ
from hearback.errors import DeviceError

BLOCK_S = 0.02
CLOSE_LIMIT_S = 1.0
"""Aborting takes some milliseconds."""
_NAMES: dict[Kind, str] = {"input": "microphone", "output": "loudspeaker"}
_standard_error = threading.Lock()


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


def open_stream(
    kind: Kind, device: str | None, callback: Callable[..., None], lost: Callable[[], None]
) -> tuple[Any, Form]:
    """Return a started sounddevice stream and its `Form`: 16 kHz mono, or what the card prefers if it refuses.

    `callback(samples, frames, time, status)` runs for every 20 ms block, `lost()` when the stream ends by itself.
    Raises `DeviceError` without device, or if the sound server does not answer.
    """

    def open_it() -> tuple[Any, Form]:
        return _opened(sounddevice(), kind, device, callback, lost)

    with _quiet():
        return in_time(open_it, late=lambda opened: opened[0].close())


def close_stream(stream: Any) -> None:
    """Silence and close a stream; raises `DeviceError` if the sound server does not answer."""
    in_time(lambda: (stream.abort(), stream.close()), CLOSE_LIMIT_S)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the pages of debug text that ALSA and PortAudio write about a refusal away from the user.

    Done by the caller and not by the thread that may hang, so that standard error always comes back.
    """
    with _standard_error:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)


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
