"""Close: four one-word checks, how to come back together, what is kept, good night (PRACTICE stage 8)."""

from dataclasses import dataclass

from hearback.core.ask import Answer, Ask, Question
from hearback.core.context import Context
from hearback.core.program import CloseStage
from hearback.core.speech import Announce
from hearback.core.steps import Next, Then


@dataclass
class Close:
    """An unanswered check is no answer and is not asked again: nobody is kept from leaving."""

    context: Context
    spec: CloseStage

    @property
    def name(self) -> str:
        """The stage's name in the program."""
        return self.spec.name

    def first(self) -> Next:
        """Open the close."""
        return Then(Announce(self.context, (self.context.line("close.open"),)), lambda _: self._check(0))

    def _check(self, at: int) -> Next:
        questions = self.spec.questions
        person_at, question_at = divmod(at, len(questions)) if questions else (len(self.context.people), 0)
        if person_at == len(self.context.people):
            return self._goodbye()
        key, who = f"close.{questions[question_at]}", self.context.people[person_at]
        question = Question(key, who, wait_s=self.spec.wait_s, asked_at_most=1)

        def follow(_: Answer) -> Next:
            return self._check(at + 1)

        return Then(Ask(self.context, question), follow)

    def _goodbye(self) -> Next:
        lines = (self.context.line("close.nothing_kept"), self.context.line("close.goodbye"))
        return Then(Announce(self.context, (*lines, "microphone")), lambda _: None)
