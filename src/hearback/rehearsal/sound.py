"""A world of sound in virtual time: virtual people talk into the virtual room, and the real ears and engines hear them.

The room is the clock. Recognition takes no virtual time. Tones do not hold the ears: they are too soft and too short to
be taken for a person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from hearback.audio.pcm import RATE_HZ, Pcm, silence
from hearback.audio.room import Room
from hearback.audio.said import LEVEL_FRAME, voiced_frames
from hearback.audio.tones import tone
from hearback.core.effects import Effect, Forget, Listen, PlayTone, Replay, Say, StopSound
from hearback.core.events import (
    EngineFailed,
    Event,
    LineEnded,
    LineStarted,
    TalkedOver,
    Tick,
    TurnEnded,
    TurnHeard,
    TurnStarted,
)
from hearback.core.intents import words_of
from hearback.core.lines import READ_BACK
from hearback.ears import Ears, Job
from hearback.errors import EngineError
from hearback.rehearsal.people import People, Utter
from hearback.rehearsal.report import HeardWords, Report

BLOCK_S = 0.032
"""One frame of the detector: nothing can happen in less."""
ENDING_S = 1.0
"""Room kept after the last order, so that the last tone is heard."""

RATE_WPM = 155
"""How fast people speak, in words a minute."""


class Speak(Protocol):
    """A person's voice."""

    def __call__(self, text: str, *, rate_wpm: int = RATE_WPM) -> Pcm:
        """Return the spoken text; raises EngineError."""
        ...


Render = Callable[[str, bool], Pcm]
"""Text and whether it may be remembered -> sound; raises EngineError."""


@dataclass
class SoundWorld:
    """People, the loudspeaker, the room between them and the ears. Make it, then give it its `ears`."""

    people: People
    report: Report
    room: Room
    voices: Mapping[str, Speak]
    render: Render
    ears: Ears = field(init=False)
    audience: Callable[[Pcm], None] = lambda _: None
    """Given each block that can be heard in the room: who plays it aloud keeps real time by taking their time."""
    _events: list[Event] = field(default_factory=list)
    _jobs: list[Job] = field(default_factory=list)
    _sounding: set[int] = field(default_factory=set)
    _talking_until: dict[str, float] = field(default_factory=dict)
    _spans: dict[int, tuple[float, float]] = field(default_factory=dict)
    """When each turn was, for the report."""

    def hear_with(self, make: Callable[[Callable[[Job], None]], Ears]) -> None:
        """Take the ears; they hand their jobs to us."""
        self.ears = make(self._jobs.append)

    def next_event(self, deadline: float | None) -> tuple[Event, float]:
        """Let the room's time pass until something happens or the deadline comes."""
        limit = float("inf") if deadline is None else deadline
        while not self._events:
            if self.room.now_s >= limit:
                return Tick(), max(limit, self.room.now_s)
            self._pass_block()
        event = self._events.pop(0)
        self._note(event)
        return event, self.room.now_s

    def perform(self, effect: Effect, now: float) -> None:
        """Carry out one effect."""
        match effect:
            case Say(id=number, key=key, text=text):
                self._say(number, text, keep=key != READ_BACK)
            case Replay(id=number, turns=turns, limit_s=limit_s):
                self._play(number, self.ears.replay(turns, limit_s))
            case PlayTone(tone=name):
                self.room.loudspeaker.play(tone(name))
            case StopSound():
                self.room.loudspeaker.stop()
            case Listen():
                self.ears.listen(effect)
                self._begin_moment(effect, now)
            case Forget(turns=turns):
                self.ears.forget(turns)
            case _:
                self._run_out()

    def _pass_block(self) -> None:
        self.ears.speaking(bool(self._sounding))
        chunk = self._advance()
        self._events += self.ears.hear(chunk)
        while self._jobs:
            self._events += self.ears.recognize(self._jobs.pop(0))

    def _advance(self) -> Pcm:
        chunk = self.room.advance(BLOCK_S)
        self.audience(self.room.audible)
        return chunk

    def _run_out(self) -> None:
        for _ in range(round(ENDING_S / BLOCK_S)):
            self._advance()

    def _say(self, number: int, text: str, *, keep: bool) -> None:
        try:
            sound = self.render(text, keep)
        except EngineError as error:
            self._events += [EngineFailed("synthesizer", str(error)), LineEnded(number)]
            return
        self._play(number, sound)
        for who in self.people.names:
            self._utter(self.people.at("prompt", who), self.room.now_s)

    def _play(self, number: int, sound: Pcm) -> None:
        def started() -> None:
            self._sounding.add(number)
            self._events.append(LineStarted(number))

        def ended() -> None:
            self._sounding.discard(number)
            self._events.append(LineEnded(number))

        self.room.loudspeaker.play(sound if len(sound) else silence(BLOCK_S), started, ended)

    def _begin_moment(self, listen: Listen, now: float) -> None:
        if listen.mode in ("closed", "control"):
            return
        for who in [listen.who] if listen.who else self.people.names:
            is_talking = self._talking_until.get(who, 0.0) > now
            self._utter(self.people.at(listen.moment, who, listen, is_talking=is_talking), now)

    def _utter(self, utters: list[Utter], now: float) -> None:
        """Let one person say these, one after another, beginning after now."""
        at = now
        for utter in utters:
            try:
                sound = self.voices[utter.who](utter.text)
            except EngineError as error:
                self.report.errors.append(f"{utter.who}'s voice: {error}")
                continue
            at += utter.after_s
            until = self.room.say(sound, at, utter.who, utter.text)
            self._note_call(utter.text, sound, at)
            self.report.heard.append(HeardWords(utter.who, at, until, utter.text))
            at = until
            self._talking_until[utter.who] = until

    def _note_call(self, text: str, sound: Pcm, at: float) -> None:
        """Write down when the words in these that call for a pause have been said: by their share of the letters."""
        session = self.report.session
        words, call = words_of(text), words_of(session.context.safe_word or "")
        voiced = voiced_frames(sound)
        if not len(voiced) or not words:
            return
        first_s, last_s = (at + float(frame) * LEVEL_FRAME / RATE_HZ for frame in (voiced[0], voiced[-1] + 1))
        if session.context.intents.says(text, "pause"):
            self.report.calls.append(last_s)
        for place in range(len(words) - len(call) + 1 if call else 0):
            if words[place : place + len(call)] == call:
                share = len("".join(words[: place + len(call)])) / len("".join(words))
                self.report.calls.append(first_s + (last_s - first_s) * share)

    def _note(self, event: Event) -> None:
        """Write down which words of the recognizer belong to which person's."""
        now = self.room.now_s
        match event:
            case TurnStarted(turn=number) | TalkedOver(turn=number):
                self._spans.setdefault(number, (now, now))
            case TurnEnded(turn=number, silence_s=silence_s):
                self._spans[number] = (self._spans[number][0], now - silence_s)
            case TurnHeard(turn=number, text=text) if text:
                self._attribute(text, *self._spans[number])
            case _:
                pass

    def _attribute(self, text: str, since: float, until: float) -> None:
        """Give the heard text to the words that were said most during the turn."""
        shares = [(min(until, words.until) - max(since, words.at), words) for words in self.report.heard]
        share, words = max(shares, key=lambda pair: pair[0], default=(0.0, None))
        if words is not None and share > 0:
            words.text = text if words.text is None else f"{words.text} {text}"
