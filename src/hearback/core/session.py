"""The session: people, the stage underway, the safe word, and the end.

It drives one step at a time. It looks at the safe word before any stage does, and at faults of the machine; everything
else is the step's. It always ends, and always with care.
"""

from dataclasses import replace
from typing import assert_never

from hearback.core.account import Paused
from hearback.core.context import Context, Profile, ReadBack
from hearback.core.controls import QUIET_MINUTE_S
from hearback.core.cool_down import CoolDown, Silence
from hearback.core.course import Course
from hearback.core.effects import Effect, Ending, Finish, Forget, Listen, StopSound
from hearback.core.events import (
    ControlPressed,
    DeviceLost,
    EngineFailed,
    Event,
    LineEnded,
    SafeWordHeard,
    TalkedOver,
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
from hearback.core.yielding import OurLine, Yielding


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
        self._origin: Next = None
        """Where a pause comes back to."""
        self._slowed: Then | None = None
        """What a quiet minute interrupted."""
        self._faults = Faults()
        self._line = OurLine()
        self._kept_turns: list[int] = []
        self._last_turn = -1
        self._called_turn = -1
        self._slowed_turn = -1
        self._has_begun = False

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Return what to do about the event."""
        if self.is_over:
            return []
        effects = [] if self._has_begun else self._begin(now)
        event = self._unless_stale(event)
        if self._is_called(event):
            self._called_turn = max(self._last_turn, event.turn if isinstance(event, TurnHeard) else -1)
            effects += self._pause(now)
        elif self._asks_slower(event):
            self._slowed_turn = max(self._last_turn, event.turn if isinstance(event, TurnHeard) else -1)
            effects += self._slow_down(now)
        elif (
            self.ending is None and isinstance(event, (EngineFailed, DeviceLost)) and (over := self._faults.note(event))
        ):
            effects += self._end(over, now, quiet=self.is_paused)
        elif isinstance(event, TalkedOver):
            effects += self._give_way(event, now)
        else:
            effects += self.step.handle(event, now)
        if isinstance(event, TurnStarted | TalkedOver) and event.turn not in self.step.turns:
            self._kept_turns.append(event.turn)
        self._let_go()
        effects += self._advance(now)
        self._line.note(event, effects)
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
        if not isinstance(event, TurnStarted | TalkedOver):
            return event
        is_fresh, self._last_turn = event.turn > self._last_turn, max(event.turn, self._last_turn)
        if isinstance(event, TalkedOver) and self._can_give_way:
            return event
        return TurnStarted(event.turn) if is_fresh else Tick()

    @property
    def _can_give_way(self) -> bool:
        """Whether a line of the session's course is heard, and not one of a pause or of the end."""
        return self._line.number is not None and self.stage is not None and self.ending is None and not self.is_paused

    def _give_way(self, event: TalkedOver, now: float) -> list[Effect]:
        """Fall silent for who talks over us; on somebody's own floor that is all."""
        line = self._line.number
        if isinstance(self.step, Yielding):
            return self.step.handle(event, now)
        if line is None or not self._line.may_be_cut(self.step):
            return []
        if self._is_on_a_floor:
            said = self.step.handle(LineEnded(line), now)
            return [StopSound(), *said, *self.step.handle(TurnStarted(event.turn), now)]
        yielding = Yielding(self.context, self.step, line)
        self._then = replace(self._then, step=yielding)
        return yielding.give_way(event.turn, now)

    def _let_go(self) -> None:
        """Put the step that was cut back into its place, once it goes on."""
        if isinstance(self.step, Yielding) and self.step.is_over:
            self._kept_turns += self.step.turns
            self._then = replace(self._then, step=self.step.held)

    def _begin(self, now: float) -> list[Effect]:
        self._has_begun = True
        return self.step.begin(now)

    def _is_called(self, event: Event) -> bool:
        """Return whether somebody said the safe word or asked for a pause; before the session it is no matter."""
        if self.stage is None and self.ending is None:
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
        if isinstance(self.step, CoolDown | Silence):
            return [StopSound(), *self.step.hush(now)]
        if isinstance(self.step, Floor):
            self.step.cut(now)
        entry = Paused(now)
        self.context.account.pauses.append(entry)
        if self.ending is not None or len(self.context.account.pauses) > PAUSES + 1:
            return self._end(Over("safe word", ("pause.end",)), now, quiet=True)
        self._kept_turns += self.step.turns
        stop: list[Effect] = [StopSound(), *self._forget()]
        if self._origin is None:
            # At once, not when everyone is back: nothing of an unfinished chunk stays, whatever comes of the pause.
            self._origin, self._slowed = _beginning(self._slowed or self._then), None
        lighter = self._lighter if self.course.is_heavy else None
        return stop + self._start(Pause(self.context, entry, self._again, lighter).first(), now)

    def _asks_slower(self, event: Event) -> bool:
        """Return whether somebody asks for a quiet minute; who holds the floor gets it there, and keeps the floor."""
        if self.stage is None or self.ending is not None or self.is_paused or self._is_on_a_floor:
            return False
        if isinstance(event, ControlPressed):
            return event.intent == "slower"
        if not isinstance(event, TurnHeard) or event.turn <= self._slowed_turn:
            return False
        return self.context.intents.says(event.text, "slower")

    @property
    def _is_on_a_floor(self) -> bool:
        return isinstance(self.step, Floor) and self.step.is_open

    def _slow_down(self, now: float) -> list[Effect]:
        """Keep a quiet minute, then take up the step underway from its beginning; nothing of it is lost."""
        self._slowed = self._slowed or self._then
        self._kept_turns += self.step.turns
        quiet = Announce(self.context, (self.context.line("pause.slower"),), after_s=QUIET_MINUTE_S)
        closed = Listen("asked", None, "control", "pause.slower", ("slower", "pause"))
        return [StopSound(), closed, *self._start(Then(quiet, lambda _: self._go_on()), now)]

    def _go_on(self) -> Next:
        slowed, self._slowed = self._slowed, None
        return slowed

    def _again(self) -> Next:
        """Take up what the pause interrupted, from its beginning."""
        origin, self._origin = self._origin, None
        return origin

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
            if not isinstance(self.step, Floor) and self._slowed is None:
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
        return Then(Announce(self.context, tuple(self.context.line(key) for key in keys)), lambda _: then, then.again)

    def _end(self, over: Over, now: float, *, quiet: bool = False) -> list[Effect]:
        """Stop everything and say the last lines, after the least silence where somebody called."""
        self.ending, self._slowed = over.ending, None
        self._kept_turns += self.step.turns
        lines = tuple(self.context.line(key) for key in over.keys)
        goodbye = Then(Announce(self.context, (*lines, "microphone")), lambda _: None)
        self._then = Then(Silence(listens=False), lambda _: goodbye) if quiet else goodbye
        closed = Listen("asked", None, "closed", over.keys[0])
        return [StopSound(), closed, *self._forget(), *self.step.begin(now)]

    def _finish(self) -> list[Effect]:
        self.is_over = True
        ending: Ending = self.ending or "done"
        return [*self._forget(), Finish(ending, completed=ending == "done")]


def _beginning(then: Then) -> Next:
    """Return where a pause in this step comes back to."""
    return then if then.again is None else then.again()
