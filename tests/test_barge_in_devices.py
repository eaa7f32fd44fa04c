"""The safe word over a playing line, on the devices of a private PulseAudio."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hearback.audio.files import read_sound
from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.audio.said import LEVEL_FRAME, voiced_frames
from pulse_room import PulseRoom

FIXTURES = Path(__file__).parents[1] / "fixtures" / "audio"
CALL = FIXTURES / "dan" / "safe-word.wav"
LIMIT_S = 0.4
SPEAKS = """
import queue, sys
from pathlib import Path
from threading import Event
from hearback.audio.files import read_sound
from hearback.audio.loudspeaker import Loudspeaker
from hearback.audio.microphone import Microphone
from hearback.commands import engines
from hearback.config import Config
from hearback.core.effects import Listen
from hearback.core.events import SafeWordHeard
from hearback.ears import Ears

word = engines.learned([read_sound(Path(name)) for name in sys.argv[1:]])
bank = engines.bank("lighthouse", word)
loudspeaker, microphone, canceller = Loudspeaker(), Microphone(), engines.canceller(bank)
loudspeaker.on_played = canceller.played
ears = Ears(
    detector=engines.detector(Config()), recognizer=None, answers=None, jobs=lambda _: None,
    bank=bank, canceller=canceller, duck=loudspeaker.duck,
)
ears.listen(Listen("asked", None, "talk", "test"))
line = engines.synthesizer(Config()).render("This line goes on and on, and it has nothing to say at all. " * 4, 155)
chunks = queue.SimpleQueue()
loudspeaker.start()
microphone.start(chunks.put)
started = Event()
loudspeaker.play(line, started.set)
started.wait(5)
print("speaking", flush=True)
while loudspeaker.is_playing:
    ears.speaking(True)
    if any(isinstance(event, SafeWordHeard) for event in ears.hear(chunks.get(timeout=5))):
        loudspeaker.stop()
        print("called", flush=True)
microphone.stop()
loudspeaker.close()
"""


def end_of(call: Pcm, sound: Pcm) -> int:
    """Return the sample of the sound at which the call ends, by where it fits best."""
    size = len(sound) + len(call)
    fits = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(call, size).conj(), size)[: len(sound)]
    return int(np.argmax(fits)) + (int(voiced_frames(call)[-1]) + 1) * LEVEL_FRAME


@pytest.mark.slow
@pytest.mark.device
def test_the_safe_word_over_a_line_silences_the_loudspeaker_in_time(pulse_room: PulseRoom, tmp_path: Path) -> None:
    """From the end of the word to silence at most 0.4 s, with an echo as loud as what is played."""
    pulse_room.echo(-3.0)
    heard = tmp_path / "heard.wav"
    form = ("--file-format=wav", "--rate=16000", "--channels=1", "--format=s16le", "--latency-msec=20")
    recorder = subprocess.Popen(["parecord", "-d", "room_mic.monitor", *form, str(heard)], env=pulse_room.env)
    takes = [str(FIXTURES / who / "safe-word.wav") for who in ("ana", "ben", "dan")]
    speaks = subprocess.Popen(
        [sys.executable, "-c", SPEAKS, *takes], env=os.environ | pulse_room.env, stdout=subprocess.PIPE, text=True
    )
    assert speaks.stdout is not None
    assert speaks.stdout.readline() == "speaking\n"
    gap = subprocess.Popen(["sleep", "3"])  # our voice is learned by then
    gap.wait()
    pulse_room.say(CALL)
    assert speaks.stdout.readline() == "called\n"
    assert speaks.wait(timeout=10) == 0
    recorder.send_signal(signal.SIGINT)
    recorder.wait(timeout=5)
    sound = read_sound(heard)
    ends = end_of(read_sound(CALL), sound)
    frames = sound[: len(sound) // LEVEL_FRAME * LEVEL_FRAME].reshape(-1, LEVEL_FRAME).astype(np.float64)
    loud = np.flatnonzero(np.sqrt(np.mean(np.square(frames), axis=1)) > 100)
    silent_after_s = ((int(loud[-1]) + 1) * LEVEL_FRAME - ends) / RATE_HZ
    print(f"silent {silent_after_s:.2f} s after the word")
    assert silent_after_s <= LIMIT_S
