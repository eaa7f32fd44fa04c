"""The keyphrases: heard in synthetic voices, silent where nothing is said, and weak on purpose."""

from pathlib import Path

import numpy as np
import pytest

from hearback.audio.files import read_sound
from hearback.audio.pcm import RATE_HZ, Pcm, joined, silence
from hearback.engines.spotter_sphinx import SphinxSpotter, bar
from hearback.errors import EngineError

FIXTURES = Path(__file__).parents[1] / "fixtures" / "audio"


def clip(voice: str, name: str) -> Pcm:
    """Return a fixture clip."""
    return read_sound(FIXTURES / voice / f"{name}.wav")


def fed(spotter: SphinxSpotter, sound: Pcm, size: int = 1600) -> list[str | None]:
    """Feed the sound in chunks; return the phrases heard."""
    return [spotter.heard for at in range(0, len(sound), size) if spotter.feed(sound[at : at + size])]


@pytest.mark.slow
def test_a_typed_word_is_heard() -> None:
    """The word is heard in talk, by name, and once."""
    spotter = SphinxSpotter(["lighthouse", "stop the session"])
    sound = joined([clip("ben", "tea"), silence(0.3), clip("eli", "safe-word"), silence(1)])
    assert fed(spotter, sound) == ["lighthouse"]


@pytest.mark.slow
def test_other_words_noise_and_silence_are_let_pass() -> None:
    """Talk without the phrase, noise and digital silence are let pass."""
    spotter = SphinxSpotter(["lighthouse", "stop the session"])
    talk = [clip(voice, name) for voice in ("ana", "ben") for name in ("tea", "walk", "statement-1", "needs-1")]
    noise = (np.random.default_rng(0).normal(size=5 * RATE_HZ) * 500).astype(np.int16)
    assert fed(spotter, joined([*talk, silence(3), noise])) == []


@pytest.mark.slow
def test_reset_forgets() -> None:
    """Half a word before a reset and half after it are no word."""
    spotter = SphinxSpotter(["lighthouse"])
    sound = joined([clip("ben", "tea"), silence(0.3), clip("eli", "safe-word")])
    cut = len(sound) - len(clip("eli", "safe-word")) // 2
    assert fed(spotter, sound[:cut]) == []
    spotter.reset()
    assert fed(spotter, joined([sound[cut:], silence(1)])) == []


@pytest.mark.slow
def test_a_word_without_an_entry_is_spelled_out() -> None:
    """A word that no dictionary has can be listened for."""
    spotter = SphinxSpotter(["Zwiebelbrot"])
    assert fed(spotter, clip("ben", "tea")) == []


def test_short_phrases_must_fit_better() -> None:
    """The bar falls with each phone."""
    assert [bar(phones) for phones in (3, 6, 11)] == sorted((bar(phones) for phones in (3, 6, 11)), reverse=True)


@pytest.mark.parametrize("phrase", ["", "  ", "123"])
def test_a_phrase_without_letters_is_refused(phrase: str) -> None:
    """What can not be said can not be listened for."""
    with pytest.raises(EngineError, match="no letters"):
        SphinxSpotter([phrase])
