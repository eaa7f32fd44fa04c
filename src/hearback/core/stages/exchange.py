"""One statement and its reflection: speak, give back, read back, "did they hear that right?" (PRACTICE 4.2-4.7).

Three attempts in all: the reflection, one retry after the missing piece, one after a single short sentence. Then the
matter is parked, without blame. A listener who says nothing is helped with a stem, then the speaker is asked to say it
shorter, then it is parked. The speaker's verdict is the only judge.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hearback.core.account import Reflected, Verdict
from hearback.core.ask import Answer, Ask, Question
from hearback.core.context import Context
from hearback.core.floor import Floor
from hearback.core.ladder import REFLECT_LADDER, SHORT_LADDER
from hearback.core.lines import READ_BACK, Line
from hearback.core.program import ReflectStage
from hearback.core.read_back import choose
from hearback.core.rest import hold
from hearback.core.seat import Seat, Spoken
from hearback.core.speech import Announce, Said, Voice
from hearback.core.steps import Follow, Next, Step, Then
from hearback.core.talk import Turn

TRIES = 3
"""PRACTICE 4.6, 4.7."""

PIECE_S = 20.0
SHORT_S = 15.0

REPLAY_S = 12.0
"""SPEECH 5: at most this much of the listener's own voice is replayed."""


