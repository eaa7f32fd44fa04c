"""The microphone: every chunk once, in our format, and no old sound after a standstill."""

import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from hearback.audio.devices import Kind
from hearback.audio.microphone import Freshness, Microphone
from hearback.audio.pcm import Pcm
from hearback.audio.streams import Form
from pulse_room import PulseRoom


class Card:
    """A card of our own: the test speaks into it, block by block."""

    def __init__(self, form: Form | None = None) -> None:
        self.form = form or Form(16_000, 1)
        self.happened: list[str] = []

    def open(self, _kind: Kind, _device: str | None, callback: Callable[..., None], lost: Callable[[], None]) -> Any:
        """Be the opener of a microphone."""
        self.callback, self.lost = callback, lost
        return self, self.form

    def speak(self, sound: Pcm) -> None:
        """Give the sound in blocks, in one array that is used again like PortAudio's."""
        size = self.form.rate_hz // 50
        block = np.zeros((size, self.form.channels), np.int16)
        for at in range(0, len(sound) - size + 1, size):
            block[:] = sound[at : at + size, None]
            self.callback(block, size, None, None)
        block[:] = 99

    def abort(self) -> None:
        """Stop at once."""
        self.happened.append("abort")

    def close(self) -> None:
        """Close."""
        self.happened.append("close")


def tone(rate_hz: int) -> Pcm:
    """Return one second of 440 Hz."""
    return (8_000 * np.sin(2 * np.pi * 440 * np.arange(rate_hz) / rate_hz)).astype(np.int16)


def fresh(gaps_s: list[float]) -> str:
    """Return which blocks are used (x) and which are dropped (.), where they come after these gaps."""
    freshness, now, line = Freshness(), 100.0, ""
    for gap_s in [0.0, *gaps_s]:
        now += gap_s
        line += "x" if freshness.is_fresh(now) else "."
    return line


def test_chunks_are_the_sound() -> None:
    """Every sample arrives once, in order, though the card uses its array again."""
    card, heard = Card(), []
    microphone = Microphone(opener=card.open)
    microphone.start(heard.append)
    card.speak(tone(16_000))
    microphone.stop()
    np.testing.assert_array_equal(np.concatenate(heard), tone(16_000))
    assert microphone.samples_received == 16_000
    assert card.happened == ["abort", "close"]


@pytest.mark.parametrize(("rate_hz", "channels"), [(48_000, 2), (44_100, 1)])
def test_a_card_of_another_form_is_heard_the_same(rate_hz: int, channels: int) -> None:
    """At 48 or 44.1 kHz, in stereo too, a second is a second at 16 kHz with its pitch."""
    card, heard = Card(Form(rate_hz, channels)), []
    microphone = Microphone(opener=card.open)
    microphone.start(heard.append)
    card.speak(tone(rate_hz))
    microphone.stop()
    sound = np.concatenate(heard)
    assert len(sound) == pytest.approx(16_000, abs=1_000)
    assert np.argmax(np.abs(np.fft.rfft(sound, 16_000))) == pytest.approx(440, abs=3)


def test_the_callback_never_waits_for_the_listener() -> None:
    """While whoever listens is busy the callback goes on, and nothing is lost."""
    card, heard, may_go_on = Card(), [], threading.Event()

    def listen(chunk: Pcm) -> None:
        may_go_on.wait(5)
        heard.append(chunk)

    microphone = Microphone(opener=card.open)
    microphone.start(listen)
    card.speak(tone(16_000))
    assert heard == []
    may_go_on.set()
    microphone.stop()
    assert sum(map(len, heard)) == 16_000


def test_a_stream_that_ends_by_itself_is_known() -> None:
    """A lost stream is not alive, and after a new start it is."""
    card = Card()
    microphone = Microphone(opener=card.open)
    assert not microphone.is_alive
    microphone.start(lambda _: None)
    assert microphone.is_alive
    card.lost()
    assert not microphone.is_alive
    microphone.stop()
    microphone.start(lambda _: None)
    assert microphone.is_alive
    microphone.stop()
    microphone.stop()


