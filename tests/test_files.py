"""Sound files: any form in, our one format out, and plain sentences for what is not sound."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from hearback.audio.files import read_sound, write_wav
from hearback.audio.pcm import RATE_HZ
from hearback.errors import ConfigError


def a_tone(rate_hz: int, level: float = 0.5) -> np.ndarray:
    """Return one second of 440 Hz."""
    return level * np.sin(2 * np.pi * 440 * np.arange(rate_hz) / rate_hz)


@pytest.mark.parametrize("kind", ["wav", "flac"])
@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_any_form_becomes_ours(tmp_path: Path, kind: str, rate_hz: int, channels: int) -> None:
    """Every rate and number of channels comes out as 16 kHz mono with the same length, pitch and level."""
    path = tmp_path / f"sound.{kind}"
    soundfile.write(path, np.repeat(a_tone(rate_hz)[:, None], channels, axis=1), rate_hz)
    pcm = read_sound(path)
    assert pcm.dtype == np.int16
    assert len(pcm) == pytest.approx(RATE_HZ, abs=2)
    assert np.argmax(np.abs(np.fft.rfft(pcm[:RATE_HZ]))) == pytest.approx(440, abs=1)
    assert np.abs(pcm[1_000:-1_000]).max() == pytest.approx(16_384, rel=0.02)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    """Our own WAV files lose nothing, full scale included."""
    pcm = np.array([0, 1, -1, 32_767, -32_768, 123] * 100, np.int16)
    write_wav(tmp_path / "ours.wav", pcm)
    np.testing.assert_array_equal(read_sound(tmp_path / "ours.wav"), pcm)
    assert soundfile.info(tmp_path / "ours.wav").subtype == "PCM_16"


def test_samples_over_full_scale_are_clipped(tmp_path: Path) -> None:
    """A float file that is too loud, or that holds what is no number, does not wrap around."""
    soundfile.write(tmp_path / "loud.wav", np.array([2.0, -2.0, np.nan]), RATE_HZ, subtype="FLOAT")
    assert read_sound(tmp_path / "loud.wav").tolist() == [32_767, -32_768, 0]


@pytest.mark.parametrize("content", [b"", b"this is no sound", b"RIFF\x00\x00\x00\x00WAVE"])
def test_what_is_not_sound_is_named(tmp_path: Path, content: bytes) -> None:
    """An empty, broken or other file raises our error with its path and what is needed."""
    path = tmp_path / "broken.wav"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"broken\.wav.*WAV or FLAC"):
        read_sound(path)


def test_a_file_with_no_samples_is_named(tmp_path: Path) -> None:
    """A right header with nothing behind it is an error too."""
    soundfile.write(tmp_path / "none.wav", np.zeros(0), RATE_HZ)
    with pytest.raises(ConfigError, match=r"none\.wav.*no sound"):
        read_sound(tmp_path / "none.wav")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    """A path that is no file raises our error."""
    for path in (tmp_path / "gone.wav", tmp_path):
        with pytest.raises(ConfigError, match="no such file"):
            read_sound(path)


def test_a_place_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    """Writing into a folder that is not there raises our error."""
    with pytest.raises(ConfigError, match=r"out\.wav"):
        write_wav(tmp_path / "no" / "out.wav", np.zeros(1, np.int16))
