"""Which word was said when, and how loud people are."""

import numpy as np
import pytest

from hearback.audio.pcm import Pcm, silence
from hearback.audio.said import Said, voiced_frames


def hum(seconds: float, amplitude: int = 4000) -> Pcm:
    """Return a square hum whose root mean square is the amplitude."""
    return np.resize(np.repeat(np.array([amplitude, -amplitude], dtype=np.int16), 40), round(seconds * 16_000))


def test_words_are_spread_over_the_voiced_part() -> None:
    """Silence around and inside the clip holds no word."""
    said = Said()
    said.add(np.concatenate((silence(1.0), hum(1.0), silence(2.0), hum(1.0))), 10.0, "Ana", "one two three four")
    assert said.between(10.0, 12.0) == "one two"
    assert said.between(12.0, 14.0) == ""
    assert said.between(14.0, 15.0) == "three four"


def test_a_word_counts_where_its_middle_lies() -> None:
    """Two neighbouring times share no word and lose none."""
    said = Said()
    said.add(hum(4.0), 0.0, "Ana", "one two three four")
    assert [said.between(0.0, 1.4), said.between(1.4, 9.0)] == ["one", "two three four"]


def test_overlapping_people_can_be_told_apart() -> None:
    """All words come in the order of time, or only one person's."""
    said = Said()
    said.add(hum(2.0), 0.0, "Ana", "a c")
    said.add(hum(2.0), 0.3, "Ben", "b d")
    assert said.between(0.0, 3.0) == "a b c d"
    assert said.between(0.0, 3.0, "Ben") == "b d"


def test_the_level_is_that_of_voiced_sound() -> None:
    """Pauses do not lower it, several clips are averaged by their energy, and silence changes nothing."""
    said = Said()
    said.add(np.concatenate((hum(1.0, 1000), hum(60.0, 15))), 0.0, "Ana", "hm")
    assert said.rms == pytest.approx(1000)
    said.add(hum(1.0, 3000), 70.0, "Ben", "hm")
    said.add(silence(1.0), 80.0, "Ben", "hm")
    assert said.rms == pytest.approx(np.sqrt((1000**2 + 3000**2) / 2))


def test_digital_silence_has_no_voiced_frames() -> None:
    """Nor has an empty clip; a short rest of a frame counts as one."""
    assert [len(voiced_frames(silence(1.0))), len(voiced_frames(silence(0.0))), len(voiced_frames(hum(0.03)))] == [
        0,
        0,
        2,
    ]
