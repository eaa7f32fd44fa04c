"""The safe word's pause: everything stopped, a cool-down, and everyone's own yes (PRACTICE 3).

Nothing here knows who called it, and every cause gets the same words. One person's yes never resumes; silence, "no" and
an unclear answer mean "not ready". Nothing of what was said before is said again. The third pause of a session, and
every pause that is not resumed, ends it with care.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hearback.core.account import Paused
from hearback.core.ask import Answer, Ask, Question
from hearback.core.care import Care
from hearback.core.context import Context
from hearback.core.cool_down import CoolDown, Silence
from hearback.core.everyone import Everyone
from hearback.core.speech import Announce, Said
from hearback.core.steps import Next, Then

MORE_TIMES = 2
"""PRACTICE 3: "more time" at the return gives 20 minutes more, twice at most."""
PAUSES = 2
"""PRACTICE 3: per session; the next one ends it with care."""
BREATH_S = 8.0


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
            return Then(Silence(), lambda _: self._say(("pause.enough",), Care(self.context).first))
        return Then(CoolDown(self.context), self._cooled)

    def _say(self, keys: tuple[str, ...], then: Callable[[], Next], after_s: float = 0.0, *lead: Said) -> Next:
        lines = tuple(self.context.line(key) for key in keys)
        return Then(Announce(self.context, (*lead, *lines), after_s=after_s), lambda _: then())

    def _cooled(self, outcome: str) -> Next:
        if outcome == "end":
            return Care(self.context).first()
        if outcome == "undo":
            return Then(Everyone(self.context, "pause.carry_on"), self._undone)
        return self._say(("pause.return",), self._return, 0.0, "floor_open")

    def _undone(self, outcome: str) -> Next:
        """Take up the session at once if everyone agreed that it was a false call; otherwise the pause goes on."""
        if outcome == "no":
            return Then(CoolDown(self.context, can_undo=False), self._cooled)
        if outcome == "end":
            return Care(self.context).first()
        self.entry.is_resumed = True
        return self.again()

    def _return(self) -> Next:
        return Then(Everyone(self.context, "pause.ready"), self._returned)

    def _returned(self, outcome: str) -> Next:
        """Come back gently: a breath, a word each, and something lighter unless all want the topic (PRACTICE 3)."""
        if outcome != "yes":
            return Care(self.context).first() if outcome == "end" else self._more_time()
        self.entry.is_resumed = True
        return self._say(("pause.breath",), lambda: self._word(0), BREATH_S)

    def _more_time(self) -> Next:
        """Give 20 minutes more, or end with care when that was given twice."""
        self._more_times += 1
        if self._more_times > MORE_TIMES:
            return Care(self.context).first()
        step = CoolDown(self.context, is_after_call=False)
        return self._say(("pause.more_time",), lambda: Then(step, self._cooled))

    def _word(self, at: int) -> Next:
        if at == len(self.context.people):
            return self.again() if self.lighter is None else self._choose(0)
        question = Question("reflect.word", self.context.people[at], asked_at_most=1)
        return Then(Ask(self.context, question), lambda _: self._word(at + 1))

    def _choose(self, at: int, *, smaller: bool = True) -> Next:
        """Ask everyone; the end if anyone wants it, a smaller piece only if all do, otherwise lighter."""
        if at == len(self.context.people):
            return self._chosen(smaller=smaller)
        question = Question(
            "pause.choose",
            self.context.people[at],
            accepts=("smaller", "lighter", "end"),
            hint="pause.choose_hint",
            asked_at_most=2,
        )

        def follow(answer: Answer) -> Next:
            if answer.is_a("end"):
                return Care(self.context).first()
            return self._choose(at + 1, smaller=smaller and answer.is_a("smaller"))

        return Then(Ask(self.context, question), follow)

    def _chosen(self, *, smaller: bool) -> Next:
        if smaller or self.lighter is None:
            return self._say(("pause.smaller",), self.again)
        return self._say(("pause.lighter",), self.lighter)
