"""One chunk of sound in, events out: detector -> turns -> answers and recognition; spotters beside them.

- `hear` runs on the thread of the ears, `recognize` on the recognizer's; the rest may be called from any thread and
  returns at once. What they share is `Memory` and three plain values.
- Time is stream time: samples counted from the first chunk, whatever the mode. The detector's state is never reset.
- With a canceller all but the spotters hear the cleaned sound, and people are heard while we speak (`overlap`). Where
  there is none, or it fails: half-duplex. While we speak and 0.3 s after, nothing starts a turn, and a turn that is
  going on ends as it is; who still talks then starts a turn then.
- A whole answer ("yes", "I'm done") ends its turn after 0.4 s of silence, everything else after 0.8 s (PRACTICE C1).
- Outside a session ("starting") and at rest ("control") only the answer recognizer listens, 2 s of sound exist, and a
  silent room is kept from the detector.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from hearback.audio.duck import Duck
from hearback.audio.echo import Cancels
from hearback.audio.frames import Frames
from hearback.audio.gate import Gate
from hearback.audio.memory import Memory
from hearback.audio.overlap import Overlap
from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.audio.turns import Boundary, Ended, Started, Stretch, Turns
from hearback.audio.zeros import Zeros
from hearback.core.effects import Listen, Mode
from hearback.core.events import (
    Engine,
    EngineFailed,
    Event,
    SafeWordHeard,
    TalkedOver,
    TurnEnded,
    TurnHeard,
    TurnStarted,
)
from hearback.engines.base import AnswerRecognizer, Bank, Detector, HeardText, Recognizer
from hearback.errors import EngineError
from hearback.following import Following

OVER_US = ("pause",)
"""What a short answer over our voice can mean: everything else that is short is a "mm"."""
IDLE_S = 2.0
"""Sound kept where nothing is to be remembered (PRACTICE 5, 16)."""


@dataclass(frozen=True, slots=True)
class Job:
    """A stretch that waits for the recognizer; the sound stays in memory, so that it can be forgotten there."""

    turn: int
    number: int
    """Counts the stretches of the turn from 0."""


class Ears:
    """Hears turns, answers and safe words in the microphone's sound; remembers turns until they are forgotten.

    Without `recognizer` free speech stays without words; without `answers` there is no short path; without `bank` no
    safe word. `jobs` is called with each stretch that `recognize` shall be given on the recognizer's thread, `duck`
    with whether our voice is to be soft for a moment.
    """

    def __init__(
        self,
        *,
        detector: Detector,
        recognizer: Recognizer | None,
        answers: AnswerRecognizer | None,
        jobs: Callable[[Job], None],
        bank: Bank | None = None,
        canceller: Cancels | None = None,
        duck: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self._detector = detector
        self._recognizer = recognizer
        self._following = Following(answers)
        self._jobs = jobs
        self._bank = bank
        self._canceller = canceller
        self._duck = Duck(duck)
        self._memory = Memory()
        self._frame_s = detector.frame_samples / RATE_HZ
        self._turns = Turns(self._frame_s)
        self._gate = Gate(self._frame_s)
        self._mode: Mode = "closed"
        self._expects: tuple[str, ...] = ()  # what an answer can mean, from the next turn on
        self._overlap = Overlap(self._frame_s)
        self._over_us: set[int] = set()  # turns that talked over us and have no words yet
        self._is_held = False
        self._frames = Frames(detector.frame_samples)
        self._turn = 0
        self._began_s = 0.0
        self._is_asleep = False
        self._is_detector_dead = False
        self._zeros = Zeros()

    def listen(self, listen: Listen) -> None:
        """Expect what the session expects next. "closed" forgets everything at once."""
        self._mode, self._expects = listen.mode, listen.expects
        if listen.mode == "closed":
            self._memory.forget_all()
        elif listen.mode == "starting":
            self._overlap.begin_session()
            self._is_asleep = True

    def speaking(self, is_playing: bool) -> None:
        """Say whether our own voice is in the room now."""
        self._overlap.speaking(is_playing)

    def replay(self, turns: Sequence[int], limit_s: float) -> Pcm:
        """Return the voiced sound of these turns, the last `limit_s` seconds at most and never more than 12."""
        return self._memory.replay(turns, limit_s)

    def forget(self, turns: Sequence[int]) -> None:
        """Drop the sound and the words of these turns; no TurnHeard will come for them."""
        self._memory.forget(turns)

    def forget_all(self) -> None:
        """Drop all sound and all words."""
        self._memory.forget_all()

    def hear(self, chunk: Pcm) -> list[Event]:
        """Take the next chunk of the microphone's sound, of any length; return what happened in it."""
        mode = self._mode
        events: list[Event] = []
        if mode == "closed":
            chunk = np.zeros_like(chunk)
        else:
            events += self._zeros.hear(chunk)
        cleaned = self._clean(chunk, events)
        if mode != "closed":
            events += self._spot(chunk, mode)
        self._memory.append(cleaned)
        for frame, raw in self._frames.cut(cleaned, chunk):
            events += self._hear_frame(frame, raw, mode)
        needed_s = self._turns.needed_from_s
        self._memory.trim(needed_s if mode in ("answer", "talk") else max(needed_s, self._turns.now_s - IDLE_S))
        return events

    def recognize(self, job: Job) -> list[Event]:
        """Make the words of a stretch; return the turn's if they were its last, and nothing for a forgotten turn."""
        clip = self._memory.clip(job.turn, job.number)
        if clip is None or self._recognizer is None:
            return []
        events: list[Event] = []
        try:
            heard = self._recognizer.transcribe(clip)
        except EngineError as error:
            events.append(EngineFailed("recognizer", str(error)))
            heard = HeardText("", 0.0)
        words = self._memory.write(job.turn, job.number, heard.text, heard.confidence)
        if words and job.turn in self._over_us:
            self._over_us.discard(job.turn)
            self._overlap.note_words(words[0].text)
        return [*events, *words]

    def _clean(self, chunk: Pcm, events: list[Event]) -> Pcm:
        """Take our own voice out; from a failure on the sound stays as it is, and turns are half-duplex."""
        try:
            return chunk if self._canceller is None else self._canceller.clean(chunk)
        except EngineError as error:
            events += _failed("canceller", error)
            self._canceller = None
            self._overlap.distrust()
            return chunk

    def _hear_frame(self, frame: Pcm, raw: Pcm, mode: Mode) -> list[Event]:
        events = self._hold(mode)
        if mode == "closed":
            self._turns.step(math.nan)
            return events
        failures, probability = self._probability(frame, mode)
        events += failures
        if self._canceller is not None:
            probability = self._overlap.judged(probability, frame, raw, is_voiced=self._canceller.is_ours)
        for boundary in self._turns.step(probability):
            events += self._cross(boundary, mode)
        if self._turns.is_open:
            events += self._follow(frame, mode)
            events += self._hear_over_us()
        return events

    def _follow(self, frame: Pcm, mode: Mode) -> list[Event]:
        """Follow the open turn; end it if it is a whole answer and the person is silent."""
        events = self._following.follow(frame, self._turns.voiced_s, self._turns.quiet_s)
        if self._following.answer is None:
            return events
        return events + [event for boundary in self._turns.end() for event in self._cross(boundary, mode)]

    def _hold(self, mode: Mode) -> list[Event]:
        """Let turns begin or not, as our own voice allows."""
        self._overlap.step(self._turns.now_s)
        is_held = mode == "closed" or (self._overlap.is_ours and not self._overlap.is_trusted)
        if is_held == self._is_held:
            return []
        self._is_held = is_held
        return [event for boundary in self._turns.hold(is_held) for event in self._cross(boundary, mode)]

    def _probability(self, frame: Pcm, mode: Mode) -> tuple[list[Event], float]:
        probability = 0.0
        try:
            for let_in in self._gate.let_in(frame, is_resting=mode in ("starting", "control")):
                probability = self._detector.probability(let_in)
        except EngineError as error:
            # A dead detector counts as silence, so that an open turn ends; it is reported once.
            failures = [] if self._is_detector_dead else _failed("detector", error)
            self._is_detector_dead = True
            return failures, 0.0
        self._is_detector_dead = False
        return [], probability

    def _cross(self, boundary: Boundary, mode: Mode) -> list[Event]:
        """Take one boundary of the turns."""
        if isinstance(boundary, Started):
            return self._begin(boundary)
        if isinstance(boundary, Stretch):
            self._keep(boundary, mode)
            return []
        return self._end(boundary, mode)

    def _begin(self, started: Started) -> list[Event]:
        self._turn += 1
        self._began_s = started.sound_from_s
        self._overlap.begin_turn(self._turns.voiced_s)
        if self._overlap.is_hidden:
            return self._begin_following(OVER_US)
        return [TurnStarted(self._turn), *self._begin_following(self._expects)]

    def _begin_following(self, expects: tuple[str, ...]) -> list[Event]:
        """Follow the open turn from its beginning, as an answer that can mean these."""
        # The frame that opened the turn is fed with the later ones, in `_follow`.
        so_far = self._memory.begin(self._turn, self._began_s, self._turns.now_s - self._frame_s)
        return self._following.begin(self._began_s, so_far, expects)

    def _hear_over_us(self) -> list[Event]:
        """Tell of an open turn over our voice, once it is known what it is."""
        if not self._turns.is_open:
            return []
        match self._overlap.news(self._turns.quiet_s):
            case "talked over":
                self._following.end()
                self._over_us.add(self._turn)
                return [TalkedOver(self._turn)]
            case "heard":
                return [TurnStarted(self._turn), *self._begin_following(self._expects)]
            case None:
                return []

    def _keep(self, stretch: Stretch, mode: Mode) -> None:
        """Remember the stretch, and have it recognized where its words are not known already."""
        if mode not in ("answer", "talk") or self._overlap.is_hidden:
            return
        is_waiting = self._recognizer is not None and self._following.answer is None
        span = (stretch.start_s, stretch.end_s)
        number = self._memory.keep(self._turn, span, is_waiting=is_waiting, voiced_s=stretch.voiced_s)
        if number is not None and is_waiting:
            self._jobs(Job(self._turn, number))

    def _end(self, ended: Ended, mode: Mode) -> list[Event]:
        events: list[Event] = [TurnEnded(self._turn, ended.voiced_s, ended.silence_s)]
        heard = self._memory.end(self._turn)
        if heard and mode != "closed":
            events += self._following.ask_now()  # our voice cut the turn before its silence, and no recognizer follows
        answer = self._following.answer
        if heard and answer is not None:
            heard = [TurnHeard(self._turn, answer.text, answer.confidence)]
        if self._overlap.is_hidden:
            events, heard = self._unhide(events, heard)
        self._following.end()
        return [*events, *heard]

    def _unhide(self, ended: list[Event], heard: list[TurnHeard]) -> tuple[list[Event], list[TurnHeard]]:
        """Tell of a turn over our voice that was a call for a pause; forget any other."""
        self._overlap.is_hidden = False
        if self._following.answer is not None:
            return [TurnStarted(self._turn), *ended], heard
        self._memory.forget([self._turn])
        return [], []

    def _spot(self, raw: Pcm, mode: Mode) -> list[Event]:
        if self._bank is None:
            return []
        self._is_asleep = self._is_asleep and mode == "starting" and not self._overlap.is_ours
        if self._is_asleep or self._gate.is_shut:  # before our first line nobody can call, in a still room nobody does
            self._bank.sleep(raw)
            return []
        linear = self._canceller.linear if self._canceller is not None and self._overlap.is_ours else None
        spotted = self._bank.hear(raw, linear)
        self._duck.hear(len(raw), is_doubt=spotted.is_candidate and self._overlap.is_ours)
        failures = [EngineFailed("spotter", reason) for reason in spotted.failures]
        return [*failures, SafeWordHeard()] if spotted.is_sure else [*failures]


def _failed(engine: Engine, error: EngineError) -> list[Event]:
    return [EngineFailed(engine, str(error))]
