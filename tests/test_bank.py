"""The bank of spotters: two streams, any sure member, one call told once."""

import numpy as np
import pytest

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.engines.bank import KEPT_S, SpotterBank
from hearback.engines.base import Spotted
from hearback.errors import EngineError

WORD, DEATH, DOUBT = 30_000, -30_000, 20_000


def sound(seconds: float, level: int = 0) -> Pcm:
    """Return so many seconds of one level."""
    return np.full(round(seconds * RATE_HZ), level, dtype=np.int16)


class LevelSpotter:
    """Is sure of one level, doubts at another and dies of a third; keeps what it heard."""

    def __init__(self) -> None:
        self.heard: list[Pcm] = []
        self.candidate = False

    def feed(self, chunk: Pcm) -> bool:
        """Look for the levels."""
        if len(chunk) and chunk.min() == DEATH:
            raise EngineError("the spotter is broken")
        self.heard.append(chunk)
        self.candidate = bool(len(chunk)) and bool(chunk.max() == DOUBT)
        return bool(len(chunk)) and bool(chunk.max() == WORD)

    def reset(self) -> None:
        """Forget."""
        self.heard.clear()


class Rig:
    """A bank whose members can be looked at: the raw ones first."""

    def __init__(self, kinds: int = 1) -> None:
        self.members: list[LevelSpotter] = []
        self.bank = SpotterBank([self._make] * kinds)

    def _make(self) -> LevelSpotter:
        self.members.append(LevelSpotter())
        return self.members[-1]


def test_either_stream_is_enough() -> None:
    """A word that only one of the two streams still holds is heard."""
    assert Rig().bank.hear(sound(0.1, WORD), sound(0.1)).is_sure
    assert Rig().bank.hear(sound(0.1), sound(0.1, WORD)).is_sure
    assert not Rig().bank.hear(sound(0.1), sound(0.1)).is_sure


def test_one_call_is_told_once_and_the_next_again() -> None:
    """Members that hear the same call within two seconds add nothing; a later call counts."""
    bank = Rig(2).bank
    assert bank.hear(sound(0.1, WORD), sound(0.1)).is_sure
    assert not bank.hear(sound(0.5), sound(0.5, WORD)).is_sure
    assert not bank.hear(sound(1.3), None).is_sure
    assert bank.hear(sound(0.2, WORD), None).is_sure


def test_while_we_are_silent_one_stream_is_read() -> None:
    """The members for the cleaned sound hear nothing then, and catch up with what was before our voice."""
    rig = Rig()
    before = sound(3.0, 5)
    rig.bank.hear(before, None)
    raw, cleaned = rig.members
    assert cleaned.heard == []
    rig.bank.hear(sound(0.1, 6), sound(0.1, 7))
    assert [len(part) for part in cleaned.heard] == [round(KEPT_S * RATE_HZ), 1600]
    assert (cleaned.heard[0] == 5).all()
    assert (cleaned.heard[1] == 7).all()
    assert (raw.heard[-1] == 6).all()


def test_a_waking_bank_does_not_call_for_what_it_slept_through() -> None:
    """The word before the session is no call, and the first words of the session are heard with what led up to them."""
    rig = Rig()
    rig.bank.sleep(sound(1.0, WORD))
    assert rig.members[0].heard == []
    assert not rig.bank.hear(sound(0.1), None).is_sure
    assert rig.bank.hear(sound(0.1, WORD), None).is_sure


def test_a_dead_member_leaves_the_others_at_work() -> None:
    """It is reported once, and the word is still heard by the rest."""
    rig = Rig(2)
    rig.bank._raw._members[0].feed(sound(0.1))
    assert rig.bank.hear(sound(0.1, DEATH), sound(0.1)).failures == ("the spotter is broken",) * 2
    assert rig.bank.hear(sound(0.1, DEATH), sound(0.1)) == Spotted()
    assert rig.bank.hear(sound(0.1), sound(0.1, WORD)).is_sure


@pytest.mark.parametrize("cleaned", [DOUBT, 0])
def test_a_doubt_of_any_member_is_told(cleaned: int) -> None:
    """A candidate is no call."""
    spotted = Rig().bank.hear(sound(0.1, DOUBT - cleaned), sound(0.1, cleaned))
    assert spotted.is_candidate
    assert not spotted.is_sure


def test_a_single_member_hears_one_stream_whatever_happens() -> None:
    """It hears the raw sound, and the cleaned one while our voice is in the room; it is sure for all."""
    member = LevelSpotter()
    bank = SpotterBank([LevelSpotter], [lambda: member])
    bank.hear(sound(0.1, 3), None)
    bank.hear(sound(0.1, 4), sound(0.1, 5))
    assert [int(part[0]) for part in member.heard if len(part)] == [3, 5]
    assert bank.hear(sound(0.1), sound(0.1, WORD)).is_sure
