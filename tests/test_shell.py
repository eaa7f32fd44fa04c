"""The shell in real time: orders are performed, and everything is closed whatever happens."""

import numpy as np
import pytest

from fakes import PATIENCE_S, FakeEars, FakeLoudspeaker, FakeMicrophone, FakeSynthesizer, taken
from hearback.core.effects import Effect, Finish, Forget, Listen, PlayTone, Replay, Say, StopSound
from hearback.core.events import ControlPressed, Event, LineEnded, LineStarted, TurnStarted
from hearback.errors import DeviceError
from hearback.loop import run
from hearback.runner.hearing import Jobs, Patience
from hearback.runner.shell import Manner, Parts, Runner

CALM = Patience(quiet_s=PATIENCE_S)
LISTEN = Listen("asked", "Ana", "answer", "arrive.consent")


class Stand:
    """A runner with its fakes."""

    def __init__(self, manner: Manner | None = None) -> None:
        jobs = Jobs()
        self.microphone, self.loudspeaker = FakeMicrophone(), FakeLoudspeaker()
        self.ears, self.synthesizer = FakeEars(jobs), FakeSynthesizer()
        self.refreshed = 0
        parts = Parts(self.microphone, self.loudspeaker, self.ears, jobs, self.synthesizer, self._refresh)
        self.runner = Runner(parts, manner or Manner(patience=CALM))

    def _refresh(self) -> None:
        self.refreshed += 1


class ShortSession:
    """Says one line, waits for its end, and finishes."""

    deadline: float | None = 0.0

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Begin at the first event, finish when the line has ended."""
        self.deadline = now + PATIENCE_S
        if event == LineEnded(1):
            return [PlayTone("microphone"), Finish("done", completed=True)]
        return [] if event == LineStarted(1) else [LISTEN, Say(1, "stage.why", "hello")]


def test_a_session_runs_and_everything_is_closed() -> None:
    """The loop runs a session on the shell; the last tone is heard out; then the devices are closed."""
    stand = Stand()
    with stand.runner as shell:
        assert run(ShortSession(), shell) == Finish("done", completed=True)
    assert len(stand.loudspeaker.played) == 3, "the line, the tone, and the block that waits for it"
    assert (stand.microphone.stops, stand.loudspeaker.is_alive) == (1, False)


def test_orders_reach_the_ears() -> None:
    """What to listen for and what to forget goes to the ears at once, and a finish forgets everything."""
    stand = Stand()
    with stand.runner as shell:
        for effect in (LISTEN, Forget((2, 3)), Finish("done", completed=True)):
            shell.perform(effect, 0.0)
        assert (stand.ears.modes, stand.ears.forgotten, stand.ears.forgot_all) == (["answer"], [2, 3], 1)


def test_a_replay_is_answered_like_a_line() -> None:
    """The sound of the turns comes from the ears' memory and is told like a line."""
    stand = Stand()
    with stand.runner as shell:
        shell.perform(Replay(7, (1, 2), 12.0), 0.0)
        assert taken(stand.runner._inbox, 2) == [LineStarted(7), LineEnded(7)]
    assert [len(pcm) for pcm in stand.loudspeaker.played][:1] == [2 * 16_000]


def test_tones_can_be_switched_off_but_not_the_microphones() -> None:
    """Without tones only the one that tells about the microphone is left."""
    stand = Stand(Manner(tones=False, patience=CALM))
    with stand.runner as shell:
        shell.perform(PlayTone("hand_over"), 0.0)
        shell.perform(PlayTone("microphone"), 0.0)
    assert len(stand.loudspeaker.played) == 2, "the microphone's, and the block that waits for it"


def test_a_stop_reaches_the_loudspeaker_at_once() -> None:
    """When the order was performed the loudspeaker has been stopped."""
    stand = Stand()
    with stand.runner as shell:
        shell.perform(StopSound(), 0.0)
        assert stand.loudspeaker.stops == 1


def test_sound_and_keys_become_events() -> None:
    """What the ears hear and what is pressed comes out of next_event."""
    stand = Stand()
    with stand.runner as shell:
        stand.microphone.give(np.ones(320, dtype=np.int16))
        assert shell.next_event(None)[0] == TurnStarted(1)
        shell.post(ControlPressed("pause"))
        assert shell.next_event(None)[0] == ControlPressed("pause")


def test_without_a_microphone_nothing_stays_open() -> None:
    """The error of the device comes through, and the loudspeaker is closed again."""
    stand = Stand()
    stand.microphone.refuses = True
    with pytest.raises(DeviceError, match="microphone"), stand.runner:
        pass
    assert not stand.loudspeaker.is_alive


def test_ctrl_c_closes_everything() -> None:
    """An interrupt inside a session closes microphone and loudspeaker and forgets all sound."""
    stand = Stand()
    with pytest.raises(KeyboardInterrupt), stand.runner:
        raise KeyboardInterrupt
    assert (stand.microphone.stops, stand.loudspeaker.is_alive, stand.ears.forgot_all) == (1, False, 1)


def test_a_lost_microphone_is_opened_again_with_the_list_refreshed() -> None:
    """Both devices are closed, the system looks again, and both are opened."""
    stand = Stand(Manner(patience=Patience(0.01, (0.01,))))
    with stand.runner:
        assert stand.microphone.started_again.wait(PATIENCE_S)
        assert (stand.refreshed, stand.loudspeaker.is_alive) == (1, True)