def test_it_may_be_stopped_by_its_own_listener() -> None:
    """Whoever hears the last chunk may stop the microphone from there."""
    card, stopped = Card(), threading.Event()
    microphone = Microphone(opener=card.open)

    def stop(_: Pcm) -> None:
        microphone.stop()
        stopped.set()

    microphone.start(stop)
    card.speak(tone(16_000)[:320])
    assert stopped.wait(5)


@pytest.mark.parametrize(
    ("gaps_s", "used"),
    [
        ([0.02] * 5, "xxxxxx"),
        ([0.02, 0.3, 0.001, 0.001, 0.02], "xxxxxx"),  # a busy machine: late, but ours
        ([0.02, 3.0, 0.001, 0.001, 0.02, 0.001], "xx...xx"),  # a thawed server: old sound, then new
        ([0.02, 3.0, 0.02, 0.02], "xx.xx"),
        ([3.0, 0.001, 3.0, 0.001, 0.02], "x....x"),
    ],
)
def test_only_a_standstill_makes_sound_old(gaps_s: list[float], used: str) -> None:
    """A burst after more than a second of nothing is dropped until blocks come in time again; late blocks are kept."""
    assert fresh(gaps_s) == used


REAL = textwrap.dedent("""
    import os, sys, time
    from hearback.audio import devices
    from hearback.audio.loudspeaker import Loudspeaker
    from hearback.audio.microphone import Microphone
    from hearback.errors import DeviceError

    def room(order):
        print(order, flush=True)
        sys.stdin.readline()

    def heard_in(seconds):
        before = len(heard)
        time.sleep(seconds)
        return sum(map(len, heard[before:])) / 16000

    def again():
        for device in (loudspeaker.close, microphone.stop):
            try:
                device()
            except DeviceError:
                pass
        devices.refresh()
        loudspeaker.start()
        microphone.start(heard.append)

    heard = []
    microphone, loudspeaker = Microphone(), Loudspeaker()
    loudspeaker.start()
    microphone.start(heard.append)
    assert 0.7 < heard_in(1.0) < 1.1, "it hears in real time"

    before = microphone.samples_received
    room("freeze")
    time.sleep(0.2)
    still = microphone.samples_received
    assert heard_in(2.0) < 0.1, "a frozen server gives nothing"
    assert microphone.samples_received == still, "and that can be seen"
    begun = time.monotonic()
    try:
        devices.in_time(devices.sounddevice().query_devices, 0.5) and devices.in_time(devices._refresh, 0.5)
    except DeviceError:
        pass
    assert time.monotonic() - begun < 2, "no call blocks for ever"
    room("thaw")
    assert heard_in(1.0) < 1.2, "the backlog is dropped"

    room("crash")
    time.sleep(0.5)
    assert not microphone.is_alive and not loudspeaker.is_alive, "a crash is known"
    room("start")
    begun = time.monotonic()
    again()
    assert time.monotonic() - begun < 5, "it is back in time"
    assert 0.5 < heard_in(1.0) < 1.1, "it hears again"
    print("well", flush=True)
    os._exit(0)
""")


@pytest.mark.slow
@pytest.mark.device
def test_it_lives_through_a_frozen_and_a_crashed_server(pulse_room: PulseRoom) -> None:
    """On a real device: real time, nothing while frozen, no backlog after it, and back after a crash within 5 s."""
    child = subprocess.Popen(
        [sys.executable, "-c", REAL], env=pulse_room.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    orders: dict[str, Callable[[], None]] = {
        "freeze": pulse_room.freeze,
        "thaw": pulse_room.thaw,
        "crash": pulse_room.crash,
        "start": pulse_room.start,
    }
    assert child.stdin is not None
    assert child.stdout is not None
    with child:
        for line in child.stdout:
            last = line.strip()
            if last in orders:
                orders[last]()
                child.stdin.write("done\n")
                child.stdin.flush()
    assert last == "well"
