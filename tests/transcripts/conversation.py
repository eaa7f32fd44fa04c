"""A conversation with a session, without sound: what people say goes in, what it does comes out as short texts.

Every line of ours lasts two seconds, so that times can be followed by eye. What the session does reads like this:
"say reflect.park", "tone hand_over", "replay", "Ana? reflect.speak" (Ana is listened to; "all?" is everyone), "stop",
"finish done". Orders to forget are left out; `forgotten` keeps them.
"""

from functools import cache
from pathlib import Path
from typing import Any

from hearback.core.effects import Effect, Finish, Forget, Listen, PlayTone, Replay, Say, StopSound
from hearback.core.events import Event, LineEnded, Tick, TurnEnded, TurnHeard, TurnStarted
from hearback.core.program import Program, Prompts, parse_program
from hearback.core.session import Session
from hearback.prompts import load

SHIPPED = Path(__file__).parents[2] / "prompts" / "en"
LINE_S = 2.0
BEFORE_S = 0.5
"""People begin to talk this long after they were asked."""
ENDED_S = 0.4
"""The silence after which a turn is known to have ended."""
AT_ONE_INSTANT = 20
"""More Ticks than this without time passing are endless."""

Stage = dict[str, Any]


@cache
def shipped() -> Prompts:
    """Return the shipped prompts."""
    return load([SHIPPED])


def program_of(*stages: Stage, arrive: Stage | None = None, close: Stage | None = None) -> Program:
    """Return a program of these stages between a short arrival and a close that asks nothing."""
    first = {"kind": "arrive", "names": False, **(arrive or {})}
    last = {"kind": "close", "questions": [], **(close or {})}
    return parse_program({"title": "test", "minutes": 5, "stage": [first, *stages, last]})


def shown(effect: Effect) -> str:
    """Return the effect as a short text."""
    match effect:
        case Say(key=key, text=text):
            return f"read back: {text}" if key == "read-back" else f"say {key}"
        case PlayTone(tone=tone):
            return f"tone {tone}"
        case Listen(who=who, mode=mode, key=key):
            return "closed" if mode == "closed" else f"{who or 'all'}? {key}"
        case Finish(ending=ending):
            return f"finish {ending}"
        case Replay() | StopSound() | Forget():
            return {Replay: "replay", StopSound: "stop", Forget: "forget"}[type(effect)]


