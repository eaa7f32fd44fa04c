"""Whatever happens, in whatever order, a session holds to its promises.

No exception, no state without a deadline, silence leads to the end, and the safe word is obeyed in every state.
Rehearsals by text with anything said at any moment always end.
"""

import math
from collections.abc import Callable, Iterator
from functools import cache, partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearback.core.effects import Effect, Finish, Listen, Replay, Say, StopSound
from hearback.core.events import (
    ControlPressed,
    DeviceLost,
    DeviceReturned,
    EngineFailed,
    Event,
    LineEnded,
    LineStarted,
    SafeWordHeard,
    TalkedOver,
    Tick,
    TurnEnded,
    TurnHeard,
    TurnStarted,
)
from hearback.core.intents import words_of
from hearback.core.program import Program
from hearback.core.session import Session
from hearback.core.view import view
from hearback.loop import run
from hearback.rehearsal.file import SaySpec
from hearback.rehearsal.people import People
from hearback.rehearsal.report import Report
from hearback.rehearsal.text import TextWorld
from transcripts.conversation import program_of, shipped

SAFE_WORD = "lighthouse"
PEOPLE = ("Ana", "Ben", "Caro")
AT_ONE_INSTANT = 12
"""More Ticks than this at one moment are endless."""
LONGEST_S = 3 * 3600.0
"""A silent session is over long before this."""

WHOLE = program_of(
    {"kind": "set_stage", "breath_s": 5},
    {
        "kind": "round",
        "name": "kind",
        "stems": ["appreciations.stem"],
        "back": "appreciations.thanks",
        "is_light": True,
    },
    {"kind": "reflect", "chunks": 2, "validate_line": True, "feeling_line": True},
    {"kind": "round", "name": "needs", "open": "needs.open", "stems": ["needs.more"], "back": "needs.back"},
    arrive={"names": True},
    close={"questions": ["heard", "overall"]},
)
"""Every kind of step."""

TEXTS = (
    "", "Yes.", "No.", "Partly.", "I'm done.", "More.", "No more.", "Repeat.", "Pass.", "Ready.", "More time.", "Low.",
    "Carry on.", "End for today.", "Start a check-in.", "I hear you say that you are tired.", "When it rains I am sad.",
    "I hear you say that. I'm done.", "Yes, but not really.", "hmm", "\u2026", "word " * 400, "{name} 100 % \u00e9",
)  # fmt: skip
RARE = ("Pause.", f"Oh {SAFE_WORD}!")
KEYS = ("yes", "no", "done", "pass", "repeat", "more_time", "start", "ready", "end", "nonsense")

passing = st.sampled_from((0.0, 0.0, 0.2, 0.5, 1.5, 4.5, 9.0, 31.0, 130.0, 301.0))
events: st.SearchStrategy[Event] = st.one_of(
    st.just(Tick()),
    st.just(Tick()),
    st.builds(LineEnded, st.integers(-1, 60)),
    st.builds(LineStarted, st.integers(-1, 60)),
    st.builds(TurnStarted, st.integers(-1, 40)),
    st.builds(TalkedOver, st.integers(-1, 40)),
    st.builds(TurnEnded, st.integers(-1, 40), st.floats(0, 300), st.sampled_from((0.0, 0.4, 0.8, 5.0))),
    st.builds(TurnHeard, st.integers(-1, 40), st.sampled_from(TEXTS), st.floats(0, 1)),
    st.builds(ControlPressed, st.sampled_from(KEYS)),
    st.sampled_from((DeviceLost("loudspeaker"), DeviceReturned("loudspeaker"), DeviceReturned("microphone"))),
    st.sampled_from((EngineFailed("spotter", "x"), EngineFailed("recognizer", "x"))),
)
said = st.tuples(st.just("said"), passing, st.sampled_from(TEXTS), st.sampled_from((0.0, 0.3, 2.0, 20.0, 200.0)))
happened = st.tuples(st.just("event"), passing, events)
"""A whole turn of somebody, or any event at all."""


