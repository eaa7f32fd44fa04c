"""Devices and engines for the tests of the real-time shell: they do at once, or when told, what real ones do later."""

from collections.abc import Callable, Sequence
from threading import Event as Flag

import numpy as np

from hearback.audio.pcm import Pcm, silence
from hearback.core.effects import Listen
from hearback.core.events import Event, TurnHeard, TurnStarted
from hearback.ears import Job
from hearback.errors import DeviceError, EngineError
from hearback.runner.hearing import Jobs
from hearback.runner.inbox import Inbox

PATIENCE_S = 5.0
"""How long a test waits for what should come at once."""


def taken(inbox: Inbox, count: int) -> list[Event]:
    """Return the next events; a Tick stands for each that did not come."""
    return [inbox.take(inbox._clock() + PATIENCE_S)[0] for _ in range(count)]


class FakeLoudspeaker:
    """Plays in no time; with `holds`, only when `let_go` is called."""

    def __init__(self, *, holds: bool = False) -> None:
        self.holds, self.is_alive = holds, False
        self.played: list[Pcm] = []
        self.stops = 0
        self.got_sound = Flag()
        self.refuses = False
        self._held: list[Callable[[], None]] = []

    def start(self) -> None:
        """Open."""
        if self.refuses:
            raise DeviceError("there is no loudspeaker")
        self.is_alive = True

    def close(self) -> None:
        """Close."""
        self.is_alive = False

    def play(self, pcm: Pcm, on_start: Callable[[], None], on_end: Callable[[], None]) -> None:
        """Begin, and end at once unless it holds."""
        self.played.append(pcm)
        on_start()
        self._held.append(on_end)
        if not self.holds:
            self.let_go()
        self.got_sound.set()

    def stop(self) -> None:
        """Cut what is held."""
        self.stops += 1
        self.let_go()

    def let_go(self) -> None:
        """End what is held."""
        held, self._held = self._held, []
        for on_end in held:
            on_end()


class FakeMicrophone:
    """Hands on the chunks that the test gives."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.refuses, self.starts, self.stops = refuses, 0, 0
        self.give: Callable[[Pcm], None] = lambda _chunk: None
        self.started_again = Flag()

    def start(self, on_chunk: Callable[[Pcm], None]) -> None:
        """Open."""
        if self.refuses:
            raise DeviceError("there is no microphone")
        self.give = on_chunk
        self.starts += 1
        if self.starts > 1:
            self.started_again.set()

    def stop(self) -> None:
        """Close."""
        self.stops += 1


class FakeEars:
    """Every chunk is a turn of its own, and every job has words."""

    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs
        self.heard: list[bool] = []
        self.is_playing = False
        self.modes: list[str] = []
        self.forgotten: list[int] = []
        self.forgot_all = 0
        self.error: Exception | None = None
        self.zeros_tell: list[Event] = []

    def hear(self, chunk: Pcm) -> list[Event]:
        """Begin a turn."""
        if self.error is not None:
            raise self.error
        self.heard.append(self.is_playing)
        return [TurnStarted(len(self.heard))] if chunk.any() else self.zeros_tell

    def recognize(self, job: Job) -> list[Event]:
        """Return words."""
        if self.error is not None:
            raise self.error
        return [TurnHeard(job.turn, "yes", 1.0)]

    def listen(self, listen: Listen) -> None:
        """Keep the mode."""
        self.modes.append(listen.mode)

    def speaking(self, is_playing: bool) -> None:
        """Keep whether we speak."""
        self.is_playing = is_playing

    def replay(self, turns: Sequence[int], limit_s: float) -> Pcm:
        """Return a sound as long as there are turns."""
        return silence(min(limit_s, float(len(turns))))

    def forget(self, turns: Sequence[int]) -> None:
        """Keep the numbers."""
        self.forgotten += turns

    def forget_all(self) -> None:
        """Count."""
        self.forgot_all += 1


class FakeSynthesizer:
    """A sample per letter; `hang` makes it wait for `go_on`, `error` makes it fail."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.hangs_on = ""
        self.go_on, self.began = Flag(), Flag()
        self.kept: list[str] = []

    def render(self, text: str, rate_wpm: int, *, keep: bool = True) -> Pcm:
        """Return as many samples as the text has letters."""
        self.began.set()
        if text == self.hangs_on:
            self.go_on.wait(PATIENCE_S)
        if self.error is not None:
            raise self.error
        if keep:
            self.kept.append(text)
        return np.full(len(text), rate_wpm, dtype=np.int16)


def dead_voice() -> EngineError:
    """Return what a synthesizer raises that is gone."""
    return EngineError("espeak-ng is not installed")
