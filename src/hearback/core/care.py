"""The end with care, after a pause that is not resumed (PRACTICE 3).

Thanks for stopping, what would help each now, and a time within a day to come back together: agreed by all, or left to
them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hearback.core.ask import Answer, Ask, Question
from hearback.core.context import Context
from hearback.core.speech import Announce
from hearback.core.steps import Next, Over, Then

TIMES = ("an_hour", "this_evening", "tomorrow")
"""When to come back together, within 24 hours."""


@dataclass
class Care:
    """The way from the thanks to the goodbye. Silence is an answer everywhere."""

    context: Context

    def first(self) -> Next:
        """Thank everyone, then ask each what would help."""
        thanks = Announce(self.context, (self.context.line("pause.thanks"),))
        return Then(thanks, lambda _: self._wish(0))

    def _wish(self, at: int) -> Next:
        if at == len(self.context.people):
            return self._when()
        question = Question("pause.wish", self.context.people[at], asked_at_most=1)
        return self._ask(question, lambda _: self._wish(at + 1))

    def _when(self) -> Next:
        """Let one person name a time within a day."""
        question = Question(
            "pause.when", self.context.people[0], accepts=TIMES, hint="pause.when_hint", asked_at_most=2
        )

        def follow(answer: Answer) -> Next:
            return self._agree(answer.intent, 1) if answer.meaning == "meant" else self._part("pause.no_time")

        return self._ask(question, follow)

    def _agree(self, time: str | None, at: int) -> Next:
        """Ask everyone else for their yes to that time."""
        if at == len(self.context.people):
            return self._part(f"pause.{time}")
        question = Question(
            f"pause.agree_{time}", self.context.people[at], accepts=("yes", "no"), hint="ask.yes_no", asked_at_most=2
        )

        def follow(answer: Answer) -> Next:
            return self._agree(time, at + 1) if answer.is_a("yes") else self._part("pause.no_time")

        return self._ask(question, follow)

    def _ask(self, question: Question, follow: Callable[[Answer], Next]) -> Then:
        return Then(Ask(self.context, question), follow)

    def _part(self, key: str) -> Next:
        return Over("safe word", (key, "pause.end"))