class Machine:
    """A session under test: it checks after every event what must hold in every state."""

    def __init__(self, program: Program = WHOLE, people: tuple[str, ...] = PEOPLE) -> None:
        """Begin to wait for a start."""
        self.session = Session(program, shipped(), people, safe_word=SAFE_WORD, wait_s=120.0)
        self.now = 10.0
        self.turn = 100
        self.last_turn = 0
        self.line: int | None = None
        self.asked: Listen | None = None
        """What was put to somebody and is not answered yet."""
        self.news: list[tuple[Event, float]] = []
        self.done: list[tuple[float, Effect]] = []
        self.send(Tick())

    def send(self, event: Event) -> list[Effect]:
        """Give one event and check the state."""
        effects = self.take(event)
        self.done += [(self.now, effect) for effect in effects]
        if self.session.is_over:
            assert self.session.deadline is None
        else:
            assert self.session.deadline is not None
            assert math.isfinite(self.session.deadline)
        view(self.session)
        return effects

    def take(self, event: Event) -> list[Effect]:
        """Give one event, and remember what is being said and who is asked."""
        self.news.append((event, self.now))
        effects = self.session.handle(event, self.now)
        for effect in effects:
            if isinstance(effect, Say | Replay):
                self.line, self.asked = effect.id, None
            elif isinstance(effect, StopSound):
                self.line, self.asked = None, None
            elif isinstance(effect, Listen):
                self.asked = effect if effect.who else None
        return effects

    def settle(self) -> None:
        """Keep the deadlines that are due; they must bring time forward."""
        for _ in range(AT_ONE_INSTANT):
            if self.session.deadline is None or self.session.deadline > self.now:
                return
            self.send(Tick())
        pytest.fail("Ticks at the deadline make no progress")

    def say(self, text: str, for_s: float) -> None:
        """Let somebody talk."""
        self.turn = self.last_turn = self.turn + 1
        self.send(TurnStarted(self.turn))
        self.now += for_s + 0.4
        self.settle()
        self.send(TurnEnded(self.turn, for_s, 0.4))
        self.send(TurnHeard(self.turn, text, 1.0))

    def step(self, act: tuple[object, ...]) -> None:
        """Do one drawn thing."""
        kind, seconds, *rest = act
        assert isinstance(seconds, float)
        self.now += seconds
        self.settle()
        if kind == "said":
            self.say(str(rest[0]), float(str(rest[1])))
        else:
            self.send(rest[0])  # type: ignore[arg-type]
        self.settle()

    def silence(self, *, lines_end: bool = True) -> None:
        """Let only lines end and deadlines come until it is over; bounded in time and steps."""
        until = self.now + LONGEST_S
        while not self.session.is_over:
            assert self.now < until, "silence did not lead to the end"
            deadline = self.session.deadline
            assert deadline is not None
            if lines_end and self.line is not None:
                self.now += 2.0
                number, self.line = self.line, None
                self.send(LineEnded(number))
            else:
                self.now = max(self.now, deadline)
                self.send(Tick())
            self.settle()

    def live(self, until: Callable[[Session], bool], **answers: str) -> None:
        """Let lines end and everyone answer what is put to them, until this holds; keys are `pause_ready` and so on."""
        limit = self.now + LONGEST_S
        while not until(self.session) and not self.session.is_over:
            assert self.now < limit, "cooperation leads nowhere"
            if self.line is not None:
                number, self.line = self.line, None
                self.now += 2.0
                self.send(LineEnded(number))
            elif self.asked is not None:
                asked, self.asked = self.asked, None
                self.now += 0.7
                usual = "It was a long day. I'm done." if asked.mode == "talk" else "Yes."
                self.say(answers.get(asked.key.replace(".", "_"), ANSWERS.get(asked.key, usual)), 2.0)
            else:
                self.now = max(self.now, self.session.deadline or 0.0)
                self.send(Tick())


ANSWERS = {
    "reflect.reflect": "I hear you say that. I'm done.",
    "reflect.more": "There is more.",
    "pause.choose": "A smaller piece.",
    "pause.when": "Tomorrow.",
}
"""What people say who cooperate; all else is a yes."""

quick = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(st.lists(st.one_of(said, happened), max_size=40), st.integers(0, 200), st.booleans())
def test_random_news_never_breaks_it_and_silence_ends_it(
    acts: list[tuple[object, ...]], first: int, lines_end: bool
) -> None:
    """From any point of a session, any news is taken; afterwards silence alone leads to the end in bounded time."""
    machine = Machine()
    replay_into(machine, first)
    for act in acts:
        machine.step(act)
    machine.silence(lines_end=lines_end)
    assert isinstance(machine.done[-1][1], Finish)


