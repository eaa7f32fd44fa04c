"""The session: people, the stage underway, the safe word, and the end.

It drives one step at a time. It looks at the safe word before any stage does, and at faults of the machine; everything
else is the step's. It always ends, and always with care.
"""

from typing import assert_never

from hearback.core.account import Paused
from hearback.core.context import Context, Profile, ReadBack
from hearback.core.controls import QUIET_MINUTE_S
from hearback.core.cool_down import LEAST_SILENT_S, CoolDown
from hearback.core.course import Course
from hearback.core.effects import Effect, Ending, Finish, Forget, Listen, StopSound
from hearback.core.events import (
    ControlPressed,
    DeviceLost,
    EngineFailed,
    Event,
    SafeWordHeard,
    Tick,
    TurnHeard,
    TurnStarted,
)
from hearback.core.faults import Faults
from hearback.core.floor import Floor
from hearback.core.intents import words_of
from hearback.core.lines import Lines
from hearback.core.pause import PAUSES, Pause
from hearback.core.program import Program, Prompts
from hearback.core.speech import Announce
from hearback.core.steps import Next, Over, Step, Then
from hearback.core.waiting import Waiting


class Session:
    """One run of a program with these people.

    `handle` and `deadline` are the whole interface; `context.account`, `stage`, `step` and `ending` are for looking.
    """

    def __init__(
        self,
        program: Program,
        prompts: Prompts,
        people: tuple[str, ...],
        *,
        seed: int = 0,
        safe_word: str | None = None,
        profile: Profile = "guided",
        read_back: ReadBack = "words",
        wait_s: float | None = None,
    ) -> None:
        """Prepare to wait for a start; `wait_s` is how long, None for ever. The first `handle` begins it."""
        lines = Lines(prompts.lines, seed)
        self.context = Context(people, lines, prompts.intents(people), profile, read_back, safe_word)
        self.course = Course(program, self.context)
        self.ending: Ending | None = None
        self.is_over = False
        self.deadline: float | None = 0.0
        self._then = Then(Waiting(self.context, wait_s), self._started)
        self._origin: Then | None = None
        """What a pause interrupted."""
        self._faults = Faults()
        self._kept_turns: list[int] = []
        self._last_turn = -1
        self._called_turn = -1
        self._has_begun = False

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Return what to do about the event."""
        if self.is_over:
            return []
        effects = [] if self._has_begun else self._begin(now)
        event = self._unless_stale(event)
        if self._is_called(event):
            effects += self._pause(now)
        elif self._asks_slower(event):
            effects += self._slow_down(now)
        elif (
            self.ending is None and isinstance(event, (EngineFailed, DeviceLost)) and (over := self._faults.note(event))
        ):
            effects += self._end(over, now, quiet_s=LEAST_SILENT_S if self.is_paused else 0.0)
        else:
            effects += self.step.handle(event, now)
        effects += self._advance(now)
        self._close_pauses(now)
        self.deadline = None if self.is_over else self.step.deadline
        return effects

    @property
    def stage(self) -> str | None:
        """The name of the stage underway; None before the first."""
        return self.course.stage

    @property
    def step(self) -> Step:
        """The step underway."""
        return self._then.step

    @property
    def is_paused(self) -> bool:
        """Whether the safe word stopped everything and not everyone has come back."""
        return self._origin is not None or self.ending == "safe word"

    def _unless_stale(self, event: Event) -> Event:
        """Return the event, or a mere Tick for the start of a turn that began before: turn numbers only grow."""
        if not isinstance(event, TurnStarted):
            return event
        if event.turn <= self._last_turn:
            return Tick()
        self._last_turn = event.turn
        return event

    def _begin(self, now: float) -> list[Effect]:
        self._has_begun = True
        return self.step.begin(now)

    def _is_called(self, event: Event) -> bool:
        """Return whether somebody said the safe word or asked for a pause; before the session it is no matter."""
        if self.stage is None:
            return False
        match event:
            case SafeWordHeard():
                return True
            case ControlPressed(intent=intent):
                return intent == "pause"
            case TurnHeard(turn=turn, text=text) if turn > self._called_turn:  # else words of a call that was heard
                return self._holds_safe_word(text) or self.context.intents.says(text, "pause")
            case _:
                return False

    def _holds_safe_word(self, text: str) -> bool:
        word = " ".join(words_of(self.context.safe_word or ""))
        return bool(word) and f" {word} " in f" {' '.join(words_of(text))} "

    def _started(self, has_started: bool) -> Next:
        return self.course.next() if has_started else Over("nobody started", ("end.nobody",))

    def _pause(self, now: float) -> list[Effect]:
        """Stop everything at once, forget what was underway, and let the pause take over."""
        self._called_turn = self._last_turn
        if isinstance(self.step, CoolDown):
            return [StopSound(), *self.step.hush(now)]
        if isinstance(self.step, Floor):
            self.step.cut(now)
        self._kept_turns += self.step.turns
        stop: list[Effect] = [StopSound(), *self._forget()]
        if self.ending is not None or len(self.context.account.pauses) > PAUSES:
            return stop + self._end(Over("safe word", ("pause.end",)), now, quiet_s=LEAST_SILENT_S)
        self._origin = self._origin or self._then
        entry = Paused(now)
        self.context.account.pauses.append(entry)
        lighter = self._lighter if self.course.is_heavy else None
        return stop + self._start(Pause(self.context, entry, self._again, lighter).first(), now)

    def _asks_slower(self, event: Event) -> bool:
        """Return whether somebody asks for a quiet minute; who holds the floor gets it there, and keeps the floor."""
        if self.stage is None or self.ending is not None or self.is_paused or isinstance(self.step, Floor):
            return False
        if isinstance(event, ControlPressed):
            return event.intent == "slower"
        return isinstance(event, TurnHeard) and self.context.intents.says(event.text, "slower")

    def _slow_down(self, now: float) -> list[Effect]:
        """Keep a quiet minute, then take up what was underway from its beginning."""
        here = self._then
        quiet = Announce(self.context, (self.context.line("pause.slower"),), after_s=QUIET_MINUTE_S)
        self._kept_turns += self.step.turns
        return [StopSound(), *self._start(Then(quiet, lambda _: here.again() if here.again else here), now)]

    def _again(self) -> Next:
        """Take up what the pause interrupted, from its beginning."""
        origin, self._origin = self._origin, None
        return origin.again() if origin is not None and origin.again is not None else origin

    def _lighter(self) -> Next:
        self._origin = None
        return self.course.lighter()

    def _close_pauses(self, now: float) -> None:
        """Write down when each pause was over: everyone came back, it was called again, or the session ended."""
        pauses = self.context.account.pauses
        for at, entry in enumerate(pauses):
            is_past = entry.is_resumed or at + 1 < len(pauses) or self.is_over
            if entry.until_at is None and is_past:
                entry.until_at = now

    def _advance(self, now: float) -> list[Effect]:
        """Go on from step to step as long as each has its outcome."""
        effects: list[Effect] = []
        while not self.is_over and self.step.outcome is not None:
            self._kept_turns += self.step.turns
            if not isinstance(self.step, Floor):
                effects += self._forget()
            following = self._then.follow(self.step.outcome)
            if following is None and self.ending is None:
                following = self.course.next()
            effects += self._start(following, now)
        return effects

    def _forget(self) -> list[Effect]:
        """Drop the sound of turns that nothing needs any more."""
        turns, self._kept_turns = tuple(self._kept_turns), []
        return [Forget(turns)] if turns else []

    def _start(self, following: Next, now: float) -> list[Effect]:
        match following:
            case None:
                return self._finish()
            case Over():
                return self._end(following, now)
            case Then():
                self._then = self._after_notices(following)
                return self.step.begin(now)
            case _:
                assert_never(following)

    def _after_notices(self, then: Then) -> Then:
        """Say first what broke, plainly; the step waits behind it."""
        # A replay comes right after its turn: no other step may pass between them, or the turn would be forgotten.
        is_time = self.ending is None and not self.is_paused and not isinstance(then.step, Announce)
        keys = self._faults.notices() if is_time else ()
        if not keys:
            return then
        return Then(Announce(self.context, tuple(self.context.line(key) for key in keys)), lambda _: then)

    def _end(self, over: Over, now: float, quiet_s: float = 0.0) -> list[Effect]:
        """Stop everything and say the last lines, after some quiet."""
        self.ending = over.ending
        self._kept_turns += self.step.turns
        lines = tuple(self.context.line(key) for key in over.keys)
        goodbye = Then(Announce(self.context, (*lines, "microphone")), lambda _: None)
        quiet = Announce(self.context, (), after_s=quiet_s)
        self._then = Then(quiet, lambda _: goodbye) if quiet_s else goodbye
        closed = Listen("asked", None, "closed", over.keys[0])
        return [StopSound(), closed, *self._forget(), *self.step.begin(now)]

    def _finish(self) -> list[Effect]:
        self.is_over = True
        ending: Ending = self.ending or "done"
        return [*self._forget(), Finish(ending, completed=ending == "done")]
