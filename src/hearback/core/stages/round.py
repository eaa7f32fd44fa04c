"""A round: each in turn has the floor for one stem, and another thanks or gives one line back (PRACTICE 3 and 5)."""

from dataclasses import dataclass

from hearback.core.ask import Answer, Ask, Question
from hearback.core.context import Context
from hearback.core.floor import Floor
from hearback.core.program import RoundStage
from hearback.core.rest import hold
from hearback.core.seat import Seat, Spoken
from hearback.core.speech import Announce, Said
from hearback.core.steps import Next, Then


@dataclass
class Round:
    """Goes round the ring once per stem."""

    context: Context
    spec: RoundStage

    @property
    def name(self) -> str:
        """The stage's name in the program."""
        return self.spec.name

    def first(self) -> Next:
        """Open the round."""
        if self.spec.open is None:
            return self._give(0)
        return Then(Announce(self.context, (self.context.line(self.spec.open),)), lambda _: self._give(0))

    def _give(self, at: int) -> Next:
        """Give the floor to the person and for the stem whose turn it is."""
        ring = self.context.ring()
        stem_at, person_at = divmod(at, len(ring))
        if stem_at == len(self.spec.stems):
            return None
        who, stem = ring[person_at], self.spec.stems[stem_at]
        opening: tuple[Said, ...] = ("floor_open", self.context.line(stem, name=who))
        seat = Seat(who, "asked", stem, opening, target_s=self.spec.speak_s)

        def follow(spoken: Spoken) -> Next:
            if spoken.went_quiet:
                return hold(self.context, lambda: self._give(at))
            return self._give(at + 1) if spoken.is_empty else self._answer_back(at, who)

        return Then(Floor(self.context, seat), follow)

    def _answer_back(self, at: int, speaker: str) -> Next:
        if self.spec.back is None or len(self.context.people) == 1:
            return self._give(at + 1)
        who = self.context.after(speaker)
        question = Question(
            self.spec.back, who, {"name": who, "speaker": speaker}, wait_s=self.spec.wait_s, asked_at_most=1
        )

        def follow(_: Answer) -> Next:
            return self._give(at + 1)

        return Then(Ask(self.context, question), follow)
