"""The learned safe word: learned from fixture voices, heard in talk and nowhere else."""

from pathlib import Path

import numpy as np
import pytest

from hearback.audio.files import read_sound
from hearback.audio.pcm import RATE_HZ, Pcm, joined, seconds, silence
from hearback.engines.background import Background, shipped
from hearback.engines.embedding import Embedder
from hearback.engines.learned_word import LearnedWord, agreed, word_from_bytes
from hearback.engines.learning import learn
from hearback.engines.spotter_learned import LearnedSpotter
from hearback.errors import EngineError, JournalError

FIXTURES = Path(__file__).parents[1] / "fixtures" / "audio"
VOICES = ("ana", "ben", "cleo", "dan", "eli")


def clip(voice: str, name: str) -> Pcm:
    """Return a fixture clip."""
    return read_sound(FIXTURES / voice / f"{name}.wav")


def talk() -> list[Pcm]:
    """Return every fixture clip that does not hold the word."""
    return [read_sound(path) for path in sorted(FIXTURES.glob("*/*.wav")) if path.stem != "safe-word"]


def changed(take: Pcm, pace: float, gain: float) -> Pcm:
    """Return the take as if said anew: faster or slower (and so higher or lower), louder or softer."""
    places = np.arange(0, len(take) - 1, pace)
    return np.asarray(np.rint(np.interp(places, np.arange(len(take)), take) * gain), np.int16)


def fed(spotter: LearnedSpotter, sound: Pcm, size: int = 320) -> list[float]:
    """Feed the sound in chunks; return the seconds at which the spotter was sure."""
    return [at / RATE_HZ for at in range(0, len(sound), size) if spotter.feed(sound[at : at + size])]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    """Give the networks, loaded once."""
    return Embedder()


@pytest.fixture(scope="module")
def background() -> Background:
    """Give the shipped statistics."""
    return shipped()


@pytest.fixture(scope="module")
def word(embedder: Embedder, background: Background) -> LearnedWord:
    """Give "lighthouse", learned from one take of each voice."""
    return learn([clip(voice, "safe-word") for voice in VOICES], background=background, embedder=embedder)


@pytest.mark.slow
@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize(("pace", "gain"), [(0.93, 0.5), (1.07, 1.2)])
def test_calls_in_talk_are_heard_once(
    word: LearnedWord, embedder: Embedder, voice: str, pace: float, gain: float
) -> None:
    """A call unlike the takes in pace, pitch and level, in the middle of talk, is heard once and soon after its end."""
    before, call = clip("ana", "statement-1")[-2 * RATE_HZ :], changed(clip(voice, "safe-word"), pace, gain)
    sound = joined([before, call, clip("ben", "tea"), silence(1)])
    heard_at = fed(LearnedSpotter(word, embedder), sound)
    assert len(heard_at) == 1
    assert seconds(before) + 0.3 < heard_at[0] < seconds(before) + seconds(call) + 0.5


@pytest.mark.slow
def test_other_words_are_not_the_word(word: LearnedWord, embedder: Embedder) -> None:
    """Every other fixture clip, one after another, is let pass."""
    assert fed(LearnedSpotter(word, embedder), joined(talk()), RATE_HZ) == []


@pytest.mark.slow
def test_silence_and_noise_are_not_the_word(word: LearnedWord, embedder: Embedder) -> None:
    """Digital silence, soft and loud noise, and a hum are let pass."""
    chance = np.random.default_rng(0)
    noises = [(chance.normal(size=10 * RATE_HZ) * level).astype(np.int16) for level in (3, 300, 9000)]
    hum = (np.sin(np.arange(5 * RATE_HZ) * 2 * np.pi * 50 / RATE_HZ) * 5000).astype(np.int16)
    assert fed(LearnedSpotter(word, embedder), joined([silence(5), *noises, hum]), RATE_HZ) == []


@pytest.mark.slow
def test_chunks_change_nothing(word: LearnedWord, embedder: Embedder) -> None:
    """Chunks of 10 ms, of 4096 samples and all at once give the same scores, and the same as a batch."""
    sound = joined([clip("ben", "tea"), clip("cleo", "safe-word"), silence(1.5)])
    batch = agreed(word.scores(embedder.hops(sound)))
    for size in (160, 4096, len(sound)):
        spotter = LearnedSpotter(word, embedder)
        scores, heard = [], 0
        for at in range(0, len(sound), size):
            heard += spotter.feed(sound[at : at + size])
            scores.append(spotter.score)
        assert heard == 1
        assert scores[-1] == pytest.approx(batch[-1], abs=1e-6)
        if size < 1280:
            assert max(scores) == pytest.approx(batch.max(), abs=1e-6)


