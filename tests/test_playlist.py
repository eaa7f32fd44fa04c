"""What is played when, and who is told: blocks by hand, no card."""

from collections.abc import Callable

import numpy as np
import pytest

from hearback.audio.pcm import Pcm
from hearback.audio.playlist import Playlist, Sound

BLOCK = 320


class Diary:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, line: str) -> Callable[[], None]:
        """Return a notice that writes this line."""
        return lambda: self.lines.append(line)

    def sound(self, name: str, length: int, level: int = 1) -> Sound:
        """Return a sound that writes its start and its end."""
        return Sound(np.full(length, level, np.int16), self.note(f"{name} starts"), self.note(f"{name} ends"))


def blocks(playlist: Playlist, count: int) -> Pcm:
    """Return what the next blocks hold; they are full of old sound before."""
    filled = [np.zeros(0, np.int16)]
    for _ in range(count):
        block = np.full(BLOCK, 99, np.int16)
        playlist.fill(block)
        filled.append(block)
    return np.concatenate(filled)


def tell(playlist: Playlist, held: int) -> None:
    """Tell everybody who is due."""
    for notice in playlist.left(held):
        notice()


def test_sounds_follow_each_other_without_a_gap() -> None:
    """Two queued sounds join at the sample, and silence follows."""
    playlist, diary = Playlist(), Diary()
    playlist.add(diary.sound("one", 500, 1))
    playlist.add(diary.sound("two", 300, 2))
    expected = np.concatenate([np.full(500, 1), np.full(300, 2), np.zeros(160)])
    np.testing.assert_array_equal(blocks(playlist, 3), expected)


def test_nothing_queued_is_silence() -> None:
    """Old sound in a block is overwritten."""
    assert not blocks(Playlist(), 2).any()


@pytest.mark.parametrize("held", [0, 1_280])
def test_people_are_told_when_the_sample_has_left(held: int) -> None:
    """Start and end are due once the card holds only later samples, not when they are written."""
    playlist, diary = Playlist(), Diary()
    playlist.add(diary.sound("one", 640))
    told = []
    for _ in range(10):
        blocks(playlist, 1)
        tell(playlist, held)
        told.append(list(diary.lines))
    first_start = next(n for n, lines in enumerate(told) if lines) + 1
    first_end = next(n for n, lines in enumerate(told) if len(lines) == 2) + 1
    assert first_start * BLOCK >= held
    assert first_start == max(1, held // BLOCK)
    assert first_end * BLOCK == 640 + held
    assert diary.lines == ["one starts", "one ends"]


def test_a_sound_of_no_length_is_told_too() -> None:
    """An empty sound starts and ends, and does not stop the queue."""
    playlist, diary = Playlist(), Diary()
    playlist.add(diary.sound("none", 0))
    playlist.add(diary.sound("one", 100))
    assert blocks(playlist, 1)[:100].all()
    tell(playlist, 0)
    assert diary.lines == ["none starts", "none ends", "one starts", "one ends"]


@pytest.mark.parametrize("played", range(5))
def test_every_end_is_told_once_however_late_the_cut(played: int) -> None:
    """Wherever the cut falls, each sound's end is told exactly once, in order, and nothing more is played."""
    playlist, diary = Playlist(), Diary()
    for name in ("one", "two"):
        playlist.add(diary.sound(name, 400))
    blocks(playlist, played)
    tell(playlist, 320)
    for notice in playlist.cut():
        notice()
    tell(playlist, 0)
    assert [line for line in diary.lines if line.endswith("ends")] == ["one ends", "two ends"]
    assert not blocks(playlist, 2).any()
    assert playlist.cut() == []