@quick
@given(st.lists(st.one_of(said, happened), max_size=30), st.integers(0, 200))
def test_the_safe_word_is_obeyed_after_any_news(acts: list[tuple[object, ...]], first: int) -> None:
    """After whatever came, the safe word stops the sound first, and nothing is said for five seconds."""
    machine = Machine()
    replay_into(machine, first)
    for act in acts:
        machine.step(act)
    if machine.session.is_over or machine.session.stage is None:
        return
    obeys(machine)


def stale(machine: Machine) -> Iterator[Event]:
    """Yield every kind of late, doubled or early news, as it could come after a call."""
    yield Tick()
    for number in (0, machine.line or 1, 10**6):
        yield from (LineStarted(number), LineEnded(number), LineEnded(number))
    for number in {1, max(1, machine.last_turn - 1), machine.last_turn}:
        yield from (TurnStarted(number), TurnEnded(number, 2.0, 0.4))
        yield from (TurnHeard(number, text, 1.0) for text in (f"Oh {SAFE_WORD}!", "Yes.", "Carry on.", "Slower."))
    yield EngineFailed("spotter", "late")
    yield DeviceReturned("microphone")


def obeys(machine: Machine) -> None:
    """Check the answer to the safe word now, with every kind of stale news after it."""
    called_at, count = machine.now, len(machine.done)
    late = list(stale(machine))
    assert isinstance(machine.send(SafeWordHeard())[0], StopSound)
    for event in late:
        assert not any(isinstance(effect, Say | Replay | Finish) for effect in machine.send(event)), event
    pauses = len(machine.session.context.account.pauses)
    machine.silence()
    assert len(machine.session.context.account.pauses) == pauses
    after = machine.done[count:]
    assert all(at >= called_at + 5.0 for at, effect in after if isinstance(effect, Say | Replay))
    assert not any(
        isinstance(effect, Listen) and effect.moment in ("floor", "reflect", "verdict") for _, effect in after
    )
    assert after[-1][1] == Finish("safe word", completed=False)
    assert not machine.session.context.account.pauses[-1].is_resumed


SILENT = SaySpec(who="Ana", when="floor", text="")
REHEARSED: tuple[tuple[SaySpec, ...], ...] = (
    (),
    (
        SaySpec(who="Ben", when="verdict", text="No."),
        SaySpec(who="Ana", when="verdict", text="No."),
        SaySpec(who="Ana", when="verdict", nth=2, text="Partly."),
        SaySpec(who="Ana", when="verdict", nth=3, text="No."),
        SaySpec(who="Caro", when="reflect", text=""),
        SaySpec(who="Caro", when="reflect", nth=2, text=""),
        *(SaySpec(who="Caro", when="asked", nth=nth, text="More.") for nth in range(8, 12)),
    ),
    tuple(SaySpec(who="Ana", when="asked", nth=nth, text="") for nth in range(7, 12)),
    (SILENT, *(SaySpec(who="Ana", when="asked", nth=nth, text="Low.") for nth in range(3, 6))),
    tuple(SaySpec(who=who, when="asked", nth=nth, text="Low.") for who in PEOPLE for nth in range(3, 5)),
    (SaySpec(who="Ana", when="floor", text="I talk and talk and it goes on " * 60),),
    tuple(SaySpec(who="Ana", when="any", nth=nth, text="") for nth in range(20, 60)),
)
"""Rehearsals that lead into every corner: verdicts, parking, silence, rest, the light version, long turns."""


@cache
def recorded(at: int) -> tuple[tuple[Event, float], ...]:
    """Return what happened in one of these rehearsals, or scripts after them, with its times."""
    if at >= len(REHEARSED):
        machine = Machine()
        machine.say("Start a check-in.", 1.0)
        SCRIPTS[at - len(REHEARSED)](machine)
        return tuple(machine.news)
    news: list[tuple[Event, float]] = []

    def watch(event: Event | None, _: list[Effect], now: float) -> None:
        if event is not None:
            news.append((event, now))

    session = Session(WHOLE, shipped(), PEOPLE, safe_word=SAFE_WORD, wait_s=120.0)
    run(session, TextWorld(session, People(PEOPLE, REHEARSED[at]), Report(session)), watch)
    return tuple(news)


