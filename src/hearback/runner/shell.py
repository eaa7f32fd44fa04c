"""The shell in real time: performs the session's orders on real devices, and never waits while doing so."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self, assert_never

from hearback.audio.tones import tone
from hearback.core.effects import Effect, Finish, Forget, Listen, PlayTone, Replay, Say, StopSound
from hearback.core.events import DeviceLost, Event
from hearback.errors import DeviceError
from hearback.runner.hearing import Hearing, Hears, Jobs, Patience, Records
from hearback.runner.inbox import Clock, Inbox
from hearback.runner.voice import RENDER_LIMIT_S, Plays, Renders, Voice

LAST_SOUND_S = 3.0
"""How long the last tone of a session may take before its devices are closed."""


class Speaks(Plays, Protocol):
    """A loudspeaker that is opened once and closed at the end."""

    def start(self) -> None:
        """Open it; raises DeviceError."""
        ...

    def close(self) -> None:
        """Close it; raises DeviceError if the sound server does not answer."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """What the shell is made of."""

    microphone: Records
    loudspeaker: Speaks
    ears: Hears
    jobs: Jobs
    """Where the ears leave their jobs."""
    synthesizer: Renders
    refresh: Callable[[], None]
    """Lets the system look for devices again, with all of them closed; raises DeviceError."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How it speaks and how long it waits."""

    rate_wpm: int = 155
    tones: bool = True
    """Off leaves only the microphone's (PRACTICE C4)."""
    render_limit_s: float = RENDER_LIMIT_S
    patience: Patience = field(default_factory=Patience)


class Runner:
    """The world of a session, for `loop.run`; a context manager that opens the devices and closes them."""

    def __init__(self, parts: Parts, manner: Manner = Manner(), clock: Clock = time.monotonic) -> None:
        """Nothing is opened yet."""
        self._parts, self._manner = parts, manner
        self._inbox = Inbox(clock)
        self._voice = Voice(
            parts.loudspeaker,
            parts.synthesizer,
            self._inbox,
            rate_wpm=manner.rate_wpm,
            limit_s=manner.render_limit_s,
        )
        self._hearing = Hearing(
            parts.microphone,
            parts.ears,
            parts.jobs,
            self._inbox,
            speaking=lambda: self._voice.speaking,
            reopen=self._reopen,
            patience=manner.patience,
        )

    def __enter__(self) -> Self:
        """Open loudspeaker and microphone; raises DeviceError, with nothing left open."""
        try:
            self._parts.loudspeaker.start()
            self._hearing.start()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let the last tone end if all went well, then close everything."""
        if kind is None:
            self._voice.finish(LAST_SOUND_S)
        self._close()

    def post(self, event: Event) -> None:
        """Leave an event from outside: a key, a button. Never blocks."""
        self._inbox.post(event)

    def next_event(self, deadline: float | None) -> tuple[Event, float]:
        """Wait for the next event, at most until the deadline (then it is a Tick); return it with its time."""
        return self._inbox.take(deadline)

    def perform(self, effect: Effect, now: float) -> None:  # noqa: ARG002 -- the loop's contract; here time goes by itself
        """Carry out one effect; never blocks, never raises."""
        match effect:
            case Say():
                self._voice.say(effect)
            case Replay(id=line, turns=turns, limit_s=limit_s):
                self._voice.play(line, lambda: self._parts.ears.replay(turns, limit_s))
            case PlayTone(tone=name):
                if self._manner.tones or name == "microphone":
                    self._voice.tone(tone(name))
            case StopSound():
                self._voice.stop()
            case Listen():
                self._parts.ears.listen(effect)
            case Forget(turns=turns):
                self._parts.ears.forget(turns)
            case Finish():
                # What still arrives belongs to a session that is over.
                self._parts.ears.forget_all()
                self._inbox.empty()
            case _:
                assert_never(effect)

    def _reopen(self) -> None:
        """Close both devices, let the system look again, and open both; raises DeviceError."""
        for close in (self._parts.microphone.stop, self._parts.loudspeaker.close):
            with suppress(DeviceError):  # a sound server that does not answer takes nothing from us any more
                close()
        self._parts.refresh()
        try:
            self._parts.loudspeaker.start()
        except DeviceError:
            self._inbox.post(DeviceLost("loudspeaker"))
        self._hearing.open()

    def _close(self) -> None:
        self._hearing.close()
        self._voice.close()
        with suppress(DeviceError):
            self._parts.loudspeaker.close()
