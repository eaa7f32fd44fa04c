"""The room of the real-device tests does what it says, or those tests mean nothing."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from pulse_room import PulseRoom, missing_programs

needs_pulse = pytest.mark.skipif(bool(missing_programs()), reason="needs PulseAudio; scripts/test installs it")
pytestmark = [pytest.mark.slow, pytest.mark.device, needs_pulse]

HELLO = Path(__file__).parents[1] / "fixtures" / "audio" / "ana" / "appreciation-1.wav"
LISTEN = """
import sounddevice
sound = sounddevice.rec(16000 * 2, samplerate=16000, channels=1, dtype="int16", blocking=True)
print(abs(sound).max())
"""
PLAY = """
import sys, sounddevice, soundfile
samples, rate_hz = soundfile.read(sys.argv[1], dtype="int16")
sounddevice.play(samples, rate_hz, blocking=True)
"""


def child(room: PulseRoom, code: str, *arguments: str) -> subprocess.Popen[str]:
    """Start Python code that uses the room's devices."""
    return subprocess.Popen([sys.executable, "-c", code, *arguments], env=room.env, stdout=subprocess.PIPE, text=True)


def test_what_is_said_reaches_a_program_that_listens(pulse_room: PulseRoom) -> None:
    """A child that reads its default microphone hears what is said in the room, and a faint hum where nothing is."""
    with child(pulse_room, LISTEN) as silent:
        assert 0 < int(silent.communicate(timeout=20)[0]) < 20
    with child(pulse_room, LISTEN) as listener:
        pulse_room.say(HELLO)
        assert int(listener.communicate(timeout=20)[0]) > 5_000


def test_a_room_without_hum_is_a_microphone_of_zeros() -> None:
    """Asked for no hum, the room gives what a microphone without permission gives."""
    with PulseRoom(hum_db=None) as room, child(room, LISTEN) as silent:
        assert int(silent.communicate(timeout=20)[0]) == 0


def test_what_a_program_plays_is_recorded(pulse_room: PulseRoom, tmp_path: Path) -> None:
    """A child's default loudspeaker ends up in the recording at its own level."""
    wav = tmp_path / "heard.wav"
    with pulse_room.recording(wav), child(pulse_room, PLAY, str(HELLO)) as player:
        assert player.wait(timeout=30) == 0
    samples, rate_hz = soundfile.read(wav, dtype="int16")
    assert rate_hz == 16_000
    assert np.abs(samples).max() == pytest.approx(0.5 * 32767, rel=0.1)


def test_echo_comes_at_its_level(pulse_room: PulseRoom) -> None:
    """With an echo of -6 dB the microphone hears half of what the loudspeaker plays; without one nothing."""
    for level_db, expected in ((None, 0), (-6.0, 0.25 * 32767)):
        if level_db is not None:
            pulse_room.echo(level_db)
        with child(pulse_room, PLAY, str(HELLO)) as player, child(pulse_room, LISTEN) as listener:
            heard = int(listener.communicate(timeout=20)[0])
            player.wait(timeout=30)
        assert heard == pytest.approx(expected, rel=0.2, abs=50)


def test_devices_go_and_come_back(pulse_room: PulseRoom) -> None:
    """Unplugging takes one device away; plugged in it is the default again and hums."""
    pulse_room.unplug("microphone")
    assert "room_mic" not in pulse_room.pactl("list", "short", "sources")
    pulse_room.plug("microphone")
    assert "Default Source: room_mic.monitor" in pulse_room.pactl("info")
    with child(pulse_room, LISTEN) as silent:
        assert 0 < int(silent.communicate(timeout=20)[0]) < 20


def test_a_crashed_room_starts_again(pulse_room: PulseRoom) -> None:
    """After a crash nothing answers; after a start both devices are back."""
    pulse_room.crash()
    with pytest.raises(subprocess.CalledProcessError):
        pulse_room.pactl("info")
    pulse_room.start()
    assert "room_speaker" in pulse_room.pactl("list", "short", "sinks")


def test_a_frozen_room_does_not_answer_until_it_thaws(pulse_room: PulseRoom) -> None:
    """Frozen, the daemon holds its streams and answers nobody."""
    pulse_room.freeze()
    asking = subprocess.Popen(["pactl", "info"], env=pulse_room.env, stdout=subprocess.DEVNULL)
    with pytest.raises(subprocess.TimeoutExpired):
        asking.wait(timeout=0.5)
    pulse_room.thaw()
    assert asking.wait(timeout=10) == 0
