"""Hearing: sound to the ears, jobs to the recognizer, and a microphone that goes and comes back."""

from collections.abc import Iterator

import numpy as np
import pytest

from fakes import PATIENCE_S, FakeEars, FakeMicrophone, taken
from hearback.core.events import DeviceLost, DeviceReturned, EngineFailed, TurnHeard, TurnStarted
from hearback.ears import Job
from hearback.errors import DeviceError
from hearback.runner.hearing import Hearing, Jobs, Patience
from hearback.runner.inbox import Inbox

CHUNK = np.ones(320, dtype=np.int16)


class Stand:
    """Hearing with its fakes."""

    def __init__(self, patience: Patience) -> None:
        self.inbox, self.microphone = Inbox(), FakeMicrophone()
        self.jobs = Jobs()
        self.ears = FakeEars(self.jobs)
        self.speaks = False
        self.reopened = 0
        self.hearing = Hearing(
            self.microphone,
            self.ears,
            self.jobs,
            self.inbox,
            speaking=lambda: self.speaks,
            reopen=self._reopen,
            patience=patience,
        )
        self.hearing.start()

    def _reopen(self) -> None:
        """Refuse once, then bring sound."""
        self.reopened += 1
        if self.reopened == 1:
            raise DeviceError("still gone")
        self.microphone.give(CHUNK)


@pytest.fixture
def stand() -> Iterator[Stand]:
    """Give hearing that is patient, and close it."""
    stand = Stand(Patience(PATIENCE_S))
    yield stand
    stand.hearing.close()


def test_what_the_ears_hear_reaches_the_inbox(stand: Stand) -> None:
    """Each chunk goes to the ears, and their events to the inbox."""
    stand.microphone.give(CHUNK)
    stand.microphone.give(CHUNK)
    assert taken(stand.inbox, 2) == [TurnStarted(1), TurnStarted(2)]


def test_the_ears_know_when_we_speak(stand: Stand) -> None:
    """Before each chunk the ears are told whether our own voice is in the room."""
    stand.microphone.give(CHUNK)
    taken(stand.inbox, 1)
    stand.speaks = True
    stand.microphone.give(CHUNK)
    taken(stand.inbox, 1)
    assert stand.ears.heard == [False, True]


def test_jobs_become_heard_text(stand: Stand) -> None:
    """A job is recognized on its own thread and its events reach the inbox."""
    stand.jobs.put(Job(4, 0))
    assert taken(stand.inbox, 1) == [TurnHeard(4, "yes", 1.0)]


def test_a_recognizer_that_dies_leaves_nobody_waiting(stand: Stand) -> None:
    """The failure is told without foreign text, the turn gets empty words, and the next job is done."""
    stand.ears.error = ValueError("I feel alone")
    stand.jobs.put(Job(4, 0))
    assert taken(stand.inbox, 2) == [EngineFailed("recognizer", "ValueError"), TurnHeard(4, "", 0.0)]
    stand.ears.error = None
    stand.jobs.put(Job(5, 0))
    assert taken(stand.inbox, 1) == [TurnHeard(5, "yes", 1.0)]


def test_ears_that_die_are_told(stand: Stand) -> None:
    """An error that nobody expected ends the ears' thread and is told as the detector's failure."""
    stand.ears.error = ZeroDivisionError()
    stand.microphone.give(CHUNK)
    assert taken(stand.inbox, 1) == [EngineFailed("detector", "ZeroDivisionError")]


def test_a_silent_microphone_is_lost_once_and_returns() -> None:
    """With no chunk for a while the loss is told; it is opened until there is sound; then the return is told."""
    stand = Stand(Patience(0.01, (0.01,)))
    assert taken(stand.inbox, 3) == [DeviceLost("microphone"), DeviceReturned("microphone"), TurnStarted(1)]
    assert stand.reopened == 2
    stand.hearing.close()


def test_closing_closes_the_microphone_and_forgets(stand: Stand) -> None:
    """Nothing of the sound outlives it."""
    stand.hearing.close()
    assert stand.microphone.stops == 1
    assert stand.ears.forgot_all == 1


def test_zeros_from_the_start_are_told_as_a_loss(stand: Stand) -> None:
    """A microphone that may not be used gives zeros from its first chunk on."""
    stand.ears.zeros_tell = [DeviceLost("microphone")]
    stand.microphone.give(0 * CHUNK)
    assert taken(stand.inbox, 1) == [DeviceLost("microphone")]


def test_zeros_after_sound_are_a_mute_switch(stand: Stand) -> None:
    """Once there was sound, neither its digital silence nor its return is told."""
    stand.ears.zeros_tell = [DeviceLost("microphone"), DeviceReturned("microphone")]
    stand.microphone.give(CHUNK)
    stand.microphone.give(0 * CHUNK)
    stand.microphone.give(CHUNK)
    assert taken(stand.inbox, 2) == [TurnStarted(1), TurnStarted(3)]
