"""Reflective listening: each in turn speaks and is given back (PRACTICE stage 4, 4.1-4.9)."""

from dataclasses import dataclass

from hearback.core.ask import Answer, Ask, Question
from hearback.core.context import Context
from hearback.core.floor import Floor
from hearback.core.ladder import SHORT_LADDER
from hearback.core.program import ReflectStage
from hearback.core.rest import hold
from hearback.core.seat import Seat, Spoken
from hearback.core.speech import Announce
from hearback.core.stages.exchange import Exchange
from hearback.core.steps import Next, Then

NOT_READY_AT_MOST = 2
"""A listener who needs more time is asked again this often; then the turn is left out, without a word about it."""


@dataclass
class Reflect:
    """Everyone is the speaker once; the listener is the next in the ring, so nobody becomes the group's listener."""

    context: Context
    spec: ReflectStage
    _chunk: int = 0
    _not_ready: int = 0

    @property
    def name(self) -> str:
        """The stage's name in the program."""
        return self.spec.name

    def first(self) -> Next:
        """Say how it goes, then ask what each hopes for."""
        if len(self.context.people) == 1:
            return None
        step = Announce(self.context, (self.context.line("reflect.intro"),))
        return Then(step, lambda _: self._want(0) if self.spec.want else self._turn(0))

    def _want(self, at: int) -> Next:
        if at == len(self.context.people):
            return self._turn(0)
        question = Question("reflect.want", self.context.ring()[at], wait_s=self.spec.wait_s, asked_at_most=2)

        def follow(_: Answer) -> Next:
            return self._want(at + 1)

        return Then(Ask(self.context, question), follow)

    def _turn(self, at: int) -> Next:
        """Open the turn of the next speaker, or end the stage."""
        if at == len(self.context.people):
            return None
        self._chunk, self._not_ready = 0, 0
        key = "reflect.open" if at == 0 else "reflect.switch"
        line = self.context.line(key, speaker=self._speaker(at), listener=self._listener(at))
        return Then(Announce(self.context, (line,)), lambda _: self._ready(at))

    def _speaker(self, at: int) -> str:
        return self.context.ring()[at]

    def _listener(self, at: int) -> str:
        return self.context.after(self._speaker(at))

    def _ready(self, at: int, key: str = "reflect.ready") -> Next:
        question = Question(
            key,
            self._listener(at),
            accepts=("yes", "ready", "no", "more_time"),
            hint="ask.ready",
            wait_s=self.spec.wait_s if key == "reflect.ready" else 60.0,
        )

        def follow(answer: Answer) -> Next:
            if answer.is_a("yes", "ready"):
                return self._speak(at)
            if answer.is_a("no", "more_time") and self._not_ready < NOT_READY_AT_MOST:
                self._not_ready += 1
                return self._ready(at, "reflect.take_time")
            if answer.meaning == "silent":
                return hold(self.context, lambda: self._ready(at))
            return self._passed(at)

        return Then(Ask(self.context, question), follow)

    def _passed(self, at: int) -> Next:
        step = Announce(self.context, (self.context.line("reflect.passed"),))
        return Then(step, lambda _: self._turn(at + 1))

    def _speak(self, at: int) -> Next:
        self._chunk += 1
        opening = "reflect.speak" if self._chunk == 1 else "reflect.next_chunk"
        return self._exchange(at, opening=opening, is_summary=False)

    def _exchange(self, at: int, *, opening: str, is_summary: bool) -> Next:
        def follow(said: bool) -> Next:
            if is_summary or not said:
                return self._offers(at)
            return self._more(at)

        return Exchange(
            self.context, self.spec, self._speaker(at), self._listener(at), follow, opening, is_summary
        ).first()

    def _more(self, at: int) -> Next:
        """Ask whether there is more while chunks are left; sum up when there were several (PRACTICE 4.8)."""
        if self._chunk >= self.spec.chunks:
            return self._sum_up(at)
        question = Question(
            "reflect.more",
            self._speaker(at),
            accepts=("yes", "no", "more", "nothing_more", "done"),
            hint="ask.yes_no",
            wait_s=self.spec.wait_s,
        )

        def follow(answer: Answer) -> Next:
            if answer.meaning == "silent":
                return hold(self.context, lambda: self._more(at))
            return self._speak(at) if answer.is_a("yes", "more") else self._sum_up(at)

        return Then(Ask(self.context, question), follow)

    def _sum_up(self, at: int) -> Next:
        if self._chunk < 2:
            return self._offers(at)
        return self._exchange(at, opening="", is_summary=True)

    def _offers(self, at: int) -> Next:
        """Offer the listener the lines that the program wants, then a word each."""
        keys = ["reflect.validate"] * self.spec.validate_line + ["reflect.feeling"] * self.spec.feeling_line
        return self._offer(at, tuple(keys))

    def _offer(self, at: int, keys: tuple[str, ...]) -> Next:
        if not keys:
            return self._word(at, 0)
        who = self._listener(at)
        line = self.context.line(keys[0], name=who, speaker=self._speaker(at))
        seat = Seat(who, "asked", keys[0], (line,), target_s=15.0, settles=True, ladder=SHORT_LADDER, counts=False)

        def follow(_: Spoken) -> Next:
            return self._offer(at, keys[1:])

        return Then(Floor(self.context, seat), follow)

    def _word(self, at: int, nth: int) -> Next:
        """Let the speaker and the listener leave the turn with one word each (PRACTICE 4.9)."""
        pair = (self._speaker(at), self._listener(at))
        if nth == len(pair) or not self.spec.word:
            return self._turn(at + 1)
        question = Question("reflect.word", pair[nth], wait_s=self.spec.wait_s, asked_at_most=1)

        def follow(_: Answer) -> Next:
            return self._word(at, nth + 1)

        return Then(Ask(self.context, question), follow)
