"""What a person was asked to say: when it is over, and whether it can be used. A sound is talk where it is loud."""

from collections.abc import Iterator

import numpy as np
import pytest

from hearback.audio.pcm import RATE_HZ, Pcm, joined, silence
from hearback.commands.recording import LIMITS, Limits, Recording, fault_of, in_a_quiet_room, recorded, talk_s
from voices import LoudDetector, talk

BRIEF = Limits(begin_s=3.0, quiet_s=0.8, longest_s=6.0)


def pieces(sound: Pcm, size: int) -> Iterator[Pcm]:
    """Give the sound in chunks."""
    yield from (sound[start : start + size] for start in range(0, len(sound), size))


@pytest.mark.parametrize("size", [320, 512, 1000, 100_000])
def test_talk_is_cut_out_whatever_the_chunks(size: int) -> None:
    """It is over after the quiet that the limits name, and begins a little before the talk."""
    heard = recorded(pieces(joined([silence(1.0), talk(0.6), silence(3.0)]), size), LoudDetector(), BRIEF)
    assert heard.is_over
    assert heard.begins_s == pytest.approx(1.0, abs=0.04)
    assert heard.voiced_s == pytest.approx(0.6, abs=0.07)
    assert len(heard.sound) / RATE_HZ == pytest.approx(0.5 + 0.6 + 0.4, abs=0.1)


def test_no_more_is_taken_than_needed() -> None:
    """A microphone that goes on for ever is no reason to wait: what comes after stays where it is."""
    chunks = pieces(joined([silence(0.5), talk(0.5), silence(30.0)]), RATE_HZ // 10)
    recorded(chunks, LoudDetector(), BRIEF)
    assert sum(len(chunk) for chunk in chunks) / RATE_HZ > 28.0


def test_a_short_pause_ends_nothing() -> None:
    """Two words with half a second between them are one thing."""
    sound = joined([silence(0.5), talk(0.4), silence(0.5), talk(0.4), silence(2.0)])
    assert recorded([sound], LoudDetector(), BRIEF).voiced_s == pytest.approx(1.3, abs=0.07)


def test_silence_is_waited_for_and_is_empty() -> None:
    """After the time to begin, nothing is given back."""
    chunks = pieces(silence(10.0), RATE_HZ // 10)
    heard = recorded(chunks, LoudDetector(), BRIEF)
    assert len(heard.sound) == 0
    assert sum(len(chunk) for chunk in chunks) / RATE_HZ == pytest.approx(7.0, abs=0.2)


def test_talk_without_an_end_is_cut_off() -> None:
    """The longest time is the longest time."""
    heard = recorded(pieces(talk(20.0), 320), LoudDetector(), BRIEF)
    assert not heard.is_over
    assert len(heard.sound) / RATE_HZ == pytest.approx(6.0, abs=0.1)


def test_each_listening_is_a_new_stream() -> None:
    """The detector forgets what it heard before we spoke."""
    detector = LoudDetector()
    recorded([silence(5.0)], detector, BRIEF)
    recorded([silence(5.0)], detector, BRIEF)
    assert detector.resets == 2


def spoken(level: float = 8000.0, *, begins_s: float = 0.5, voiced_s: float = 0.8, is_over: bool = True) -> Recording:
    """Return what was heard of a word."""
    return Recording(talk(voiced_s, level), begins_s, voiced_s, is_over)


@pytest.mark.parametrize(
    ("recording", "fault"),
    [
        (spoken(), None),
        (spoken(voiced_s=0.1), "silent"),
        (Recording(silence(0), 0.0, 0.0, is_over=False), "silent"),
        (spoken(60_000.0), "loud"),
        (spoken(begins_s=0.03), "cut"),
        (spoken(voiced_s=3.0), "long"),
        (spoken(is_over=False), "long"),
    ],
)
def test_a_take_that_can_not_be_used_is_told_why(recording: Recording, fault: str | None) -> None:
    """Silence, too loud, cut at its beginning, more than the word."""
    assert fault_of(recording, "take") == fault


def test_a_reading_may_be_long_and_loud_but_not_short() -> None:
    """It sets thresholds, so there has to be some of it."""
    assert fault_of(spoken(60_000.0, voiced_s=20.0, begins_s=0.0, is_over=False), "reading") is None
    assert fault_of(spoken(voiced_s=5.0), "reading") == "short"
    assert fault_of(Recording(silence(0), 0.0, 0.0, is_over=False), "reading") == "silent"


def test_a_quiet_room_is_never_digitally_silent() -> None:
    """Its noise is faint and always the same; loud sound stays within its range."""
    hush = in_a_quiet_room(silence(1.0))
    assert 4 < np.sqrt(np.mean(hush.astype(float) ** 2)) < 8
    assert np.array_equal(hush, in_a_quiet_room(silence(1.0)))
    assert in_a_quiet_room(np.full(1000, 32_767, np.int16)).min() > 32_000


def test_lengths_add_up() -> None:
    """Talk is counted over all recordings."""
    assert talk_s([silence(1.5), silence(0.5)]) == 2.0
    assert set(LIMITS) == {"take", "reading", "answer"}
