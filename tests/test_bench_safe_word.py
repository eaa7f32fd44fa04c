"""The bench of the safe word: folders, splices, thresholds and counting."""

import math
import sys
from pathlib import Path

import numpy as np
import pytest

from hearback.audio.files import write_wav
from hearback.audio.pcm import RATE_HZ, Pcm

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts" / "benches"))

from spotting.counting import Scores
from spotting.sound import household_in, in_noise, level_of, spliced, words_in


def noise(length_s: float, level: float = 1000.0, seed: int = 0) -> Pcm:
    """Return white noise."""
    return np.asarray(np.random.default_rng(seed).normal(size=round(length_s * RATE_HZ)) * level, np.int16)


def clip_at(path: Path) -> None:
    """Write a short clip."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_wav(path, noise(0.2))


def test_folders_are_words_and_are_searched_through(tmp_path: Path) -> None:
    """A folder below the given one is a word, spaces and folders of speakers included; others are no words."""
    for name in ("smart mirror/a.wav", "smart mirror/b/c.WAV", "jarvis/one/a.wav", "jarvis/two/a.wav"):
        clip_at(tmp_path / "words" / name)
    (tmp_path / "words" / "empty").mkdir()
    found = words_in(tmp_path / "words")
    assert {word: len(clips) for word, clips in found.items()} == {"jarvis": 2, "smart mirror": 2}
    assert words_in(tmp_path).keys() == found.keys()
    assert list(words_in(tmp_path / "words" / "jarvis" / "one")) == ["one"]


def test_rooms_are_no_noise(tmp_path: Path) -> None:
    """Room responses are left out of the noises; a folder that is missing holds none."""
    clip_at(tmp_path / "household" / "tap.wav")
    clip_at(tmp_path / "rir" / "hall.wav")
    assert len(household_in(tmp_path)) == 1
    assert household_in(tmp_path / "missing") == []


@pytest.mark.parametrize("kind", ["white", "pink", "household"])
def test_noise_is_as_far_below_as_it_says(kind: str) -> None:
    """At 10 dB the noise has a tenth of the power of the level given."""
    quiet = np.zeros(4 * RATE_HZ, np.int16)
    made = in_noise(quiet, kind, [noise(1, seed=4)], level=3000.0, db=10.0, seed=1)
    assert np.std(made.astype(float)) == pytest.approx(3000 / math.sqrt(10), rel=0.02)


def test_clean_sound_is_left_alone() -> None:
    """Without a kind of noise the very same samples come back."""
    sound = noise(1)
    assert in_noise(sound, None, [], level=1.0, db=10.0, seed=0) is sound


def test_a_splice_holds_the_call_where_it_says() -> None:
    """The call lies within talk, near its level, between the two samples named."""
    call = np.concatenate((np.zeros(RATE_HZ, np.int16), noise(0.5, 5000.0), np.zeros(RATE_HZ, np.int16)))
    splice = spliced(call, [noise(5, 300.0)], seed=2)
    length_s = (splice.ends_at - splice.starts_at) / RATE_HZ
    assert 0.5 <= length_s <= 0.8
    ratio = level_of(splice.sound[splice.starts_at : splice.ends_at]) / splice.level
    assert 10 ** (-4.5 / 20) < ratio < 10 ** (4.5 / 20)
    assert level_of(splice.sound[:RATE_HZ]) == pytest.approx(splice.level, rel=0.1)


@pytest.mark.parametrize(
    ("rate", "hours", "threshold"), [(0.5, 1.9, 9.0), (0.5, 2.0, 8.0), (2.0, 1.0, 7.0), (5.0, 1.0, -math.inf)]
)
def test_the_threshold_lets_floor_of_rate_times_hours_through(rate: float, hours: float, threshold: float) -> None:
    """Scores above the threshold are as many as allowed; where none is allowed it is the maximum itself."""
    scores = Scores([], [7.0, 9.0, 8.0, 2.0], [hours])
    assert scores.threshold(rate) == threshold


def test_a_call_at_the_threshold_is_missed() -> None:
    """A call must be over what talk reached, not as high as it."""
    assert Scores([9.0, 9.1], [9.0], [1.0]).misses(0.5) == [True, False]
