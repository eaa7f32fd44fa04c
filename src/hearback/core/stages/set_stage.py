"""Set the stage: why we do this, how much strength each has, and one wish for the talk (PRACTICE stage 1)."""

from dataclasses import dataclass

from hearback.core.ask import Answer, Ask, Question
from hearback.core.context import Context
from hearback.core.floor import Floor
from hearback.core.ladder import SHORT_LADDER
from hearback.core.program import SetStage
from hearback.core.rest import hold
from hearback.core.seat import Seat, Spoken
from hearback.core.speech import Announce
from hearback.core.steps import Next, Then


@dataclass
class SettingStage:
    """Ends with everyone's wish said; may agree on the light version."""

    context: Context
    spec: SetStage

    @property
    def name(self) -> str:
        """The stage's name in the program."""
        return self.spec.name

    def first(self) -> Next:
        """Say why and how."""
        lines = (self.context.line("stage.why"), self.context.line("stage.how"))
        return Then(Announce(self.context, lines), lambda _: self._breath())

    def _breath(self) -> Next:
        if self.spec.breath_s == 0:
            return self._capacity(0, low=False)
        step = Announce(self.context, (self.context.line("stage.breath"),), after_s=self.spec.breath_s)
        return Then(step, lambda _: self._capacity(0, low=False))

    def _capacity(self, at: int, *, low: bool) -> Next:
        if at == len(self.context.people) or not self.spec.capacity:
            return self._low() if low else self._wish(0)
        question = Question(
            "stage.capacity",
            self.context.people[at],
            accepts=("full", "some", "low", "yes", "no"),
            hint="ask.capacity",
            wait_s=self.spec.wait_s,
        )

        def follow(answer: Answer) -> Next:
            if answer.meaning == "silent":
                return hold(self.context, lambda: self._capacity(at, low=low))
            return self._capacity(at + 1, low=low or answer.is_a("low", "no"))

        return Then(Ask(self.context, question), follow)

    def _low(self) -> Next:
        return Then(Announce(self.context, (self.context.line("stage.low"),)), lambda _: self._lighter(0))

    def _lighter(self, at: int) -> Next:
        """Offer appreciations only; it is light only if each says yes."""
        if at == len(self.context.people):
            self.context.is_light = True
            return self._wish(0)
        question = Question(
            "stage.lighter",
            self.context.people[at],
            accepts=("yes", "no"),
            hint="ask.yes_no",
            wait_s=self.spec.wait_s,
        )

        def follow(answer: Answer) -> Next:
            if answer.meaning == "silent":
                return hold(self.context, lambda: self._lighter(at))
            return self._lighter(at + 1) if answer.is_a("yes") else self._wish(0)

        return Then(Ask(self.context, question), follow)

    def _wish(self, at: int) -> Next:
        if at == len(self.context.people) or not self.spec.wish:
            return None
        who = self.context.people[at]
        seat = Seat(
            who,
            "asked",
            "stage.wish",
            (self.context.line("stage.wish", name=who),),
            target_s=self.spec.wish_s,
            settles=True,
            ladder=SHORT_LADDER,
        )

        def follow(spoken: Spoken) -> Next:
            return hold(self.context, lambda: self._wish(at)) if spoken.went_quiet else self._wish(at + 1)

        return Then(Floor(self.context, seat), follow)
