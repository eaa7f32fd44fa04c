"""The earcons are short, soft and in the range that everyone hears."""

from typing import get_args

import numpy as np
import pytest

from hearback.audio.pcm import Pcm, seconds
from hearback.audio.tones import SPEECH_DBFS, tone
from hearback.core.effects import Tone
from hearback.engines.spoken import LEVEL_DBFS

TONES: tuple[Tone, ...] = get_args(Tone)


def pitch_hz(pcm: Pcm) -> float:
    """Return the strongest frequency."""
    return float(np.argmax(np.abs(np.fft.rfft(pcm, 16_000))))


@pytest.mark.parametrize("name", TONES)
def test_a_tone_is_short_and_soft(name: Tone) -> None:
    """Every tone lasts at most 400 ms, is 12 dB under speech, and begins and ends softly."""
    pcm = tone(name)
    level_dbfs = 20 * np.log10(np.sqrt(np.mean(pcm.astype(float) ** 2)) / 32_768)
    assert seconds(pcm) <= 0.4
    assert level_dbfs == pytest.approx(LEVEL_DBFS - 12, abs=0.2)
    assert np.abs(pcm[[0, 1, -2, -1]]).max() < 50
    assert np.abs(pcm).max() < 32_768 * 0.1


@pytest.mark.parametrize("name", TONES)
def test_a_tone_is_where_everyone_hears(name: Tone) -> None:
    """Nearly all energy is between 300 and 4000 Hz."""
    power = np.abs(np.fft.rfft(tone(name), 16_000)) ** 2
    assert power[300:4_000].sum() > 0.97 * power.sum()


def test_tones_can_be_told_apart() -> None:
    """The floor opens upward and is handed over downward; paused is the lowest and longest, the click the shortest."""
    half = len(tone("floor_open")) // 2
    assert pitch_hz(tone("floor_open")[:half]) < 1.2 * pitch_hz(tone("floor_open")[half:]) / 1.2
    assert pitch_hz(tone("hand_over")[:half]) > 1.2 * pitch_hz(tone("hand_over")[half:])
    assert min(TONES, key=lambda name: pitch_hz(tone(name))) == "paused"
    assert max(TONES, key=lambda name: len(tone(name))) == "paused"
    assert min(TONES, key=lambda name: len(tone(name))) == "microphone"


def test_the_level_of_speech_is_one_figure() -> None:
    """Tones and voices know the same level of speech, though neither imports the other."""
    assert SPEECH_DBFS == LEVEL_DBFS
