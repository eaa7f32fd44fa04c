"""What is remembered of turns, and that it is really forgotten."""

import numpy as np
import pytest

from hearback.audio.memory import LONGEST_REPLAY_S, Memory, Words, joint_confidence
from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.core.events import TurnHeard


def counting(seconds: float, first: int = 1) -> Pcm:
    """Return sound whose samples all have one value."""
    return np.full(round(seconds * RATE_HZ), first, dtype=np.int16)


def with_turn(*spans: tuple[float, float], seconds: float = 30.0) -> Memory:
    """Return a memory of one turn with these spans, all waiting for words; the sound is each second's number."""
    memory = Memory()
    for second in range(round(seconds)):
        memory.append(counting(1.0, second + 1))
    memory.begin(1, spans[0][0], spans[0][0])
    for span in spans:
        memory.keep(1, span, is_waiting=True, voiced_s=span[1] - span[0])
    return memory


def test_words_go_out_once_and_whole() -> None:
    """A turn's words are joined in the order of its stretches, after the last of them, whatever came first."""
    memory = with_turn((0.0, 6.0), (6.0, 9.0))
    assert memory.write(1, 1, " and it hurt. ", 0.7) == []
    assert memory.end(1) == []
    assert memory.write(1, 0, "I was alone,", 0.9) == [TurnHeard(1, "I was alone, and it hurt.", 0.7)]
    assert memory.write(1, 0, "again", 0.9) == []


def test_a_turn_without_words_to_come_is_heard_at_its_end() -> None:
    """Nobody waits for words that no one will write."""
    memory = Memory()
    memory.begin(1, 0.0, 0.0)
    assert memory.end(1) == [TurnHeard(1, "", 0.0)]


def test_confidence_is_that_of_the_weakest_stretch() -> None:
    """A short sigh is left out, but a long stretch without words means that words were missed."""
    good, weak = Words("yes I was", 0.9, 5.0), Words("cold", 0.3, 0.5)
    assert joint_confidence([good, weak]) == 0.3
    assert joint_confidence([good, Words("", 0.0, 0.4)]) == 0.9
    assert joint_confidence([good, Words(" ", 0.0, 3.0)]) == 0.0
    assert joint_confidence([]) == 0.0


def test_a_clip_says_where_it_began() -> None:
    """The recognizer gets exactly the span, with its stream time."""
    clip = with_turn((2.0, 4.0)).clip(1, 0)
    assert clip is not None
    assert clip.start_s == 2.0
    assert [clip.samples[0], clip.samples[-1], clip.seconds] == [3, 4, 2.0]


def test_a_forgotten_turn_has_no_clip_no_words_and_no_replay() -> None:
    """Its words never go out, though they come later."""
    memory = with_turn((2.0, 4.0))
    memory.forget([1])
    assert memory.clip(1, 0) is None
    assert memory.write(1, 0, "secret", 1.0) == []
    assert memory.end(1) == []
    assert len(memory.replay([1], 5.0)) == 0
    assert memory.keep(1, (4.0, 5.0), is_waiting=True) is None


@pytest.mark.parametrize(("is_ended", "left"), [(True, {0, 5, 6}), (False, {0})])
def test_forgotten_sound_is_overwritten(is_ended: bool, left: set[int]) -> None:
    """Another turn over the same time finds zeros: for an open turn up to now, for an ended one in its spans."""
    memory = with_turn((2.0, 4.0), seconds=6.0)
    if is_ended:
        memory.end(1)
    memory.forget([1])
    memory.begin(2, 0.0, 0.0)
    memory.keep(2, (0.0, 6.0), is_waiting=False)
    assert set(memory.replay([2], 12.0)) == left


def test_everything_is_forgotten_at_once() -> None:
    """No sound and no words are left of any turn."""
    memory = with_turn((2.0, 4.0))
    memory.forget_all()
    assert memory.clip(1, 0) is None
    memory.begin(2, 0.0, 0.0)
    memory.keep(2, (0.0, 10.0), is_waiting=False)
    assert not memory.replay([2], 12.0).any()


def test_sound_between_turns_is_overwritten_and_sound_of_turns_is_not() -> None:
    """Only the span of the turn is left when detection moved on."""
    memory = with_turn((2.0, 4.0))
    memory.trim(20.0)
    memory.begin(2, 0.0, 0.0)
    memory.keep(2, (0.0, 10.0), is_waiting=False)
    assert set(memory.replay([2], 12.0)) == {0, 3, 4}


@pytest.mark.parametrize(
    ("limit_s", "heard"),
    [(12.0, {1, 2, 3, 4, 5}), (4.0, {3, 4, 5}), (3.0, {3, 4, 5}), (2.5, {3, 4, 5}), (0.5, {5}), (0.0, set())],
)
def test_a_replay_is_the_last_whole_spans_that_fit(limit_s: float, heard: set[int]) -> None:
    """Only where the last span alone is too long is it cut, and then its end is kept."""
    replay = with_turn((0.0, 2.0), (2.0, 5.0)).replay([1], limit_s)
    assert set(replay) == heard
    assert len(replay) <= limit_s * RATE_HZ


def test_no_replay_is_longer_than_twelve_seconds() -> None:
    """A greater limit changes nothing."""
    assert len(with_turn((0.0, 25.0)).replay([1], 60.0)) == LONGEST_REPLAY_S * RATE_HZ


def test_replays_of_several_turns_follow_the_asked_order() -> None:
    """Unknown turns are left out."""
    memory = with_turn((0.0, 1.0))
    memory.begin(2, 3.0, 3.0)
    memory.keep(2, (3.0, 4.0), is_waiting=False)
    replay = memory.replay([1, 7, 2], 12.0)
    assert [replay[0], replay[-1], len(replay)] == [1, 4, 2 * RATE_HZ]
