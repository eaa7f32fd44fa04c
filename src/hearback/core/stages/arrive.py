"""Arrive: who is here, what I do and keep, and each person's own yes to listening (PRACTICE stage 0)."""

from dataclasses import dataclass

from hearback.core.ask import Answer, Ask, Question
from hearback.core.context import Context
from hearback.core.program import ArriveStage
from hearback.core.speech import Announce
from hearback.core.steps import Next, Over, Then


@dataclass
class Arrive:
    """Nothing is listened to beyond this stage unless everyone said yes."""

    context: Context
    spec: ArriveStage

    @property
    def name(self) -> str:
        """The stage's name in the program."""
        return self.spec.name

    def first(self) -> Next:
        """Say what happens tonight."""
        words = "arrive.words" if self.context.safe_word else "arrive.words_alone"
        keys = ("arrive.welcome", "arrive.kept", words)
        lines = tuple(self.context.line(key) for key in keys)
        first = self._name if self.spec.names else self._consent
        return Then(Announce(self.context, lines), lambda _: first(0))

    def _name(self, at: int) -> Next:
        if at == len(self.context.people):
            return self._consent(0)
        who = self.context.people[at]
        question = Question("arrive.name", who, wait_s=self.spec.wait_s)

        def follow(answer: Answer) -> Next:
            return _nobody() if answer.meaning == "silent" else self._name(at + 1)

        return Then(Ask(self.context, question), follow)

    def _consent(self, at: int) -> Next:
        if at == len(self.context.people):
            return Then(Announce(self.context, (self.context.line("arrive.thanks"),)), lambda _: None)
        who = self.context.people[at]
        question = Question("arrive.consent", who, accepts=("yes", "no"), hint="ask.yes_no", wait_s=self.spec.wait_s)

        def follow(answer: Answer) -> Next:
            if answer.meaning == "silent":
                return _nobody()
            return self._consent(at + 1) if answer.is_a("yes") else Over("declined", ("end.declined",))

        return Then(Ask(self.context, question), follow)


def _nobody() -> Over:
    """Silence is never consent: end kindly instead of waiting with an open microphone."""
    return Over("silence", ("end.silence",))
