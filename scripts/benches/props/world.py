"""A session in the virtual room whose workers take the time that they really take.

The room is the clock, as in a rehearsal; but what the ears, the recognizer and the synthesizer do is measured with a
real clock, and its result comes that much later in the room. Each of the three is one worker, as in `hearback.runner`:
a job waits for the one before it. So three minutes of talk are measured in less than three minutes, and a worker that
is slower than real time is seen to fall behind.
"""

import heapq
import queue
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from threading import Event as Flag
from threading import Thread, current_thread
from time import perf_counter
from typing import assert_never

from hearback.audio.pcm import Clip, Pcm, silence
from hearback.audio.room import Room
from hearback.audio.tones import tone
from hearback.core.effects import Effect, Finish, Forget, Listen, PlayTone, Replay, Say, StopSound
from hearback.core.events import ControlPressed, Event, LineEnded, LineStarted, Tick
from hearback.core.lines import READ_BACK
from hearback.ears import Ears, Job
from hearback.engines.base import HeardText, Recognizer
from hearback.engines.rendered import Rendered

BLOCK_S = 0.02
"""One block of the microphone (SPEECH 6)."""
DEVICES_S = 0.17
"""A block of the microphone is 40 ms old when it arrives, and a sound leaves 130 ms after its order (SPEECH 6); the
room has neither, so benches add this to what they report."""
RATE_WPM = 155

Do = Callable[[float], None]


class Patient:
    """A recognizer that, on a thread for each job, gives its words when the room's clock says that it has them."""

    def __init__(self, recognizer: Recognizer, clock: Callable[[], float]) -> None:
        self._recognizer = recognizer
        self._clock = clock
        self._asked: set[Thread] = set()
        self.reads_back = recognizer.reads_back
        self.took: queue.SimpleQueue[tuple[float, Flag]] = queue.SimpleQueue()

    def transcribe(self, clip: Clip) -> HeardText:
        """Transcribe, tell how long it took, and wait until that time has passed in the room."""
        started = self._clock()
        heard = self._recognizer.transcribe(clip)
        may_go = Flag()
        self._asked.add(current_thread())
        self.took.put((self._clock() - started, may_go))
        may_go.wait()
        return heard

    def work(self, ears: Ears, job: Job, found: "queue.SimpleQueue[list[Event]]") -> None:
        """Have the ears make the words of a stretch; a forgotten one takes no time."""
        found.put(ears.recognize(job))
        if current_thread() not in self._asked:
            self.took.put((0.0, Flag()))


@dataclass(frozen=True, slots=True)
class Sound:
    """Something of ours that was heard."""

    at_s: float
    """When its first sample left."""
    what: str
    """A line's key, "replay" or "tone"."""


@dataclass
class TimedWorld:
    """The shell of one measured session. Make it, then `hear_with` its ears, then `hearback.loop.run` it."""

    room: Room
    voice: Rendered
    on_listen: Callable[[Listen, float], None]
    """Called with every moment that begins and its time: whoever measures lets people talk then."""
    clock: Callable[[], float] = perf_counter
    """Measures what the workers take, in seconds."""
    sounds: list[Sound] = field(default_factory=list)
    ears: Ears = field(init=False)
    _patient: Patient | None = None
    _jobs: list[Job] = field(default_factory=list)
    _due: list[tuple[float, int, Event | Do]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)
    _sounding: set[int] = field(default_factory=set)
    _generation: int = 0
    _ears_free_s: float = 0.0
    _recognizer_free_s: float = 0.0

    def hear_with(
        self, make: Callable[[Callable[[Job], None], Recognizer | None], Ears], recognizer: Recognizer
    ) -> None:
        """Take the ears that `make` returns for this place for jobs and this recognizer; somebody asks to start."""
        self._patient = Patient(recognizer, self.clock)
        self.ears = make(self._jobs.append, self._patient)
        self.press("start")

    def press(self, intent: str) -> None:
        """Answer with a key: for what is not measured."""
        self._at(self.room.now_s, ControlPressed(intent))

    def next_event(self, deadline: float | None) -> tuple[Event, float]:
        """Let time pass until something happens or the deadline comes."""
        limit = float("inf") if deadline is None else deadline
        while True:
            while self._due and self._due[0][0] <= self.room.now_s:
                _, _, happening = heapq.heappop(self._due)
                if not callable(happening):
                    return happening, self.room.now_s
                happening(self.room.now_s)
            if self.room.now_s >= limit:
                return Tick(), self.room.now_s
            self._pass_block()

    def perform(self, effect: Effect, now: float) -> None:
        """Carry out one effect; rendering takes its time."""
        match effect:
            case Say(id=number, key=key, text=text):
                keep = key != READ_BACK
                self._play(number, key, lambda: self.voice.render(text, RATE_WPM, keep=keep), now)
            case Replay(id=number, turns=turns, limit_s=limit_s):
                self._play(number, "replay", lambda: self.ears.replay(turns, limit_s), now)
            case PlayTone(tone=name):
                self._schedule(lambda: self.room.loudspeaker.play(tone(name), lambda: self._note("tone")), now)
            case StopSound():
                self._generation += 1
                self.room.loudspeaker.stop()
            case Listen():
                self.ears.listen(effect)
                if effect.key == "reflect.ready":
                    self.press("ready")
                self.on_listen(effect, now)
            case Forget(turns=turns):
                self.ears.forget(turns)
            case Finish():
                self.ears.forget_all()
            case _:
                assert_never(effect)

    def _at(self, when: float, happening: Event | Do) -> None:
        heapq.heappush(self._due, (when, next(self._order), happening))

    def _note(self, what: str) -> None:
        self.sounds.append(Sound(self.room.now_s, what))

    def _pass_block(self) -> None:
        self.ears.speaking(bool(self._sounding))
        chunk = self.room.advance(BLOCK_S)
        started = self.clock()
        events = self.ears.hear(chunk)
        self._ears_free_s = max(self._ears_free_s, self.room.now_s) + self.clock() - started
        for event in events:
            self._at(self._ears_free_s, event)
        while self._jobs:
            self._recognize(self._jobs.pop(0))

    def _recognize(self, job: Job) -> None:
        """Do the job now, and let its words go when they would be there: after the job before it."""
        assert self._patient is not None
        found: queue.SimpleQueue[list[Event]] = queue.SimpleQueue()
        Thread(target=self._patient.work, args=(self.ears, job, found), daemon=True).start()
        took_s, may_go = self._patient.took.get()
        self._recognizer_free_s = max(self._recognizer_free_s, self._ears_free_s) + took_s

        def let_go(now: float) -> None:
            may_go.set()
            for event in found.get():
                self._at(now, event)

        self._at(self._recognizer_free_s, let_go)

    def _play(self, number: int, what: str, make: Callable[[], Pcm], now: float) -> None:
        started = self.clock()
        sound = make()

        def begun() -> None:
            self._sounding.add(number)
            self._note(what)
            self._at(self.room.now_s, LineStarted(number))

        def ended() -> None:
            self._sounding.discard(number)
            self._at(self.room.now_s, LineEnded(number))

        ready_s = now + self.clock() - started
        self._schedule(
            lambda: self.room.loudspeaker.play(sound if len(sound) else silence(BLOCK_S), begun, ended), ready_s
        )

    def _schedule(self, play: Callable[[], None], when: float) -> None:
        """Play at that time, unless a stop comes first."""
        ordered = self._generation
        self._at(when, lambda _: play() if ordered == self._generation else None)