@dataclass
class Exchange:
    """The way of one statement from one speaker to one listener."""

    context: Context
    spec: ReflectStage
    speaker: str
    listener: str
    follow: Callable[[bool], Next]
    """What comes after it; told whether anything was said."""
    opening: str = "reflect.speak"
    is_summary: bool = False
    entry: Reflected = field(init=False)
    _unanswered: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.entry = Reflected(self.speaker, self.listener, is_summary=self.is_summary)

    def first(self) -> Next:
        """Give the speaker the floor; a summary begins with the listener."""
        if self.is_summary:
            return self._reflect("reflect.summary")
        opening: tuple[Said, ...] = ("floor_open", self._line(self.opening))
        seat = Seat(self.speaker, "floor", self.opening, opening, target_s=self.spec.speak_s, listener=self.listener)
        return self._then(Floor(self.context, seat), self._spoken)

    def _then(self, step: Step, follow: Follow) -> Then:
        """Return the step; a pause forgets the chunk and comes back to its beginning."""
        return Then(step, follow, self._anew)

    def _anew(self) -> Next:
        reflections = self.context.account.reflections
        reflections[:] = [entry for entry in reflections if entry is not self.entry]
        return replace(self).first()

    def _hold(self, again: Callable[[], Next]) -> Then:
        """Rest; a pause in it forgets the chunk like a pause anywhere else in it."""
        return replace(hold(self.context, again), again=self._anew)

    def _line(self, key: str, name: str | None = None) -> Line:
        return self.context.line(key, name=name or self.speaker, speaker=self.speaker, listener=self.listener)

    def _spoken(self, spoken: Spoken) -> Next:
        if spoken.went_quiet:
            return hold(self.context, self.first)
        if spoken.is_empty:
            return self._then(Announce(self.context, (self._line("reflect.passed"),)), lambda _: self.follow(False))
        self.context.account.reflections.append(self.entry)
        return self._reflect("reflect.reflect", spoken.early)

    def _reflect(self, key: str, early: Turn | None = None) -> Next:
        """Ask the listener to give back what they heard; nothing is asked of one who already began."""
        line = self.context.line(key, name=self.listener, speaker=self.speaker, listener=self.listener)
        seat = Seat(
            self.listener,
            "reflect",
            key,
            () if early else ("hand_over", line),
            target_s=self.spec.reflect_s,
            settles=True,
            ladder=REFLECT_LADDER,
            starter=self.context.line("reflect.starter", name=self.listener),
            counts=False,
            early=early,
        )
        return self._then(Floor(self.context, seat), self._reflected)

    def _reflected(self, spoken: Spoken) -> Next:
        if self.is_summary and self.entry.tries == 0 and not self._unanswered:
            self.context.account.reflections.append(self.entry)
        if spoken.asked_repeat and not self._unanswered:
            self._unanswered += 1
            return self._say_short()
        if spoken.is_empty:
            return self._no_reflection(passed=spoken.ended_by == "pass")
        self.entry.tries += 1
        return self._give_back(spoken)

    def _no_reflection(self, *, passed: bool) -> Next:
        """First the stem (said by the floor), then "shorter?", then park (PRACTICE 2, exceptions)."""
        self._unanswered += 1
        if passed or self._unanswered > 1:
            return self._park()
        question = Question(
            "reflect.shorter",
            self.speaker,
            {"listener": self.listener},
            accepts=("yes", "no"),
            hint="ask.yes_no",
            wait_s=self.spec.wait_s,
        )

        def follow(answer: Answer) -> Next:
            if answer.meaning == "silent":
                return self._hold(lambda: self._reflect("reflect.again"))
            return self._say_short() if answer.is_a("yes") else self._reflect("reflect.again")

        return self._then(Ask(self.context, question), follow)

    def _give_back(self, spoken: Spoken) -> Next:
        """Say the listener's own words; replay the voice where words are in doubt; or only ask."""
        items = self._read_back(spoken)
        if not items:
            return self._verdict()
        return self._then(Announce(self.context, items), lambda _: self._verdict())

    def _read_back(self, spoken: Spoken) -> tuple[Said, ...]:
        if self.context.read_back == "off":
            return ()
        words = choose(spoken.turns, self.context.intents, self.context.safe_word)
        if words is not None and self.context.read_back == "words":
            return (self._line("reflect.read_back"), Line(READ_BACK, words))
        seconds = min(REPLAY_S, sum(turn.voiced_s for turn in spoken.turns))
        return (self._line("reflect.replay"), Voice(spoken.numbers, seconds))

    def _verdict(self) -> Next:
        question = Question(
            "reflect.verdict",
            self.speaker,
            {"speaker": self.speaker, "listener": self.listener},
            accepts=("yes", "partly", "no"),
            hint="ask.verdict",
            moment="verdict",
            wait_s=self.spec.wait_s,
        )
        return self._then(Ask(self.context, question), self._judged)

    def _judged(self, answer: Answer) -> Next:
        if answer.meaning == "silent":
            return self._hold(self._verdict)
        if answer.meaning != "meant":
            return self._park()
        verdict: Verdict = "yes" if answer.is_a("yes") else "partly" if answer.is_a("partly") else "no"
        self.entry.verdict = verdict
        if verdict == "yes":
            return self._then(Announce(self.context, (self._line("reflect.heard"),)), lambda _: self.follow(True))
        return self._retry()

    def _retry(self) -> Next:
        if self.entry.tries >= TRIES or (self.is_summary and self.entry.tries > 1):
            return self._park()
        if self.entry.tries == 1:
            return self._add("reflect.piece", PIECE_S, "reflect.again")
        return self._say_short()

    def _say_short(self) -> Next:
        return self._add("reflect.short", SHORT_S, "reflect.repeat_short")

    def _add(self, key: str, target_s: float, then_key: str) -> Next:
        """Give the speaker the floor once more, for a piece or one short sentence; then the listener."""
        seat = Seat(
            self.speaker,
            "floor",
            key,
            ("floor_open", self._line(key)),
            target_s=target_s,
            settles=True,
            ladder=SHORT_LADDER,
            listener=self.listener,
        )

        def follow(spoken: Spoken) -> Next:
            if spoken.went_quiet:
                return self._hold(lambda: self._add(key, target_s, then_key))
            return self._park() if spoken.is_empty else self._reflect(then_key, spoken.early)

        return self._then(Floor(self.context, seat), follow)

    def _park(self) -> Next:
        """Leave it as not yet heard, without blame."""
        self.entry.verdict = "parked"
        return self._then(Announce(self.context, (self._line("reflect.park"),)), lambda _: self.follow(True))
