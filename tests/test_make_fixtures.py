"""The fixture clips: their sidecars tell the truth, and they stay small."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

FOLDER = Path(__file__).parents[1] / "fixtures" / "audio"
CLIPS = sorted(FOLDER.glob("*/*.wav"))
QUIET = 0.01 * 32767
"""Below this a sample is silence: the clips have no noise, and their peak is half of full scale."""


def clip_id(wav: Path) -> str:
    """Return a short name for the test's report."""
    return f"{wav.parent.name}/{wav.stem}"


def test_every_clip_has_a_sidecar_and_every_sidecar_a_clip() -> None:
    """Sound and sidecar come in pairs, and there are clips at all."""
    assert len(CLIPS) >= 50
    assert [wav.with_suffix(".json") for wav in CLIPS] == sorted(FOLDER.glob("*/*.json"))


def test_the_clips_stay_small() -> None:
    """The whole folder stays under 10 MB, so that a clone stays quick."""
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 10_000_000


def test_the_two_people_have_different_voices() -> None:
    """Ana and Ben each keep one voice, and not the same one."""
    voices = {
        person: {json.loads(path.read_text(encoding="utf-8"))["voice"] for path in (FOLDER / person).glob("*.json")}
        for person in ("ana", "ben")
    }
    assert voices == {"ana": {"flite:slt"}, "ben": {"flite:rms"}}


@pytest.mark.parametrize("wav", CLIPS, ids=clip_id)
def test_a_sidecar_tells_the_truth_about_its_clip(wav: Path) -> None:
    """Rate, length, words and speech times in the sidecar are those of the sound."""
    sidecar = json.loads(wav.with_suffix(".json").read_text(encoding="utf-8"))
    samples, rate_hz = soundfile.read(wav, dtype="int16")
    assert (rate_hz, samples.ndim, sidecar["rate_hz"]) == (16_000, 1, 16_000)
    assert sidecar["seconds"] == pytest.approx(len(samples) / rate_hz, abs=0.001)
    assert sidecar["words"].strip()
    loud_at = np.flatnonzero(np.abs(samples) > QUIET) / rate_hz
    assert sidecar["speech"][0][0] == pytest.approx(loud_at[0], abs=0.1)
    assert sidecar["speech"][-1][1] == pytest.approx(loud_at[-1], abs=0.1)
    within = [any(start <= at <= end for start, end in sidecar["speech"]) for at in loud_at[::80]]
    assert np.mean(within) > 0.99