def called_on_the_way(machine: Machine) -> None:
    """Undo a false call together, then have a call in a reflection, one at the return, and one too many."""
    machine.live(lambda session: session.stage == "listening" and view(session).state == "floor")
    machine.send(SafeWordHeard())
    machine.send(ControlPressed("carry_on"))
    machine.live(lambda session: not session.is_paused)
    machine.live(lambda session: bool(session.context.account.reflections))
    machine.send(SafeWordHeard())
    machine.live(lambda session: "pause.breath" in told(session))
    for _ in range(2):
        machine.send(SafeWordHeard())
        machine.live(lambda session: "pause.wish" in told(session))
    machine.silence()


def never_ready(machine: Machine) -> None:
    """Refuse an undo, want more time again and again, and the end with care by silence."""
    machine.live(lambda session: session.stage == "kind")
    machine.send(SafeWordHeard())
    machine.say("Carry on.", 1.0)
    machine.live(lambda session: "pause.return" in told(session), pause_carry_on="More time.")
    machine.live(lambda session: "pause.when" in told(session), pause_ready="More time.", pause_hint="No.")
    machine.silence()


def lighter(machine: Machine) -> None:
    """Call before the consents and in a heavy round; stay quiet, longer, and something lighter."""
    machine.live(lambda session: "arrive.consent" in told(session))
    machine.send(ControlPressed("pause"))
    for key in ("stay_quiet", "more_time"):
        machine.send(ControlPressed(key))
    machine.live(lambda session: session.stage == "needs" and view(session).state == "floor")
    machine.send(SafeWordHeard())
    machine.live(lambda session: session.is_over, pause_choose="Lighter.")


def slowly(machine: Machine) -> None:
    """Ask for a quiet minute again and again, then pause in one, and end for today."""
    for stage in ("set the stage", "kind", "listening"):
        machine.live(partial(is_in, stage))
        for _ in range(2):
            machine.say("Slower.", 1.0)
        machine.live(lambda session: view(session).state == "floor")
        machine.send(ControlPressed("slower"))
    machine.send(SafeWordHeard())
    machine.send(ControlPressed("end"))
    machine.live(lambda session: session.is_over)


def is_in(stage: str, session: Session) -> bool:
    """Return whether the session has come to this stage."""
    return session.stage == stage


SCRIPTS = (called_on_the_way, never_ready, lighter, slowly)
"""Ways into every state of a pause and of the way back from it."""


def told(session: Session) -> tuple[str, ...]:
    """Return the key of the question or of the lines underway."""
    step = session.step
    lines = tuple(str(getattr(item, "key", item)) for item in getattr(step, "items", ()))
    named = getattr(step, "question", None) or getattr(step, "seat", None)
    return (*lines, named.key) if named is not None else lines


def replay_into(machine: Machine, count: int, at: int = 0) -> None:
    """Bring the machine to where this rehearsal was after this many events."""
    machine.session = Session(WHOLE, shipped(), PEOPLE, safe_word=SAFE_WORD, wait_s=120.0)
    for event, now in recorded(at)[:count]:
        machine.now = now
        machine.take(event)
        if isinstance(event, TurnStarted):
            machine.last_turn, machine.turn = event.turn, max(machine.turn, event.turn)


def state_of(session: Session) -> tuple[object, ...]:
    """Return what tells one state from another."""
    step = session.step
    rung = getattr(getattr(step, "_reminders", None), "rung", "")
    parts = (
        getattr(step, "_asked", ""),
        rung,
        getattr(step, "_has_offered", ""),
        getattr(step, "_leaves", None) is None,
    )
    pauses = len(session.context.account.pauses), session.is_paused
    return (session.stage, session.ending, type(step).__name__, view(session).state, *told(session), *parts, *pauses)


@cache
def reached() -> tuple[tuple[int, int], ...]:
    """Return a rehearsal and a count of its events for each different state after the start."""
    seen: set[tuple[object, ...]] = set()
    found = []
    for at in range(len(REHEARSED) + len(SCRIPTS)):
        session = Session(WHOLE, shipped(), PEOPLE, safe_word=SAFE_WORD, wait_s=120.0)
        for count, (event, now) in enumerate(recorded(at), 1):
            session.handle(event, now)
            state = state_of(session)
            if state not in seen and session.stage is not None and not session.is_over:
                seen.add(state)
                found.append((at, count))
    return tuple(found)


