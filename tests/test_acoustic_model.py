"""The acoustic model is read from its files as PocketSphinx means them."""

from pathlib import Path

import numpy as np
import pytest

from hearback.audio.pcm import RATE_HZ
from hearback.engines.acoustic_model import BLOCK, AcousticModel
from hearback.engines.answers_sphinx import model_folder
from hearback.engines.cepstrum import CEPSTRA, Levelling, cepstra, features
from hearback.errors import EngineError


@pytest.fixture(scope="module")
def model() -> AcousticModel:
    """Load it once."""
    return AcousticModel(model_folder())


@pytest.mark.slow
def test_it_knows_the_phones(model: AcousticModel) -> None:
    """39 phones of speech, the states of each its own, and others between others."""
    assert len(model.phones) == 39
    alone = {state for phone in model.phones for state in model.senones(phone, position="u").tolist()}
    assert len(alone) >= 39
    assert not np.array_equal(model.senones("EH", "Y", "S"), model.senones("EH", "D", "L"))


@pytest.mark.slow
def test_a_hiss_fits_s_and_a_hum_fits_a_vowel(model: AcousticModel) -> None:
    """Of a clip that hisses and then hums, each half is better explained by its own phone."""
    hiss = np.diff(np.random.default_rng(1).normal(0, 800, 8001))
    time_s = np.arange(8000) / RATE_HZ
    hum = sum(
        4000 / (1 + abs(hertz - 700) / 300) * np.sin(2 * np.pi * hertz * time_s) for hertz in range(120, 1500, 120)
    )
    frames = features(Levelling().levelled(cepstra(np.concatenate((hiss, hum)).astype(np.int16))))
    scores = model.scores(frames, np.array([model.senones(phone)[1] for phone in ("S", "AA")]))
    assert np.median(scores[5:45, 0] - scores[5:45, 1]) > 5
    assert np.median(scores[55:95, 0] - scores[55:95, 1]) < -5


@pytest.mark.slow
def test_long_clips_score_as_short_ones(model: AcousticModel) -> None:
    """Frames are scored in blocks, and each as if it were alone."""
    frames = np.random.default_rng(2).normal(0, 3, (BLOCK * 2 + 5, 3, CEPSTRA)).astype(np.float32)
    wanted = np.arange(200)
    whole = model.scores(frames, wanted)
    assert whole[BLOCK + 3 : BLOCK + 4] == pytest.approx(model.scores(frames[BLOCK + 3 : BLOCK + 4], wanted), rel=1e-3)


def test_a_broken_model_is_named(tmp_path: Path) -> None:
    """Files that are missing or of another kind give the line that mends it."""
    with pytest.raises(EngineError, match="install the package pocketsphinx again"):
        AcousticModel(tmp_path)
    (tmp_path / "mdef").write_bytes(b"text")
    with pytest.raises(EngineError, match="install the package pocketsphinx again"):
        AcousticModel(tmp_path)