@pytest.mark.slow
def test_a_candidate_comes_no_later_than_surety(word: LearnedWord, embedder: Embedder) -> None:
    """At the moment of surety the word is a candidate too, and long after it no more."""
    spotter = LearnedSpotter(word, embedder)
    sound = joined([clip("ben", "tea"), clip("dan", "safe-word"), silence(3)])
    at_surety = [spotter.candidate for at in range(0, len(sound), 320) if spotter.feed(sound[at : at + 320])]
    assert at_surety == [True]
    assert not spotter.candidate


@pytest.mark.slow
def test_reset_forgets(word: LearnedWord, embedder: Embedder) -> None:
    """Half a word before a reset and half after it are no word; a whole word after it is."""
    take = clip("ana", "safe-word")
    spotter = LearnedSpotter(word, embedder)
    sound = joined([clip("ben", "tea"), take])
    cut = len(sound) - len(take) // 2
    assert fed(spotter, sound[:cut]) == []
    spotter.reset()
    assert fed(spotter, joined([sound[cut:], silence(1.5)])) == []
    assert len(fed(spotter, joined([sound, silence(1)]))) == 1


@pytest.mark.slow
def test_a_word_survives_being_kept(word: LearnedWord, embedder: Embedder) -> None:
    """Its bytes give the same word back, and are so few that no sound can be in them."""
    kept = word.to_bytes()
    again = word_from_bytes(kept)
    hops = embedder.hops(clip("eli", "walk"))
    assert np.array_equal(again.scores(hops), word.scores(hops))
    assert (again.threshold, again.candidate_threshold, again.caught) == (
        word.threshold, word.candidate_threshold, word.caught,
    )  # fmt: skip
    assert len(kept) < 5000


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_a_damaged_word_is_said_to_be_damaged(content: bytes) -> None:
    """Bytes that are no word end in a sentence about teaching it again."""
    with pytest.raises(JournalError, match="teach it again"):
        word_from_bytes(content)


@pytest.mark.slow
def test_readings_raise_the_threshold(embedder: Embedder, background: Background) -> None:
    """A reading in which the unlearned word would pause is let pass by a word that was learned with it."""
    takes = [clip("ana", "safe-word"), clip("ben", "safe-word")]
    reading = joined([clip("cleo", "tea"), clip("ana", "safe-word"), silence(1)])
    alone = learn(takes, background=background, embedder=embedder)
    warned = learn(takes, background=background, embedder=embedder, readings=[reading])
    assert len(fed(LearnedSpotter(alone, embedder), reading)) == 1
    assert fed(LearnedSpotter(warned, embedder), reading) == []


@pytest.mark.slow
def test_takes_that_agree_are_caught(word: LearnedWord, embedder: Embedder, background: Background) -> None:
    """How sure the word is tells takes of one word from takes of five different ones."""
    mixed = [clip("ana", name) for name in ("safe-word", "tea", "walk", "your-turn", "name")]
    assert word.caught > 0.6
    assert learn(mixed, background=background, embedder=embedder).caught < 0.3


def test_silent_takes_are_refused(embedder: Embedder, background: Background) -> None:
    """Takes without any sound teach nothing, and that is said."""
    with pytest.raises(EngineError, match="no sound"):
        learn([silence(1), silence(0)], background=background, embedder=embedder)


@pytest.mark.slow
def test_people_are_heard_in_their_own_recordings(recordings: Path, embedder: Embedder, background: Background) -> None:
    """Of 40 people who call a word that eight others taught, at most four are missed at the word's own threshold."""
    clips = [read_sound(path) for path in sorted((recordings / "words" / "computer").glob("*.flac"))[:48]]
    word = learn(clips[:8], background=background, embedder=embedder)
    heard = [bool(fed(LearnedSpotter(word, embedder), joined([call, silence(1)]), RATE_HZ)) for call in clips[8:]]
    assert sum(heard) >= 36