def in_each_state(check: Callable[[Machine], None]) -> int:
    """Check every reachable state; return how many there are."""
    for at, count in reached():
        machine = Machine()
        replay_into(machine, count, at)
        check(machine)
    return len(reached())


def test_the_safe_word_is_obeyed_in_every_state() -> None:
    """Walk every reachable state after the start, the pause's own included, and call there."""
    assert in_each_state(obeys) > 180


def test_silence_ends_every_state() -> None:
    """From every reachable state, with a dead loudspeaker too, silence alone leads to the end."""
    assert in_each_state(lambda machine: machine.silence(lines_end=False)) > 180


def comes_back(machine: Machine) -> None:
    """Check that a call and stale news, then everyone's cooperation, lead back into the session."""
    session = machine.session
    if session.ending is not None or len(session.context.account.pauses) > 1:
        return
    machine.send(SafeWordHeard())
    for event in list(stale(machine)):
        machine.send(event)
    machine.live(lambda session: not session.is_paused)
    assert session.context.account.pauses[-1].is_resumed
    assert session.ending is None


@pytest.mark.slow
def test_everyone_together_comes_back_from_every_state() -> None:
    """Where the session was still underway and this is no third pause, all who cooperate resume it."""
    assert in_each_state(comes_back) > 180


def one_yes_is_not_enough(machine: Machine) -> None:
    """Check that Ana's yes to whatever she is asked, and nobody else's, never resumes."""
    count = len(machine.session.context.account.pauses)
    machine.send(SafeWordHeard())
    pauses = machine.session.context.account.pauses
    while not machine.session.is_over:
        if machine.line is not None:
            machine.now += 2.0
            number, machine.line = machine.line, None
            machine.send(LineEnded(number))
        elif machine.asked is not None and machine.asked.who == "Ana":
            machine.say("Yes.", 1.0)
            machine.send(TurnHeard(machine.turn, "Yes.", 1.0))
            machine.asked = None
        else:
            machine.now = max(machine.now, machine.session.deadline or 0.0)
            machine.send(Tick())
    assert not any(pause.is_resumed for pause in pauses[count:])


@pytest.mark.slow
def test_one_yes_alone_resumes_from_no_state() -> None:
    """Whatever was underway: with only Ana's yes the pause ends with care."""
    assert in_each_state(one_yes_is_not_enough) > 180


WHENS = ("waiting", "asked", "floor", "reflect", "verdict", "prompt", "pause", "any")
parts = st.one_of(st.sampled_from((*TEXTS, *RARE)), st.sampled_from((0.0, 0.3, 3.5, 4.5, 14.0, 120.0)))
wishes = st.builds(
    SaySpec,
    who=st.sampled_from(PEOPLE),
    when=st.sampled_from(WHENS),
    text=st.one_of(st.sampled_from(TEXTS), st.lists(parts, max_size=4)),
    nth=st.integers(1, 6),
    after_s=st.sampled_from((0.0, 0.7, 3.0, 12.0, 70.0)),
)


@quick
@given(st.lists(wishes, max_size=12), st.integers(0, 5), st.integers(1, 3))
def test_a_rehearsal_always_ends(says: list[SaySpec], seed: int, count: int) -> None:
    """Whatever people say at whatever moment: the rehearsal ends, and we never say the safe word."""
    people = PEOPLE[:count]
    session = Session(WHOLE, shipped(), people, safe_word=SAFE_WORD, seed=seed, wait_s=120.0)
    report = Report(session)
    virtual = People(people, [say for say in says if say.who in people])
    finish = run(session, TextWorld(session, virtual, report), report.watch)
    told = report.as_json([])
    assert told["ended"] == finish.ending
    assert told["duration_s"] < LONGEST_S
    assert all(SAFE_WORD not in words_of(line["text"]) for line in told["spoken"])
    assert all(line["until"] is not None and line["until"] >= line["at"] for line in told["spoken"])
    assert not any(line["line"] == "replay" for line in told["spoken"])
