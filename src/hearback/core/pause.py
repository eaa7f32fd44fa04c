"""The safe word's pause: everything stopped, a cool-down, and everyone's own yes (PRACTICE 3).

Nothing here knows who called it, and every cause gets the same words. One person's yes never resumes; silence, "no" and
an unclear answer mean "not ready". Nothing of what was said before is said again. The third pause of a session, and
every pause that is not resumed, ends it with care.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hearback.core.account import Paused
from hearback.core.ask import Answer, Ask, Question
from hearback.core.context import Context
from hearback.core.cool_down import LEAST_SILENT_S, CoolDown
from hearback.core.speech import Announce, Said
from hearback.core.steps import Next, Over, Then

MORE_TIMES = 2
"""PRACTICE 3: "more time" at the return gives 20 minutes more, twice at most."""
PAUSES = 2
"""PRACTICE 3: per session; the next one ends it with care."""
BREATH_S = 8.0
TIMES = ("an_hour", "this_evening", "tomorrow")
"""When to come back together, within 24 hours."""


@dataclass
class Pause:
    """One pause, from the call to the resume or the end."""

    context: Context
    entry: Paused
    again: Callable[[], Next]
    """Takes the session up where it was; an unfinished chunk is forgotten."""
    lighter: Callable[[], Next] | None
    """Goes on with something lighter; None where nothing heavy was underway."""
    _more_times: int = 0

    def first(self) -> Next:
        """Be silent; the third time end with care after it."""
        if len(self.context.account.pauses) > PAUSES:
            quiet = Announce(self.context, (), after_s=LEAST_SILENT_S)
            return Then(quiet, lambda _: self._say(("pause.enough",), self._care))
        return Then(CoolDown(self.context), self._cooled)

    def _say(self, keys: tuple[str, ...], then: Callable[[], Next], after_s: float = 0.0, *lead: Said) -> Next:
        lines = tuple(self.context.line(key) for key in keys)
        return Then(Announce(self.context, (*lead, *lines), after_s=after_s), lambda _: then())

    def _cooled(self, outcome: str) -> Next:
        if outcome == "end":
            return self._care()
        if outcome == "undo":
            return self._each("pause.carry_on", self._undone)
        return self._say(("pause.return",), self._return, 0.0, "floor_open")

    def _return(self) -> Next:
        return self._each("pause.ready", self._resumed)

    def _each(self, key: str, then: Callable[[], Next], at: int = 0) -> Next:
        """Ask each by name, in the order of names; go on only with everyone's own yes."""
        if at == len(self.context.people):
            return then()
        question = Question(
            key,
            self.context.people[at],
            accepts=("yes", "ready", "carry_on", "no", "more_time", "end"),
            hint="pause.hint",
            moment="pause",
            asked_at_most=2,
        )

        def follow(answer: Answer) -> Next:
            if answer.is_a("yes", "ready", "carry_on"):
                return self._each(key, then, at + 1)
            return self._care() if answer.is_a("end") else self._more_time()

        return Then(Ask(self.context, question), follow)

    def _more_time(self) -> Next:
        """Give 20 minutes more, or end with care when that was given twice."""
        self._more_times += 1
        if self._more_times > MORE_TIMES:
            return self._care()
        step = CoolDown(self.context, is_after_call=False)
        return self._say(("pause.more_time",), lambda: Then(step, self._cooled))

    def _undone(self) -> Next:
        """Take up the session at once: everyone agreed that it was a false call."""
        self.entry.is_resumed = True
        return self.again()

    def _resumed(self) -> Next:
        """Come back gently: a breath, a word each, and something lighter unless all want the topic (PRACTICE 3)."""
        self.entry.is_resumed = True
        return self._say(("pause.breath",), lambda: self._word(0), BREATH_S)

    def _word(self, at: int) -> Next:
        if at == len(self.context.people):
            return self.again() if self.lighter is None else self._choose(0)
        question = Question("reflect.word", self.context.people[at], asked_at_most=1)
        return Then(Ask(self.context, question), lambda _: self._word(at + 1))

    def _choose(self, at: int) -> Next:
        """Ask each; a smaller piece only if all want it, the end if anyone does, otherwise lighter."""
        if at == len(self.context.people) or self.lighter is None:
            return self._say(("pause.smaller",), self.again)
        question = Question(
            "pause.choose",
            self.context.people[at],
            accepts=("smaller", "lighter", "end"),
            hint="pause.choose_hint",
            asked_at_most=2,
        )
        lighter = self.lighter

        def follow(answer: Answer) -> Next:
            if answer.is_a("smaller"):
                return self._choose(at + 1)
            return self._care() if answer.is_a("end") else self._say(("pause.lighter",), lighter)

        return Then(Ask(self.context, question), follow)

    def _care(self, at: int = 0) -> Next:
        """Thank everyone, ask what each would like now, and agree when to come back together."""
        if at == 0:
            return self._say(("pause.thanks",), lambda: self._wish(0))
        return self._wish(at)

    def _wish(self, at: int) -> Next:
        if at == len(self.context.people):
            return self._when()
        question = Question("pause.wish", self.context.people[at], asked_at_most=1)
        return Then(Ask(self.context, question), lambda _: self._wish(at + 1))

    def _when(self) -> Next:
        """Let one person name a time within a day."""
        question = Question(
            "pause.when", self.context.people[0], accepts=TIMES, hint="pause.when_hint", asked_at_most=2
        )

        def follow(answer: Answer) -> Next:
            return self._agree(answer.intent, 1) if answer.meaning == "meant" else self._part("pause.no_time")

        return Then(Ask(self.context, question), follow)

    def _agree(self, time: str | None, at: int) -> Next:
        """Ask everyone else for their yes to that time."""
        if at == len(self.context.people):
            return self._part(f"pause.{time}")
        question = Question(
            f"pause.agree_{time}", self.context.people[at], accepts=("yes", "no"), hint="ask.yes_no", asked_at_most=2
        )

        def follow(answer: Answer) -> Next:
            return self._agree(time, at + 1) if answer.is_a("yes") else self._part("pause.no_time")

        return Then(Ask(self.context, question), follow)

    def _part(self, key: str) -> Next:
        return Over("safe word", (key, "pause.end"))
