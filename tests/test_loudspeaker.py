"""The loudspeaker: told at the right time, silent within a block, never left hanging by a card."""

import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from hearback.audio.devices import Kind
from hearback.audio.loudspeaker import Loudspeaker
from hearback.audio.pcm import Pcm
from hearback.audio.streams import Form
from hearback.errors import DeviceError
from pulse_room import PulseRoom

FINE = SimpleNamespace(output_underflow=False)
WAIT_S = 5.0


class Card:
    """A card of our own: the test turns its crank, block by block."""

    latency = 0.04

    def __init__(self, form: Form | None = None) -> None:
        self.form = form or Form(16_000, 1)
        self.happened: list[str] = []
        self.is_refusing = False

    def open(self, _kind: Kind, _device: str | None, fill: Callable[..., None], lost: Callable[[], None]) -> Any:
        """Be the opener of a loudspeaker."""
        self.fill, self.lost = fill, lost
        return self, self.form

    def turn(self, blocks: int) -> Pcm:
        """Take the next blocks and return their first channel."""
        taken = []
        for _ in range(blocks):
            block = np.full((self.form.rate_hz // 50, self.form.channels), 99, np.int16)
            self.fill(block, len(block), None, FINE)
            assert (block == block[:, :1]).all()
            taken.append(block[:, 0])
        return np.concatenate(taken)

    def abort(self) -> None:
        """Drop what is held."""
        self.happened.append("abort")
        self.lost()

    def start(self) -> None:
        """Go on, or refuse like a card that is gone."""
        if self.is_refusing:
            raise DeviceError("gone")
        self.happened.append("start")

    def close(self) -> None:
        """Close."""
        self.happened.append("close")


class Told:
    """Waits until it is told, and counts."""

    def __init__(self) -> None:
        self.times = 0
        self._event = threading.Event()

    def __call__(self) -> None:
        """Be told."""
        self.times += 1
        self._event.set()

    def wait(self) -> bool:
        """Return whether it was told in time."""
        return self._event.wait(WAIT_S)


def started(card: Card) -> Loudspeaker:
    """Return a loudspeaker on this card."""
    loudspeaker = Loudspeaker(opener=card.open)
    loudspeaker.start()
    return loudspeaker


def settle(loudspeaker: Loudspeaker) -> None:
    """Return once the loudspeaker's thread has told everything that was due."""
    done = Told()
    loudspeaker._orders.put(done)
    assert done.wait()


def sound(blocks: float) -> Pcm:
    """Return a sound of that many blocks."""
    return np.full(round(blocks * 320), 5_000, np.int16)


def test_start_and_end_are_told_when_the_sound_has_left() -> None:
    """With two blocks in the card, the start is told two blocks after it is written, and the end likewise."""
    card, start, end = Card(), Told(), Told()
    loudspeaker = started(card)
    loudspeaker.play(sound(5), start, end)
    card.turn(2)
    settle(loudspeaker)
    assert start.times == 0
    card.turn(1)
    assert start.wait()
    card.turn(4)
    settle(loudspeaker)
    assert end.times == 0
    assert loudspeaker.is_playing
    card.turn(1)
    assert end.wait()
    assert not loudspeaker.is_playing
    loudspeaker.close()


def test_a_stop_is_silence_from_the_next_block_on() -> None:
    """After the call nothing of the old sound is written, the card drops what it holds, and both ends are told."""
    card, ends = Card(), [Told(), Told()]
    loudspeaker = started(card)
    for end in ends:
        loudspeaker.play(sound(50), on_end=end)
    assert card.turn(10).all()
    loudspeaker.stop()
    assert not card.turn(1).any()
    assert all(end.wait() for end in ends)
    assert card.happened == ["abort", "start"]
    assert not card.turn(60).any()
    loudspeaker.close()
    assert [end.times for end in ends] == [1, 1]


def test_what_is_played_after_a_stop_is_heard_whole() -> None:
    """A sound that is queued right behind one stop or two begins at its first sample, once the card is back."""
    card, cut, end = Card(), Told(), Told()
    loudspeaker = started(card)
    loudspeaker.play(sound(50))
    card.turn(3)
    loudspeaker.stop()
    loudspeaker.play(sound(50), on_end=cut)
    loudspeaker.stop()
    loudspeaker.play(sound(4), on_end=end)
    assert cut.wait()
    heard = card.turn(12)
    assert np.count_nonzero(heard) == 4 * 320
    assert end.wait()
    loudspeaker.close()


def test_a_stop_in_silence_leaves_the_card_alone() -> None:
    """Where nothing is playing there is nothing to abort."""
    card = Card()
    loudspeaker = started(card)
    loudspeaker.stop()
    loudspeaker.close()
    assert card.happened == ["abort", "close"]


def test_a_card_that_is_lost_ends_what_was_playing() -> None:
    """When the stream ends by itself every end is told, and what is played then ends at once."""
    card, end, later = Card(), Told(), Told()
    loudspeaker = started(card)
    loudspeaker.play(sound(50), on_end=end)
    card.turn(2)
    card.lost()
    assert end.wait()
    assert not loudspeaker.is_alive
    loudspeaker.play(sound(1), on_end=later)
    assert later.wait()
    loudspeaker.close()


def test_a_card_that_can_not_go_on_after_a_stop_is_lost() -> None:
    """A card that refuses to start again is known to be lost; the ends are told all the same."""
    card, end = Card(), Told()
    loudspeaker = started(card)
    loudspeaker.play(sound(50), on_end=end)
    card.turn(2)
    card.is_refusing = True
    loudspeaker.stop()
    assert end.wait()
    assert not loudspeaker.is_alive
    loudspeaker.close()


def test_closing_ends_what_is_queued_and_it_can_start_again() -> None:
    """A close tells every end; a closed loudspeaker ends what it is given, and plays again after a start."""
    card, ends = Card(), [Told(), Told(), Told()]
    loudspeaker = started(card)
    loudspeaker.play(sound(50), on_end=ends[0])
    loudspeaker.close()
    loudspeaker.close()
    loudspeaker.play(sound(50), on_end=ends[1])
    assert [end.times for end in ends] == [1, 1, 0]
    loudspeaker.start()
    loudspeaker.play(sound(2), on_end=ends[2])
    assert np.count_nonzero(card.turn(6)) == 2 * 320
    assert ends[2].wait()
    loudspeaker.close()


@pytest.mark.parametrize(("rate_hz", "channels"), [(48_000, 2), (44_100, 1)])
def test_a_card_of_another_form_hears_the_same(rate_hz: int, channels: int) -> None:
    """At 48 or 44.1 kHz, in stereo too, a second is a second, and the reference that goes out is 16 kHz again."""
    card, end, heard = Card(Form(rate_hz, channels)), Told(), []
    loudspeaker = started(card)
    loudspeaker.on_played = heard.append
    tone = (8_000 * np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000)).astype(np.int16)
    loudspeaker.play(tone, on_end=end)
    out = card.turn(60)
    assert end.wait()
    loudspeaker.close()
    reference = np.concatenate(heard)
    assert np.flatnonzero(np.abs(out) > 100)[-1] == pytest.approx(rate_hz, rel=0.01)
    assert len(reference) == pytest.approx(60 * 320, abs=1_000)
    assert np.argmax(np.abs(np.fft.rfft(reference[:16_000]))) == pytest.approx(440, abs=2)


def test_every_block_that_goes_out_is_handed_on() -> None:
    """The reference for echo cancellation is what the card was given, silence included, sample for sample."""
    card, heard = Card(), []
    loudspeaker = started(card)
    loudspeaker.on_played = heard.append
    loudspeaker.play(sound(2.5))
    out = card.turn(6)
    loudspeaker.close()
    np.testing.assert_array_equal(np.concatenate(heard), out)


REAL = textwrap.dedent("""
    import os, subprocess, sys, threading, time
    import numpy as np
    from hearback.audio.loudspeaker import Loudspeaker

    loud_at = []

    def listen():
        form = ["--rate=16000", "--channels=1", "--format=s16le", "--latency-msec=5"]
        recorder = subprocess.Popen(["parec", "-d", "room_speaker.monitor", *form], stdout=subprocess.PIPE)
        while sound := os.read(recorder.stdout.fileno(), 320):
            if np.abs(np.frombuffer(sound[: len(sound) // 2 * 2], np.int16)).max() > 33:  # -60 dBFS
                loud_at.append(time.monotonic())

    threading.Thread(target=listen, daemon=True).start()
    loudspeaker = Loudspeaker()
    loudspeaker.start()
    tone = (8000 * np.sin(np.arange(32000) * 0.17)).astype(np.int16)
    told, silent, ended = [], [], []
    time.sleep(0.3)
    for run in range(12):
        before, started_at, end = len(loud_at), [], threading.Event()
        loudspeaker.play(tone, lambda at=started_at: at.append(time.monotonic()), end.set)
        time.sleep(0.3 + 0.005 * run)
        stopped_at = time.monotonic()
        loudspeaker.stop()
        assert end.wait(2)
        ended.append(time.monotonic() - stopped_at)
        time.sleep(0.2)
        told.append(started_at[0] - loud_at[before])
        silent.append(loud_at[-1] - stopped_at)
    loudspeaker.close()
    print(max(silent), max(ended), max(map(abs, told)), loudspeaker.underflows)
    os._exit(0)
""")


@pytest.mark.slow
@pytest.mark.device
def test_a_stop_is_silent_within_60_ms_on_a_real_device(pulse_room: PulseRoom) -> None:
    """From the call to silence at the sink takes at most 60 ms, and the start of a sound is told when it is heard."""
    done = subprocess.run(
        [sys.executable, "-c", REAL], env=pulse_room.env, capture_output=True, text=True, timeout=60, check=True
    )
    silent_s, ended_s, told_s, _ = map(float, done.stdout.split())
    print(
        f"silent after {silent_s * 1000:.0f} ms, end told after {ended_s * 1000:.0f}, start off by {told_s * 1000:.0f}"
    )
    assert silent_s <= 0.060
    assert ended_s <= 0.060
    assert told_s <= 0.060
