"""The session: people, the stage underway, the safe word, and the end.

It drives one step at a time. It looks at the safe word before any stage does, and at faults of the machine; everything
else is the step's. It always ends, and always with care.
"""

from collections.abc import Iterator
from typing import assert_never

from hearback.core.context import Context, Profile, ReadBack
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
from hearback.core.program import (
    ArriveStage,
    CloseStage,
    Program,
    Prompts,
    ReflectStage,
    RoundStage,
    SetStage,
    StageSpec,
)
from hearback.core.speech import Announce
from hearback.core.stages.arrive import Arrive
from hearback.core.stages.close import Close
from hearback.core.stages.reflect import Reflect
from hearback.core.stages.round import Round
from hearback.core.stages.set_stage import SettingStage
from hearback.core.steps import Follow, Next, Over, Stage, Step, Then
from hearback.core.waiting import Waiting

PAUSED_QUIET_S = 5.0
"""PRACTICE 3: at least this much full silence after the safe word."""


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
        self.stage: str | None = None
        self.ending: Ending | None = None
        self.is_over = False
        self.step: Step = Waiting(self.context, wait_s)
        self.deadline: float | None = 0.0
        self._follow: Follow = self._started
        self._left: Iterator[StageSpec] = iter(program.stage)
        self._faults = Faults()
        self._kept_turns: list[int] = []
        self._last_turn = -1
        self._has_begun = False

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Return what to do about the event."""
        if self.is_over:
            return []
        effects = [] if self._has_begun else self._begin(now)
        event = self._unless_stale(event)
        if self._is_called(event):
            if isinstance(self.step, Floor):
                self.step.cut(now)
            effects += self._end(Over("safe word", ("pause.line", "pause.end")), now, quiet_s=PAUSED_QUIET_S)
        elif (
            self.ending is None and isinstance(event, (EngineFailed, DeviceLost)) and (over := self._faults.note(event))
        ):
            effects += self._end(over, now)
        else:
            effects += self.step.handle(event, now)
        effects += self._advance(now)
        self.deadline = None if self.is_over else self.step.deadline
        return effects

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
            case TurnHeard(text=text) if self.ending is None:  # else the words of a call that a spotter heard
                return self._holds_safe_word(text) or self.context.intents.says(text, "pause")
            case _:
                return False

    def _holds_safe_word(self, text: str) -> bool:
        word = " ".join(words_of(self.context.safe_word or ""))
        return bool(word) and f" {word} " in f" {' '.join(words_of(text))} "

    def _started(self, has_started: bool) -> Next:
        return self._next_stage() if has_started else Over("nobody started", ("end.nobody",))

    def _advance(self, now: float) -> list[Effect]:
        """Go on from step to step as long as each has its outcome."""
        effects: list[Effect] = []
        while not self.is_over and self.step.outcome is not None:
            self._kept_turns += self.step.turns
            if not isinstance(self.step, Floor):
                effects += self._forget()
            following = self._follow(self.step.outcome)
            if following is None and self.ending is None:
                following = self._next_stage()
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
            case Then(step=step, follow=follow):
                self.step, self._follow = step, follow
                self._tell_faults()
                return self.step.begin(now)
            case _:
                assert_never(following)

    def _tell_faults(self) -> None:
        """Say first what broke, plainly; the step waits behind it."""
        # A replay comes right after its turn: no other step may pass between them, or the turn would be forgotten.
        is_time = self.ending is None and not isinstance(self.step, Announce)
        keys = self._faults.notices() if is_time else ()
        if not keys:
            return
        then = Then(self.step, self._follow)
        self.step, self._follow = Announce(self.context, tuple(self.context.line(key) for key in keys)), lambda _: then

    def _next_stage(self) -> Next:
        """Return the first step of the next stage that has any; None after the last."""
        for spec in self._left:
            if self.context.is_light and not _is_light(spec):
                continue
            stage = _stage(self.context, spec)
            first = stage.first()
            if first is not None:
                self.stage = stage.name
                self.context.account.stages.append(stage.name)
                return first
        return None

    def _end(self, over: Over, now: float, quiet_s: float = 0.0) -> list[Effect]:
        """Stop everything and say the last lines, after some quiet."""
        self.ending = over.ending
        self._kept_turns += self.step.turns
        lines = tuple(self.context.line(key) for key in over.keys)
        goodbye = Announce(self.context, (*lines, "microphone"))
        self._follow = lambda _: None if quiet_s == 0 else Then(goodbye, lambda _: None)
        self.step = Announce(self.context, (), after_s=quiet_s) if quiet_s else goodbye
        closed = Listen("pause" if quiet_s else "asked", None, "closed", over.keys[0])
        return [StopSound(), closed, *self._forget(), *self.step.begin(now)]

    def _finish(self) -> list[Effect]:
        self.is_over = True
        ending: Ending = self.ending or "done"
        return [*self._forget(), Finish(ending, completed=ending == "done")]


def _is_light(spec: StageSpec) -> bool:
    return not isinstance(spec, ReflectStage) and (not isinstance(spec, RoundStage) or spec.is_light)


def _stage(context: Context, spec: StageSpec) -> Stage:
    match spec:
        case ArriveStage():
            return Arrive(context, spec)
        case SetStage():
            return SettingStage(context, spec)
        case RoundStage():
            return Round(context, spec)
        case ReflectStage():
            return Reflect(context, spec)
        case CloseStage():
            return Close(context, spec)
        case _:
            assert_never(spec)
