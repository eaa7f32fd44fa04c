"""Who talks over our voice, by the frame; frames are 20 ms."""

import numpy as np
import pytest

from hearback.audio.overlap import News, Overlap
from hearback.audio.pcm import Pcm

FRAME_S = 0.02
LOUD, SOFT = 4000, 20


def frame(level: int) -> Pcm:
    """Return a frame of one level."""
    return np.full(320, level, dtype=np.int16)


class Rig:
    """An overlap and its clock."""

    def __init__(self, *, is_trusted: bool = True) -> None:
        self.overlap = Overlap(FRAME_S)
        self.frames = 0
        if is_trusted:
            self.overlap.speaking(is_playing=True)
            self.judge(50, 0.0)
            self.silence()

    def judge(self, count: int, probability: float, cleaned: int = SOFT, raw: int = LOUD) -> float:
        """Let frames with our voice pass; return what is made of the last."""
        judged = probability
        for _ in range(count):
            self.step()
            judged = self.overlap.judged(probability, frame(cleaned), frame(raw), is_voiced=True)
        return judged

    def step(self) -> None:
        """Come to the next frame."""
        self.overlap.step(self.frames * FRAME_S)
        self.frames += 1

    def silence(self) -> None:
        """Let our voice die away."""
        self.overlap.speaking(is_playing=False)
        for _ in range(30):
            self.step()

    def talk(self, seconds: float, quiet_s: float = 0.0) -> list[News]:
        """Let the open turn go on; return what is told of it."""
        told = []
        for _ in range(round(seconds / FRAME_S)):
            self.step()
            if news := self.overlap.news(quiet_s):
                told.append(news)
        return told


def test_nobody_is_heard_over_us_before_the_canceller_has_proved_itself() -> None:
    """It takes a second of our voice in which the detector finds no speech, without a break."""
    rig = Rig(is_trusted=False)
    rig.overlap.speaking(is_playing=True)
    rig.judge(49, 0.1)
    assert not rig.overlap.is_trusted
    rig.judge(1, 0.9)
    rig.judge(49, 0.1)
    assert not rig.overlap.is_trusted
    rig.judge(1, 0.1)
    assert rig.overlap.is_trusted
    rig.overlap.distrust()
    assert not rig.overlap.is_trusted


@pytest.mark.parametrize(
    ("cleaned", "raw", "is_person"),
    [(4000, 4000, True), (1000, 4000, True), (500, 4000, False), (60, 60, False), (150, 150, True)],
)
def test_what_is_left_of_us_is_no_person(cleaned: int, raw: int, is_person: bool) -> None:
    """More than 15 dB under the microphone, or under -50 dBFS: no speech, whatever the detector says."""
    rig = Rig()
    rig.overlap.speaking(is_playing=True)
    assert rig.judge(1, 0.9, cleaned, raw) == (0.9 if is_person else 0.0)


def test_without_our_voice_the_detector_alone_says() -> None:
    """Soft talk in a quiet room is talk."""
    rig = Rig()
    rig.step()
    assert rig.overlap.judged(0.9, frame(30), frame(30), is_voiced=False) == 0.9


def test_who_lasts_is_told_once() -> None:
    """After more than 0.7 voiced seconds over our line, and never again for this turn."""
    rig = Rig()
    rig.overlap.speaking(is_playing=True)
    rig.step()
    rig.overlap.begin_turn()
    assert rig.overlap.is_hidden
    assert rig.talk(0.7) == []
    assert rig.talk(0.02) == ["talked over"]
    assert not rig.overlap.is_hidden
    assert rig.talk(3.0) == []


def test_a_turn_that_was_told_before_our_line_can_talk_over_it() -> None:
    """Only the time over our line counts, and pauses do not."""
    rig = Rig()
    rig.overlap.begin_turn()
    assert not rig.overlap.is_hidden
    assert rig.talk(5.0) == []
    rig.overlap.speaking(is_playing=True)
    assert rig.talk(0.6) == []
    assert rig.talk(0.5, quiet_s=0.3) == []
    assert rig.talk(0.2) == ["talked over"]


def test_who_goes_on_after_our_line_is_heard_then() -> None:
    """An early answer is told once our voice is gone; a "mm" that was over before is not."""
    for quiet_s, told in ((0.0, ["heard"]), (1.0, [])):
        rig = Rig()
        rig.overlap.speaking(is_playing=True)
        rig.step()
        rig.overlap.begin_turn()
        rig.talk(0.2)
        rig.overlap.speaking(is_playing=False)
        assert rig.talk(0.28, quiet_s) == []
        assert rig.talk(0.2, quiet_s) == told


def test_two_wordless_turns_end_it_for_the_session() -> None:
    """What had no words twice was our own echo; the next session begins with trust."""
    rig = Rig()
    rig.overlap.note_words("wait a moment")
    rig.overlap.note_words(" ")
    assert rig.overlap.is_trusted
    rig.overlap.note_words("")
    assert not rig.overlap.is_trusted
    rig.overlap.begin_session()
    assert rig.overlap.is_trusted
