"""A world without sound: people's words go to the session as heard text, in virtual time.

It keeps to the rules of the ears: while we speak and 0.3 s after, nothing starts a turn; a whole answer ends after
0.4 s of silence, anything else after 0.8 s. The safe word is heard in every state, as a spotter hears it.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from hearback.core.effects import Effect, Finish, Listen, Replay, Say, StopSound
from hearback.core.events import Event, LineEnded, LineStarted, SafeWordHeard, Tick, TurnEnded, TurnHeard, TurnStarted
from hearback.core.intents import words_of
from hearback.core.lines import WORDS_PER_MINUTE
from hearback.core.session import Session
from hearback.rehearsal.people import People, Utter, spoken_s
from hearback.rehearsal.report import HeardWords, Report

AFTER_SPEAKING_S = 0.3
ANSWER_SILENCE_S, TURN_SILENCE_S = 0.4, 0.8
"""The same rules as `hearback.ears`."""

Happening = Callable[[float], list[Event]]


@dataclass
class TextWorld:
    """People, our voice and the ears, as far as words go."""

    session: Session
    people: People
    report: Report
    now: float = 0.0
    _due: list[tuple[float, int, Happening]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)
    _turns: Iterator[int] = field(default_factory=lambda: count(1))
    _events: list[Event] = field(default_factory=list)
    _line: int | None = None
    _quiet_from: float = 0.0
    _talking_until: dict[str, float] = field(default_factory=dict)
    _heard: dict[int, HeardWords] = field(default_factory=dict)

    def next_event(self, deadline: float | None) -> tuple[Event, float]:
        """Return the next thing that happens, or a Tick at the deadline."""
        limit = float("inf") if deadline is None else max(deadline, self.now)
        while not self._events:
            if not self._due or self._due[0][0] > limit:
                self.now = limit
                return Tick(), limit
            at, _, happening = heapq.heappop(self._due)
            self.now = max(self.now, at)
            self._events = happening(self.now)
        return self._events.pop(0), self.now

    def perform(self, effect: Effect, now: float) -> None:
        """Carry out one effect."""
        match effect:
            case Say(id=number, text=text):
                self._speak(number, len(text.split()) * 60 / WORDS_PER_MINUTE, now)
            case Replay(id=number, limit_s=limit_s):
                self._speak(number, limit_s, now)
            case StopSound():
                self._stop(now)
            case Listen():
                self._ask(effect, now)
            case Finish():
                self._stop(now)
            case _:
                pass

    def _at(self, when: float, happening: Happening) -> None:
        heapq.heappush(self._due, (when, next(self._order), happening))

    def _speak(self, number: int, seconds: float, now: float) -> None:
        self._line, self._quiet_from = number, now + seconds + AFTER_SPEAKING_S
        self._at(now, lambda _: [LineStarted(number)])
        self._at(now + seconds, lambda _: self._ended(number))
        for who in self.people.names:
            self._say(self.people.at("prompt", who), now)

    def _ended(self, number: int) -> list[Event]:
        if self._line != number:
            return []
        self._line = None
        return [LineEnded(number)]

    def _stop(self, now: float) -> None:
        if self._line is not None:
            number, self._line = self._line, None
            self._quiet_from = now + AFTER_SPEAKING_S
            self._at(now, lambda _: [LineEnded(number)])

    def _ask(self, listen: Listen, now: float) -> None:
        """Let the moment begin for whom it concerns."""
        if listen.mode in ("closed", "control"):
            return
        for who in [listen.who] if listen.who else self.people.names:
            is_talking = self._talking_until.get(who, 0.0) > now
            self._say(self.people.at(listen.moment, who, listen, is_talking=is_talking), now)

    def _say(self, utters: list[Utter], now: float) -> None:
        """Let one person say these, one after another, beginning after now."""
        at = now
        for utter in utters:
            at += utter.after_s
            until = at + spoken_s(utter)
            self._utter(utter, at, until)
            at = until
        if utters:
            self._talking_until[utters[0].who] = at

    def _utter(self, utter: Utter, at: float, until: float) -> None:
        heard = HeardWords(utter.who, at, until, utter.text)
        self._at(at, lambda now: self._start(heard, now))
        call_at = self._call_at(utter.text, at, until)
        if call_at is not None:
            self.report.calls.append(call_at)
            self._at(call_at, lambda _: [SafeWordHeard()])
        elif self.session.context.intents.says(utter.text, "pause"):
            self.report.calls.append(until)

    def _call_at(self, text: str, at: float, until: float) -> float | None:
        """Return when the safe word in these words has been said, if it is there."""
        words, call = words_of(text), words_of(self.session.context.safe_word or "")
        for first in range(len(words) - len(call) + 1 if call else 0):
            if words[first : first + len(call)] == call:
                return at + (until - at) * (first + len(call)) / len(words)
        return None

    def _start(self, heard: HeardWords, now: float) -> list[Event]:
        """Start a turn, or wait until our voice has gone; what is over by then was not heard."""
        if heard not in self.report.heard:
            self.report.heard.append(heard)
        if now < self._quiet_from:
            if self._quiet_from < heard.until:
                self._at(self._quiet_from, lambda later: self._start(heard, later))
            return []
        text = _rest(heard, now)
        if not words_of(text):
            return []
        number = next(self._turns)
        silence_s = ANSWER_SILENCE_S if self.session.context.intents.answer(text) else TURN_SILENCE_S
        self._at(heard.until + silence_s, lambda _: self._hear(number, heard, text, silence_s, now))
        return [TurnStarted(number)]

    def _hear(self, number: int, heard: HeardWords, text: str, silence_s: float, since: float) -> list[Event]:
        heard.text = text
        return [TurnEnded(number, heard.until - since, silence_s), TurnHeard(number, text, 1.0)]


def _rest(heard: HeardWords, now: float) -> str:
    """Return the words that are still to come at this time."""
    words = heard.said.split()
    share = (now - heard.at) / (heard.until - heard.at)
    return " ".join(words[round(len(words) * max(0.0, share)) :])
