"""What is made of a few takes: the word is found in them, and made-up calls are varied and end where they say."""

import numpy as np

from hearback.audio.pcm import RATE_HZ, Pcm, joined, seconds, silence
from hearback.engines.embedding import SPAN
from hearback.engines.learned_word import JOINED
from hearback.engines.takes import BEFORE_S, variations, word_in


def tone(length_s: float, level: float = 6000.0) -> Pcm:
    """Return a sound that is easy to find again."""
    return np.asarray(np.sin(np.arange(round(length_s * RATE_HZ)) * 0.3) * level, np.int16)


def room(length_s: float, seed: int = 0) -> Pcm:
    """Return the noise of a room, 40 dB below the tone."""
    return np.asarray(np.random.default_rng(seed).normal(size=round(length_s * RATE_HZ)) * 42, np.int16)


def test_the_word_is_cut_out_of_its_take() -> None:
    """What is left of a take is the word and at most a tenth of a second around it."""
    found = word_in(joined([room(1.2), tone(0.6), room(0.8)]))
    assert 0.6 <= seconds(found) <= 0.8
    assert np.abs(found.astype(int)).max() == np.abs(tone(0.6).astype(int)).max()


def test_a_stop_within_the_word_does_not_part_it() -> None:
    """A word with a gap of a tenth of a second stays whole; a click a second before it is left away."""
    take = joined([room(0.5), tone(0.02), room(1), tone(0.3), room(0.1), tone(0.3), room(0.5)])
    assert 0.7 <= seconds(word_in(take)) <= 0.9


def test_a_take_of_nothing_is_nothing() -> None:
    """An empty take gives an empty word, and silence gives no calls."""
    assert len(word_in(silence(0))) == 0
    assert list(variations([silence(1), silence(0)], [], count=5, seed=0)) == []


def test_calls_leave_room_for_what_is_heard_before() -> None:
    """Before the end of every call there is at least as much sound as the windows hear."""
    for call in variations([tone(0.4)], [], count=12, seed=1):
        assert call.ends_at >= BEFORE_S * RATE_HZ
        assert call.ends_at + RATE_HZ * 0.02 <= len(call.sound)
        assert call.ends_at >= SPAN + (JOINED - 1) * 1280 - 0.1 * RATE_HZ


def test_every_take_is_used_as_often() -> None:
    """Calls are spread evenly over the takes."""
    takes = [tone(0.4), tone(0.5), tone(0.6)]
    used = [call.take for call in variations(takes, [room(3)], count=12, seed=2)]
    assert sorted(used) == [0] * 4 + [1] * 4 + [2] * 4


def test_the_same_seed_makes_the_same_calls() -> None:
    """Chance comes in as a seed: the same one repeats every sample, another one changes them."""
    first, again, other = (
        [call.sound for call in variations([tone(0.4)], [], count=4, seed=seed)] for seed in (5, 5, 6)
    )
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_some_calls_come_after_silence_and_most_after_speech() -> None:
    """The second before the word is quiet in some calls and loud in most."""
    calls = list(variations([tone(0.4)], [tone(4)], count=60, seed=3))
    before = [call.sound[: RATE_HZ // 2].astype(float) for call in calls]
    within = [call.sound[call.ends_at - RATE_HZ // 5 : call.ends_at].astype(float) for call in calls]
    loud = [np.std(a) > 0.3 * np.std(b) for a, b in zip(before, within, strict=True)]
    assert 30 <= sum(loud) <= 55
