"""One chunk of sound in, events out: detector -> turns -> answers and recognition; spotters beside them.

- `hear` runs on the thread of the ears, `recognize` on the recognizer's; the rest may be called from any thread and
  returns at once. What they share is `Memory` and three plain values.
- Time is stream time: samples counted from the first chunk, whatever the mode. The detector's state is never reset.
- Half-duplex: while we speak and 0.3 s after, nothing starts a turn, and a turn that is going on ends as it is. Who
  still talks then starts a turn then.
- A whole answer ("yes", "I'm done") ends its turn after 0.4 s of silence, everything else after 0.8 s (PRACTICE C1).
- Outside a session ("starting") and at rest ("control") only the answer recognizer listens, 2 s of sound exist, and a
  silent room is kept from the detector.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hearback.audio.gate import Gate
from hearback.audio.memory import Memory
from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.audio.turns import Boundary, Ended, Started, Stretch, Turns
from hearback.core.effects import Listen, Mode
from hearback.core.events import (
    DeviceLost,
    DeviceReturned,
    Engine,
    EngineFailed,
    Event,
    SafeWordHeard,
    TurnEnded,
    TurnHeard,
    TurnStarted,
)
from hearback.engines.base import AnswerRecognizer, Detector, HeardText, Recognizer, Spotter
from hearback.errors import EngineError

ANSWER_SILENCE_S = 0.4
"""A whole answer is over after this much silence (PRACTICE C1)."""
LONGEST_ANSWER_S = 4.0
"""Voiced seconds after which a turn is no short answer any more; saves the work of following it."""
AFTER_SPEAKING_S = 0.3
"""Our own voice is still in the room this long."""
IDLE_S = 2.0
"""Sound kept where nothing is to be remembered (PRACTICE 5, 16)."""
ZEROS_S = 3.0
"""No microphone gives exact zeros this long; a missing permission does (SPEECH 6)."""


@dataclass(frozen=True, slots=True)
class Job:
    """A stretch that waits for the recognizer; the sound stays in memory, so that it can be forgotten there."""

    turn: int
    number: int
    """Counts the stretches of the turn from 0."""


class Ears:
    """Hears turns, answers and safe words in the microphone's sound; remembers turns until they are forgotten.

    Without `recognizer` free speech stays without words; without `answers` there is no short path. `jobs` is called
    with each stretch that `recognize` shall be given on the recognizer's thread.
    """

    def __init__(
        self,
        *,
        detector: Detector,
        recognizer: Recognizer | None,
        answers: AnswerRecognizer | None,
        jobs: Callable[[Job], None],
        spotters: Sequence[Spotter] = (),
    ) -> None:
        self._detector = detector
        self._recognizer = recognizer
        self._answers = answers
        self._jobs = jobs
        self._spotters = list(spotters)
        self._memory = Memory()
        self._frame_s = detector.frame_samples / RATE_HZ
        self._turns = Turns(self._frame_s)
        self._gate = Gate(self._frame_s)
        self._mode: Mode = "closed"
        self._expects: tuple[str, ...] = ()  # what an answer can mean, from the next turn on
        self._is_playing = False
        self._is_held = False
        self._held_until_s = 0.0
        self._rest: Pcm = np.zeros(0, dtype=np.int16)  # less than a frame
        self._turn = 0
        self._answer: HeardText | None = None  # of the turn that is ending
        self._is_followed = False  # the open turn may still be a short answer
        self._is_asked = False  # once in each silence
        self._is_detector_dead = False
        self._zeros = 0
        self._is_lost = False

    def listen(self, listen: Listen) -> None:
        """Expect what the session expects next. "closed" forgets everything at once."""
        self._mode, self._expects = listen.mode, listen.expects
        if listen.mode == "closed":
            self._memory.forget_all()

    def speaking(self, is_playing: bool) -> None:
        """Say whether our own voice is in the room now."""
        self._is_playing = is_playing

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
            events += self._watch(chunk)
            events += self._spot(chunk)
        self._memory.append(chunk)
        for frame in self._frames(chunk):
            events += self._hear_frame(frame, mode)
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
        return [*events, *self._memory.write(job.turn, job.number, heard.text, heard.confidence)]

    def _frames(self, chunk: Pcm) -> Iterator[Pcm]:
        """Cut the stream into the detector's frames; keep the rest for the next chunk."""
        length = self._detector.frame_samples
        sound = np.concatenate((self._rest, chunk)) if len(self._rest) else chunk
        whole = len(sound) // length * length
        self._rest = sound[whole:].copy()
        for first in range(0, whole, length):
            yield sound[first : first + length]

    def _hear_frame(self, frame: Pcm, mode: Mode) -> list[Event]:
        events = self._hold(mode)
        if mode == "closed":
            self._turns.step(math.nan)
            return events
        failures, probability = self._probability(frame, mode)
        events += failures
        for boundary in self._turns.step(probability):
            events += self._cross(boundary, mode)
        if self._turns.is_open and self._is_followed:
            events += self._follow(frame, mode)
        return events

    def _hold(self, mode: Mode) -> list[Event]:
        """Let turns begin or not, as our own voice allows."""
        now_s = self._turns.now_s
        if self._is_playing:
            # This frame is still ours.
            self._held_until_s = now_s + self._frame_s + AFTER_SPEAKING_S
        is_held = mode == "closed" or now_s < self._held_until_s - self._frame_s / 2
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
        self._answer = None
        self._is_asked = False
        # The frame that opened the turn is fed with the later ones, in `_follow`.
        before_s = self._turns.now_s - self._frame_s
        so_far = self._memory.begin(self._turn, started.sound_from_s, before_s)
        self._is_followed = self._answers is not None
        events: list[Event] = [TurnStarted(self._turn)]
        if self._answers is not None:
            self._answers.begin(started.sound_from_s, self._expects)
            events += self._feed(self._answers, so_far)
        return events

    def _follow(self, frame: Pcm, mode: Mode) -> list[Event]:
        """Feed the answer recognizer; end the turn if it has a whole answer and the person is silent."""
        if self._answers is None or self._turns.voiced_s > LONGEST_ANSWER_S:
            self._is_followed = False
            return []
        events = self._feed(self._answers, frame)
        if self._turns.quiet_s < ANSWER_SILENCE_S:
            self._is_asked = False
        elif not self._is_asked:
            self._is_asked = True
            events += self._ask()
            if self._answer is not None:
                events += [event for boundary in self._turns.end() for event in self._cross(boundary, mode)]
        return events

    def _feed(self, answers: AnswerRecognizer, sound: Pcm) -> list[Event]:
        try:
            answers.feed(sound)
        except EngineError as error:
            return self._drop_answers(error)
        return []

    def _ask(self) -> list[Event]:
        """Take the open turn's answer, if it is a whole one so far."""
        try:
            self._answer = self._answers.answer() if self._answers is not None and self._is_followed else None
        except EngineError as error:
            return self._drop_answers(error)
        return []

    def _drop_answers(self, error: EngineError) -> list[Event]:
        self._answers = None
        self._is_followed = False
        return _failed("recognizer", error)

    def _keep(self, stretch: Stretch, mode: Mode) -> None:
        """Remember the stretch, and have it recognized where its words are not known already."""
        if mode not in ("answer", "talk"):
            return
        is_waiting = self._recognizer is not None and self._answer is None
        span = (stretch.start_s, stretch.end_s)
        number = self._memory.keep(self._turn, span, is_waiting=is_waiting, voiced_s=stretch.voiced_s)
        if number is not None and is_waiting:
            self._jobs(Job(self._turn, number))

    def _end(self, ended: Ended, mode: Mode) -> list[Event]:
        events: list[Event] = [TurnEnded(self._turn, ended.voiced_s, ended.silence_s)]
        heard = self._memory.end(self._turn)
        if heard and not self._is_asked and mode != "closed":
            events += self._ask()  # our voice cut the turn before its silence, and no recognizer follows
        if heard and self._answer is not None:
            heard = [TurnHeard(self._turn, self._answer.text, self._answer.confidence)]
        self._is_followed = False
        self._answer = None
        return [*events, *heard]

    def _spot(self, chunk: Pcm) -> list[Event]:
        events: list[Event] = []
        for spotter in tuple(self._spotters):
            try:
                if spotter.feed(chunk):
                    events.append(SafeWordHeard())
            except EngineError as error:
                self._spotters.remove(spotter)
                events += _failed("spotter", error)
        return events

    def _watch(self, chunk: Pcm) -> list[Event]:
        """Notice a microphone that gives nothing but zeros, and its return."""
        if not chunk.any():
            self._zeros += len(chunk)
            if self._is_lost or self._zeros < ZEROS_S * RATE_HZ:
                return []
            self._is_lost = True
            return [DeviceLost("microphone")]
        self._zeros = 0
        was_lost, self._is_lost = self._is_lost, False
        return [DeviceReturned("microphone")] if was_lost else []


def _failed(engine: Engine, error: EngineError) -> list[Event]:
    return [EngineFailed(engine, str(error))]
