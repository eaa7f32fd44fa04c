"""Sound becomes the numbers that the acoustic model knows."""

import numpy as np
import pytest
from pocketsphinx import Decoder

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.engines.cepstrum import CEPSTRA, Floats, Levelling, cepstra, features


def speechlike(seconds: float, level: float = 3000.0, tilt: int = 1) -> Pcm:
    """Return noise that is loud in its middle third; `tilt` samples are averaged, which takes its highs away."""
    count = round(seconds * RATE_HZ)
    noise = np.convolve(np.random.default_rng(4).normal(0, 1, count), np.ones(tilt) / tilt, mode="same")
    shape = np.where(np.abs(np.linspace(-1.5, 1.5, count)) < 0.5, level, 30.0)
    return (noise * shape).astype(np.int16)


@pytest.mark.slow
def test_the_cepstra_are_pocketsphinx_own() -> None:
    """Their mean over a clip is the one that PocketSphinx itself finds in it."""
    sound = speechlike(1.5)
    decoder = Decoder(lm=None, loglevel="FATAL")
    decoder.add_keyphrase("word", "hello")
    decoder.activate_search("word")
    decoder.start_utt()
    decoder.process_raw(sound.tobytes(), full_utt=True)
    decoder.end_utt()
    own = [float(number) for number in decoder.get_cmn(update=False).split(",")]
    assert cepstra(sound).mean(axis=0).tolist() == pytest.approx(own, abs=0.5)


def test_there_are_a_hundred_frames_a_second() -> None:
    """Three streams of 13 numbers every 10 ms; a clip shorter than a window gives one frame."""
    assert features(cepstra(speechlike(1.0))).shape == (98, 3, CEPSTRA)
    assert features(cepstra(speechlike(0.01))).shape == (1, 3, CEPSTRA)


def test_slopes_and_curves_follow_the_cepstra() -> None:
    """A steady rise has one slope and no curve."""
    rising = np.arange(20, dtype=np.float32)[:, None] * np.ones(CEPSTRA, dtype=np.float32)
    found = features(rising)
    assert np.all(found[5:-5, 1] == 4.0)
    assert np.all(found[5:-5, 2] == 0.0)


def test_a_clip_alone_is_levelled_by_itself() -> None:
    """Before anybody spoke there is nothing else to go by."""
    assert Levelling().levelled(cepstra(speechlike(1.0))).mean(axis=0) == pytest.approx(np.zeros(CEPSTRA), abs=1e-3)


def taught(turn: Floats) -> Levelling:
    """Return a levelling that heard one turn."""
    levelling = Levelling()
    levelling.take(turn)
    return levelling


def test_an_earlier_turn_tells_of_the_room() -> None:
    """The colour of an earlier turn moves the levels of the next, and the loudness of that turn does not."""
    clip = cepstra(speechlike(0.6))
    dull, bright = (taught(cepstra(speechlike(3.0, tilt=tilt))).levelled(clip) for tilt in (4, 1))
    assert np.abs(dull - bright)[:, 1].min() > 1.0
    soft, loud = (taught(cepstra(speechlike(3.0, level=level))).levelled(clip) for level in (1500, 6000))
    assert soft == pytest.approx(loud, abs=2.0)  # four times as loud alone would be 14


def test_silence_teaches_nothing() -> None:
    """Where no frame stands out there is no speech to learn from."""
    clip = cepstra(speechlike(0.6))
    flat = np.ones((50, CEPSTRA), dtype=np.float32)
    assert np.array_equal(taught(flat).levelled(clip), Levelling().levelled(clip))
