"""`hearback demo`: a whole check-in by voice, on a machine with nothing but a loudspeaker, or not even that."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hearback.audio.pcm import Pcm, seconds, silence
from hearback.commands.demo import AHEAD, PIECE_S, Player, demo


class Speaker:
    """A loudspeaker of the test's own: it remembers what it is given and says when each piece was heard."""

    def __init__(self, *, is_stuck: bool = False) -> None:
        self.played: list[Pcm] = []
        self.is_stuck = is_stuck

    def play(self, pcm: Pcm, on_start: Callable[[], None], on_end: Callable[[], None]) -> None:
        """Take the sound; it was heard at once, or never."""
        self.played.append(pcm)
        on_start()
        if not self.is_stuck:
            threading.Thread(target=on_end).start()


def test_what_is_played_is_what_the_room_gave() -> None:
    """Every block reaches the loudspeaker once and in order, the last short piece too."""
    speaker = Speaker()
    player = Player(speaker)
    blocks = [np.full(512, value, np.int16) for value in range(101)]
    for block in blocks:
        player.take(block)
    player.finish()
    assert np.array_equal(np.concatenate(speaker.played), np.concatenate(blocks))
    assert all(seconds(piece) < PIECE_S + 0.04 for piece in speaker.played)


def test_a_stuck_loudspeaker_does_not_stop_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    """Where no sound is taken any more the demo says so once and goes on."""
    speaker = Speaker(is_stuck=True)
    player = Player(speaker, stuck_s=0.01)
    for _ in range(AHEAD * 3):
        player.take(silence(PIECE_S))
    player.finish()
    assert len(speaker.played) == AHEAD
    assert capsys.readouterr().err.count("goes on without it") == 1


@pytest.mark.slow
def test_the_fast_demo_is_a_whole_check_in(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """In virtual time the demonstration runs to its good end and can be written as sound."""
    wav = tmp_path / "demo.wav"
    assert demo(fast=True, json=True, wav=wav) == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert report["finished"] is True
    assert report["stages"][0] == "arrive"
    assert report["stages"][-1] == "close"
    assert report["unsaid"] == []
    assert wav.stat().st_size > report["duration_s"] * 30_000
