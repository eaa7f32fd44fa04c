"""Who holds the floor, for how long, and the ladder of silence (PRACTICE C6, 4.2).

The floor is held. It passes on a spoken "I'm done", on the listener beginning to reflect after a silence of at least
4 s, on the answer "done", or at a pause once the turn is very long; never inside a pause under 4 s before that. Seats
for short contributions (a reflection, a wish) settle after 4 s of quiet. Our own voice is never counted as silence.
"""

from dataclasses import dataclass, field

from hearback.core.account import EndedBy, Held
from hearback.core.context import Context
from hearback.core.controls import CONTROLS, control_word
from hearback.core.effects import Effect, Listen, PlayTone, StopSound
from hearback.core.events import ControlPressed, Event, TurnStarted
from hearback.core.ladder import NEVER_ENDING_S, SETTLED_S
from hearback.core.lines import Line
from hearback.core.reminders import Due, Reminders
from hearback.core.seat import Seat, Spoken
from hearback.core.speech import Speech
from hearback.core.talk import Talk, Turn


@dataclass
class Floor:
    """The step in which one person holds the floor."""

    context: Context
    seat: Seat
    outcome: Spoken | None = None
    _speech: Speech = field(init=False)
    _talk: Talk = field(init=False)
    _reminders: Reminders = field(init=False)
    _kept: list[Turn] = field(default_factory=list)
    _asked: str | None = None
    _is_open: bool = False
    _leaving: EndedBy | None = None
    """Given away, while the words of what was said before are still to come."""
    _given_at: float = 0.0
    _spoke_from: float = 0.0

    def __post_init__(self) -> None:
        self._speech, self._talk = Speech(self.context), Talk()
        self._reminders = Reminders(self.seat, self.context.profile, self._talk)

    @property
    def turns(self) -> tuple[int, ...]:
        """Every turn since the floor was given, and the one that began it early."""
        first = (self.seat.early.number,) if self.seat.early else ()
        return (*first, *self._talk.numbers)

    @property
    def is_quiet(self) -> bool:
        """Whether the first rung (the light: still yours) is reached."""
        return self._reminders.rung > 0

    @property
    def is_late(self) -> bool:
        """Whether the time is nearly over."""
        return self._reminders.late > 0

    @property
    def is_open(self) -> bool:
        """Whether the opening was said."""
        return self._is_open

    @property
    def is_given(self) -> bool:
        """Whether the opening was said and the floor is the holder's now."""
        return self._is_open and self._speech.is_over

    @property
    def deadline(self) -> float:
        """When the next rung, the next word on the time, or a lost completion is due."""
        if not self._speech.is_over:
            return self._speech.deadline
        if self._talk.is_talking:
            return self._talk.quiet_since + NEVER_ENDING_S
        if self._talk.is_hearing:
            return self._talk.deadline
        return self._reminders.deadline

    def begin(self, now: float) -> list[Effect]:
        """Open the floor with its lines."""
        self.outcome, self._asked, self._is_open, self._leaving = None, None, False, None
        self._kept = [self.seat.early] if self.seat.early else []
        self._reminders = Reminders(self.seat, self.context.profile, self._talk, has_spoken=bool(self._kept))
        self._given_at = now
        self._talk.listen(now)
        self._spoke_from = now
        return self._opened(self._speech.say(self.seat.lead, now), now)

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Follow the talk; climb the ladder in silence."""
        if isinstance(event, ControlPressed):
            return self._control(event.intent, now)
        if not self._is_open:
            return self._spoken(self._speech.handle(event, now), now)
        if isinstance(event, TurnStarted):
            self._reminders.talked()
        is_ours = not self._speech.is_over
        turn = self._talk.note(event, now)
        effects = self._hear(turn, now) if turn else []
        if is_ours:
            return self._over_our_line(effects, event, now)
        return effects if effects or self.outcome else self._climb(now)

    def _over_our_line(self, effects: list[Effect], event: Event, now: float) -> list[Effect]:
        """Break our line off for words that end the floor: they began before it, and were understood during it."""
        if effects or self.outcome:
            return [StopSound(), *effects]
        return self._spoken(self._speech.handle(event, now), now)

    def _opened(self, effects: list[Effect], now: float) -> list[Effect]:
        if not self._speech.is_over:
            return effects
        self._given_at, self._is_open = now, True
        self._talk.listen(now)
        # Who began by themselves is heard already, and nothing was put to them.
        return effects if self.seat.early else [*effects, self._listen()]

    def _spoken(self, effects: list[Effect], now: float) -> list[Effect]:
        """Give the floor after the opening, or back after a line of ours."""
        if not self._speech.is_over:
            return effects
        if not self._is_open:
            return self._opened(effects, now)
        if self._asked == "moved_on":
            self._end("time", now)
            return effects
        self._talk.skip(now - self._spoke_from, now)
        return [*effects, self._listen()]

    def _listen(self) -> Listen:
        """Hear the holder, in answer to the opening or to what we said last."""
        if self._asked in (None, "again"):
            return Listen(self.seat.moment, self.seat.holder, "talk", self.seat.key, CONTROLS)
        if self._asked == "starter" and self.seat.starter:
            return Listen(self.seat.moment, self.seat.holder, "talk", self.seat.starter.key, CONTROLS)
        return Listen("asked", self.seat.holder, "talk", f"floor.{self._asked}", CONTROLS)

    def _hear(self, turn: Turn, now: float) -> list[Effect]:
        """Keep what was said, or do what a control word asks."""
        intents = self.context.intents
        if self._takes_over(turn):
            self._end("listener", now, early=turn)
            return []
        text, is_done = intents.without_done(turn.sure_text) if turn.sure_text else (turn.text, False)
        meant = "done" if is_done else control_word(intents.control(turn.sure_text), self._asked)
        if meant is None or text.strip() != turn.text.strip():
            self._keep(turn, text)
        if self._leaving and not self._talk.is_hearing:
            self._end(self._leaving, now)
        return [] if meant is None or self._leaving else self._obey(meant, now)

    def _keep(self, turn: Turn, text: str) -> None:
        if text.strip() or not turn.text:
            self._kept.append(
                Turn(turn.number, text, turn.confidence, turn.voiced_s, turn.started_at, turn.after_quiet_s)
            )
            self._reminders.has_spoken = True

    def _obey(self, meant: str, now: float) -> list[Effect]:
        if meant in ("done", "pass"):
            self._leave("pass" if meant == "pass" else "done", now)
        elif meant == "repeat" and self.seat.moment == "reflect":
            self._end("asked", now, asked_repeat=True)
        elif meant == "repeat":
            return self._say_again(now)
        elif meant == "slower":
            self._reminders.hush(now)
        elif self._speech.is_over:
            self._asked = None
        return []

    def _leave(self, ended_by: EndedBy, now: float) -> None:
        """Pass the floor on; a reflection first waits for its words, because they are read back."""
        if self.seat.moment == "reflect" and ended_by == "done" and self._talk.is_hearing:
            self._leaving = ended_by
        else:
            self._end(ended_by, now)

    def _control(self, intent: str, now: float) -> list[Effect]:
        """Take a key as the word it stands for; it cuts our line."""
        meant = "done" if intent == "done" else control_word(intent, self._asked)
        if meant is None or self._asked == "moved_on" or (not self._is_open and meant not in ("done", "pass")):
            return []
        cut = self._speech.cut()
        self._talk.quiet_since = now
        self._reminders.talked()
        effects = [*cut, *self._obey(meant, now)]
        is_back = cut and self.outcome is None and self._speech.is_over
        return [*effects, self._listen()] if is_back else effects

    def _takes_over(self, turn: Turn) -> bool:
        """Return whether the listener began to reflect after a real silence (PRACTICE C6 ii)."""
        has_statement = any(kept.voiced_s > 0 for kept in self._kept)
        waited = turn.after_quiet_s >= SETTLED_S
        return bool(self.seat.listener and has_statement and waited and self.context.intents.is_reflecting(turn.text))

    def _climb(self, now: float) -> list[Effect]:
        """Do what is due after this much quiet, one thing at a time."""
        if self._talk.is_talking:
            if now >= self.deadline:
                self._end("time", now)
            return []
        return [] if self._talk.is_hearing else self._remind(self._reminders.due(now), now)

    def _remind(self, due: Due | None, now: float) -> list[Effect]:
        match due:
            case None | "light":
                return []
            case "tone":
                return [PlayTone("nearly_time")]
            case "line":
                return self._say("more_or_done" if self._kept else "not_begun", now)
            case "settled":
                self._end("silence", now)
                return []
            case "rest":
                self._end("silence", now, went_quiet=True)
                return []
            case _:
                return self._say(due, now)

    def _say(self, what: str, now: float) -> list[Effect]:
        """Say a line inside the floor; the floor stays the holder's."""
        self._asked, self._spoke_from = what, now
        line = self.seat.starter if what == "starter" else None
        return self._spoken(self._speech.say((line or self.context.line(f"floor.{what}"),), now), now)

    def _say_again(self, now: float) -> list[Effect]:
        """Say the opening's lines once more; the floor stays the holder's."""
        self._asked, self._spoke_from = "again", now
        lines = tuple(item for item in self.seat.lead if isinstance(item, Line))
        return self._spoken(self._speech.say(lines, now), now)

    def cut(self, now: float) -> None:
        """Write down that a pause ended it."""
        if self._is_open:
            self._end("pause", now)

    def _end(
        self,
        ended_by: EndedBy,
        now: float,
        *,
        early: Turn | None = None,
        went_quiet: bool = False,
        asked_repeat: bool = False,
    ) -> None:
        # What was said and not yet put into words was said all the same.
        kept = (*self._kept, *self._talk.unheard)
        self.outcome = Spoken(kept, ended_by, early, went_quiet, asked_repeat)
        if self.seat.counts:
            self.context.account.floors.append(Held(self.seat.holder, self._given_at, now, ended_by))