class Conversation:
    """People and a session in virtual time."""

    def __init__(self, *stages: Stage, people: tuple[str, ...] = ("Ana", "Ben"), **options: Any) -> None:
        """Prepare the program of these stages; `arrive`, `close` and `program` change it, the rest goes to Session."""
        program = options.pop("program", None) or program_of(
            *stages, arrive=options.pop("arrive", None), close=options.pop("close", None)
        )
        self.session = Session(program, shipped(), people, **options)
        self.people = people
        self.now = 100.0
        self.quiet_from = self.now
        self.turn = 0
        self.is_mute = False
        """A dead loudspeaker: lines are never reported as ended."""
        self.log: list[tuple[float, Effect]] = []
        self.forgotten: list[int] = []
        self._line: tuple[float, int] | None = None
        self._ticks = 0
        self.send(Tick())

    def send(self, event: Event) -> list[str]:
        """Give the session one event now; return what it does at once."""
        effects = self.session.handle(event, self.now)
        for effect in effects:
            self._perform(effect)
        assert self.session.is_over or self.session.deadline is not None
        return [shown(effect) for effect in effects if not isinstance(effect, Forget)]

    def _perform(self, effect: Effect) -> None:
        self.log.append((self.now, effect))
        match effect:
            case Say(id=number) | Replay(id=number):
                self._line = None if self.is_mute else (self.now + LINE_S, number)
            case StopSound() if self._line is not None:
                self._line = (self.now, self._line[1])
            case Listen():
                self.quiet_from = self.now
            case Forget(turns=turns):
                self.forgotten += turns
            case _:
                pass

    def wait_until(self, at: float) -> None:
        """Let time pass; lines end and deadlines are kept."""
        while not self.session.is_over:
            line_at, number = self._line or (float("inf"), -1)
            deadline = self.session.deadline
            assert deadline is not None
            following = min(line_at, max(deadline, self.now))
            if following > at:
                break
            self._ticks = self._ticks + 1 if following == self.now else 0
            assert self._ticks < AT_ONE_INSTANT, "Ticks without an end at one moment"
            self.now = following
            if line_at <= deadline:
                self._line = None
                self.send(LineEnded(number))
            else:
                self.send(Tick())
        self.now = max(self.now, at)

    def settle(self) -> None:
        """Let our lines be said."""
        while self._line is not None and not self.session.is_over:
            self.wait_until(self._line[0])

    def since(self, first: int) -> list[str]:
        """Return what was done since the log was this long."""
        return [shown(effect) for _, effect in self.log[first:] if not isinstance(effect, Forget)]

    def hear(self, text: str, for_s: float = 1.0, after_s: float = BEFORE_S, *, confidence: float = 1.0) -> list[str]:
        """Let somebody say this; return what follows, until our lines are said."""
        self.begin_to_talk(after_s)
        self.wait_until(self.now + for_s + ENDED_S)
        self.send(TurnEnded(self.turn, for_s, ENDED_S))
        self.quiet_from = self.now - ENDED_S
        first = len(self.log)
        self.send(TurnHeard(self.turn, text, confidence))
        self.settle()
        return self.since(first)

    def begin_to_talk(self, after_s: float = BEFORE_S) -> None:
        """Let somebody begin a turn that goes on."""
        self.wait_until(self.now + after_s)
        self.turn += 1
        self.send(TurnStarted(self.turn))

    def quiet(self, until_s: float) -> list[tuple[float, str]]:
        """Let nobody talk until the silence has lasted this long; return what we do, in seconds of silence."""
        first, since = len(self.log), self.quiet_from
        self.wait_until(since + until_s)
        return [
            (round(at - since, 2), shown(effect))
            for at, effect in self.log[first:]
            if not isinstance(effect, (Forget, Listen))
        ]

    def silence(self) -> list[str]:
        """Let nobody say anything any more; return what we do until the session is over."""
        first, limit = len(self.log), self.now + 7200.0
        self.wait_until(limit)
        assert self.session.is_over, "silence did not lead to the end"
        return self.since(first)


def begun(*stages: Stage, people: tuple[str, ...] = ("Ana", "Ben"), **options: Any) -> Conversation:
    """Return a conversation in which somebody started and everyone said yes to listening."""
    talk = Conversation(*stages, people=people, **options)
    talk.hear("Start a check-in.")
    for _ in people:
        talk.hear("Yes.")
    return talk


REFLECT: Stage = {"kind": "reflect", "want": False, "word": False}
STATEMENT = "When the dishes wait in the morning, I feel tired."
REFLECTION = "I hear you say that you feel tired when the dishes wait."


def speaking(spec: Stage = REFLECT, **options: Any) -> Conversation:
    """Return a conversation in which Ana has the floor and Ben is ready to listen."""
    talk = begun(spec, **options)
    talk.hear("Yes.")
    return talk


def reflecting(spec: Stage = REFLECT, **options: Any) -> Conversation:
    """Return a conversation in which Ana has spoken and Ben is asked to give it back."""
    talk = speaking(spec, **options)
    talk.hear(STATEMENT, 20)
    talk.hear("I'm done.")
    return talk


def judging(spec: Stage = REFLECT, **options: Any) -> Conversation:
    """Return a conversation in which Ben has given it back and Ana is asked whether it was right."""
    talk = reflecting(spec, **options)
    talk.hear(REFLECTION, 10)
    talk.hear("I'm done.")
    return talk
