"""A clip fits the phrase that was said, and free phones at least nearly as well."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from hearback.audio.pcm import Pcm, silence
from hearback.engines.acoustic_model import AcousticModel
from hearback.engines.alignment import Fits, Phrases
from hearback.engines.answers_sphinx import model_folder
from hearback.engines.cepstrum import Levelling, cepstra, features

pytestmark = pytest.mark.slow
SPOKEN = [(("Y", "EH", "S"),), (("N", "OW"),), (("S", "EY"), ("DH", "AE", "T"), ("AH", "G", "EH", "N"))]


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    """Return yes, no and "say that again"."""
    return Phrases(AcousticModel(model_folder()), SPOKEN)


def fits(phrases: Phrases, sound: Pcm) -> Fits:
    """Hold the phrases against a sound with silence around it."""
    whole = np.concatenate((silence(0.25), sound, silence(0.4))).astype(np.float64)
    whole += np.random.default_rng(0).normal(0, 10, len(whole))
    return phrases.fits(features(Levelling().levelled(cepstra(whole.astype(np.int16)))))


def say(text: str, place: Path) -> Pcm:
    """Speak a text."""
    path = place / "said.wav"
    subprocess.run(["flite", "-voice", "slt", "-t", text, "-o", path], check=True, capture_output=True)
    return np.asarray(sf.read(path, dtype="int16")[0])


@pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed")
@pytest.mark.parametrize(("text", "index"), [("Yes.", 0), ("No.", 1), ("Say that again.", 2)])
def test_what_was_said_fits_best(phrases: Phrases, tmp_path: Path, text: str, index: int) -> None:
    """It leads clearly over the others and over silence, and is near free phones."""
    found = fits(phrases, say(text, tmp_path))
    others = np.delete(found.of_phrases, index)
    assert found.of_phrases[index] > others.max() + 20
    assert found.of_phrases[index] > found.of_silence
    assert (found.of_phrases[index] - found.of_phones) / found.frames > -1.0


@pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed")
def test_a_word_more_is_not_overlooked(phrases: Phrases, tmp_path: Path) -> None:
    """Speech outside a phrase counts against it: the whole turn must be the phrase."""
    alone, more = (fits(phrases, say(text, tmp_path)) for text in ("No.", "No, we went home on Sunday."))
    assert more.of_phrases[1] - more.of_phones < alone.of_phrases[1] - alone.of_phones - 100


def test_silence_is_best_explained_by_silence(phrases: Phrases) -> None:
    """No phrase fits where nothing was said."""
    found = fits(phrases, silence(0.5))
    assert found.of_phrases.max() < found.of_silence
