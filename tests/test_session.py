"""Whole sessions as conversations, the safe word, faults, and news that comes too late."""

from dataclasses import fields

import pytest

from hearback.core.account import Paused
from hearback.core.effects import Finish, Forget, Listen, Say, StopSound
from hearback.core.events import (
    ControlPressed,
    DeviceLost,
    EngineFailed,
    LineEnded,
    LineStarted,
    SafeWordHeard,
    Tick,
    TurnEnded,
    TurnHeard,
    TurnStarted,
)
from hearback.core.session import Session
from transcripts.conversation import (
    REFLECT,
    REFLECTION,
    STATEMENT,
    Conversation,
    begun,
    judging,
    program_of,
    reflecting,
    shipped,
    speaking,
)
from transcripts.pauses import KIND, called, come_back

QUICK: tuple[tuple[str, float, list[str]], ...] = (
    # What is said, for how long, and what follows until our lines are said.
    (
        "Start a check-in.",
        2,
        ["say arrive.welcome", "say arrive.kept", "say arrive.words", "say arrive.name", "Ana? arrive.name"],
    ),
    ("Ana.", 1, []),  # one's own words: nobody is hurried over a single one
    ("I am Ben.", 1, []),
    ("Yes.", 1, ["say arrive.consent", "Ben? arrive.consent"]),
    ("Sure.", 1, ["say arrive.thanks", "say stage.why", "say stage.how", "say stage.capacity", "Ana? stage.capacity"]),
    ("Full.", 1, ["say stage.capacity", "Ben? stage.capacity"]),
    ("Some.", 1, ["say stage.wish", "Ana? stage.wish"]),
    ("That we take our time.", 3, []),
    ("A kind word.", 2, []),
    ("You made coffee for me on Monday.", 8, []),
    ("I'm done.", 1, ["say appreciations.thanks", "Ben? appreciations.thanks"]),
    ("Thank you.", 1, []),
    ("You called my mother.", 8, []),
    ("That's it.", 1, ["say appreciations.thanks", "Ana? appreciations.thanks"]),
    ("Thanks.", 1, []),
    ("Heard.", 1, []),
    ("Comforted.", 1, []),
    ("I'm ready.", 1, ["tone floor_open", "say reflect.speak", "Ana? reflect.speak"]),
    (STATEMENT, 30, []),
    ("I'm done.", 1, ["tone hand_over", "say reflect.reflect", "Ben? reflect.reflect"]),
    (
        f"{REFLECTION} I'm done.",
        10,
        ["say reflect.read_back", f"read back: {REFLECTION}", "say reflect.verdict", "Ana? reflect.verdict"],
    ),
    ("Yes, exactly.", 1, ["say reflect.heard", "say reflect.word", "Ana? reflect.word"]),
    ("Warm.", 1, []),
    ("Calm.", 1, []),
    ("Yes.", 1, ["tone floor_open", "say reflect.speak", "Ben? reflect.speak"]),
    (
        "When we are on our phones I feel far away. I'm done.",
        20,
        ["tone hand_over", "say reflect.reflect", "Ana? reflect.reflect"],
    ),
    (
        "I hear you say that our phones are in the way. I'm done.",
        8,
        [
            "say reflect.read_back",
            "read back: I hear you say that our phones are in the way.",
            "say reflect.verdict",
            "Ben? reflect.verdict",
        ],
    ),
    ("That's right.", 1, ["say reflect.heard", "say reflect.word", "Ben? reflect.word"]),
    ("Good.", 1, []),
    ("Light.", 1, []),
    ("What I need is a long hug. I'm done.", 6, ["say needs.back", "Ben? needs.back"]),
    ("Thank you.", 1, []),
    ("What I need is an evening. I'm done.", 6, ["say needs.back", "Ana? needs.back"]),
    ("Thank you.", 1, []),
)


def test_a_quick_check_in_reads_like_a_conversation() -> None:
    """Two people go through the quick program: each answer brings the next line, and it ends done."""
    talk = Conversation(program=shipped().programs["quick"], safe_word="lighthouse")
    for text, for_s, expected in QUICK:
        assert talk.hear(text, for_s) == expected, text
        if not expected:
            talk.quiet(2.0 if for_s == 1 else 4.0)
            talk.settle()
    closing = talk.silence()
    assert [line for line in closing if line.startswith("Ana?")] == [
        f"Ana? close.{key}" for key in ("topics", "format", "overall", "reconnect")
    ]
    assert closing[-4:] == ["say close.nothing_kept", "say close.goodbye", "tone microphone", "finish done"]
    account = talk.session.context.account
    assert account.stages == ["arrive", "set the stage", "appreciations", "listening", "needs", "close"]
    assert [entry.verdict for entry in account.reflections] == ["yes", "yes"]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_any_number_of_people_can_hold_a_session(count: int) -> None:
    """Everyone is asked for consent, speaks once and listens once; alone, the reflective loop is left out."""
    people = ("Ana", "Ben", "Caro", "Dan")[:count]
    talk = begun(REFLECT, people=people)
    for _ in people if count > 1 else ():
        talk.hear("Yes.")
        talk.hear(f"{STATEMENT} I'm done.", 10)
        talk.hear(f"{REFLECTION} I'm done.", 10)
        talk.hear("Yes.")
    assert talk.session.is_over
    pairs = [(entry.speaker, entry.listener) for entry in talk.session.context.account.reflections]
    assert pairs == ([(who, people[(at + 1) % count]) for at, who in enumerate(people)] if count > 1 else [])


def test_the_seed_draws_who_begins() -> None:
    """Another seed gives the first turn to another person, and the ring goes round from there."""
    assert begun(REFLECT, seed=1).hear("Yes.") == ["tone floor_open", "say reflect.speak", "Ben? reflect.speak"]


def test_nobody_starts() -> None:
    """When nobody asks to start within the wait, one line is said and the session was not held."""
    talk = Conversation(REFLECT, wait_s=120.0)
    talk.hear("What a day it was.", 2)
    assert talk.silence() == ["stop", "closed", "say end.nobody", "tone microphone", "finish nobody started"]
    assert talk.now >= 220.0
    assert talk.session.stage is None


def test_after_the_end_nothing_happens() -> None:
    """A finished session does nothing whatever comes, and wants no Tick."""
    talk = Conversation(REFLECT, wait_s=1.0)
    talk.silence()
    assert talk.session.deadline is None
    for event in (Tick(), SafeWordHeard(), TurnHeard(1, "start a check-in", 1.0), EngineFailed("recognizer", "x")):
        assert talk.send(event) == []


CALLS = [
    SafeWordHeard(),
    ControlPressed("pause"),
    TurnHeard(99, "Pause.", 0.3),
    TurnHeard(99, "please pause", 1.0),
    TurnHeard(99, "Stop the session.", 1.0),
    TurnHeard(99, "I can not go on, lighthouse, please", 1.0),
]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("begin", [begun, speaking, reflecting, judging])
def test_the_safe_word_stops_everything(begin: object, call: TurnHeard) -> None:
    """However it is called: sound stops first, then quiet, one line for all causes; nobody comes back, a kind end."""
    assert callable(begin)
    talk = begin(REFLECT, safe_word="lighthouse")
    called_at = talk.now
    assert talk.send(call)[:2] == ["stop", "all? pause.line"]
    said = talk.silence()
    assert said[:2] == ["say pause.line", "say pause.options"]
    assert said[-3:] == ["say pause.end", "tone microphone", "finish safe word"]
    assert "say pause.breath" not in said
    says = [at for at, effect in talk.log if isinstance(effect, Say) and at >= called_at]
    assert says[0] == pytest.approx(called_at + 10.0)


def test_the_safe_word_cuts_a_goodbye_too() -> None:
    """While a session ends for another reason the safe word still silences us at once, for five seconds."""
    talk = Conversation(REFLECT)
    talk.hear("Start a check-in.")
    talk.begin_to_talk()
    talk.wait_until(talk.now + 1.0)
    talk.send(TurnEnded(talk.turn, 1.0, 0.4))
    assert "say end.declined" in talk.send(TurnHeard(talk.turn, "No.", 1.0))
    called_at, first = talk.now, len(talk.log)
    assert talk.send(SafeWordHeard())[0] == "stop"
    talk.silence()
    assert next(at for at, effect in talk.log[first:] if isinstance(effect, Say)) == pytest.approx(called_at + 5.0)


def test_what_was_said_before_the_safe_word_is_forgotten() -> None:
    """The sound and the words of the statement underway are dropped at once, and the floor counts as paused."""
    talk = speaking()
    talk.hear(STATEMENT, 20)
    statement = talk.turn
    effects = talk.session.handle(SafeWordHeard(), talk.now)
    assert any(isinstance(effect, Forget) and statement in effect.turns for effect in effects)
    assert talk.session.context.account.floors[-1].ended_by == "pause"


@pytest.mark.parametrize(
    "text",
    [
        "We need to pause our plans for the house.",
        "Then there was a long pause and nobody said a word.",
        "I saw the lighthouses by the sea.",
        "I did not want to pause",
    ],
)
def test_a_word_inside_a_sentence_is_no_call(text: str) -> None:
    """Only a turn of its own means pause, and only the whole safe word counts."""
    talk = speaking(safe_word="lighthouse")
    talk.hear(text, 5)
    assert talk.session.ending is None


def test_before_the_session_a_pause_is_no_matter() -> None:
    """While waiting for a start there is nothing to pause."""
    talk = Conversation(REFLECT)
    assert talk.send(SafeWordHeard()) == []
    assert talk.hear("Pause.") == []
    assert talk.hear("Start a check-in.")[0] == "say arrive.welcome"


def test_a_second_call_begins_the_quiet_anew() -> None:
    """Called again in the quiet, ten more seconds pass before anything is said, and it is still one pause."""
    talk = speaking()
    talk.send(SafeWordHeard())
    talk.wait_until(talk.now + 3.0)
    called_at = talk.now
    assert talk.send(SafeWordHeard())[0] == "stop"
    talk.silence()
    assert next(at for at, e in talk.log if isinstance(e, Say) and at > called_at) == pytest.approx(called_at + 10.0)
    assert len(talk.session.context.account.pauses) == 1


def test_a_lost_voice_is_said_once_and_ends_it_the_second_time() -> None:
    """The first fault of the synthesizer is told plainly before the next step; the second ends it with care."""
    talk = speaking()
    talk.hear(STATEMENT, 20)
    assert talk.send(EngineFailed("synthesizer", "gone")) == []
    assert talk.hear("I'm done.")[0] == "say fault.synthesizer"
    assert talk.send(EngineFailed("synthesizer", "gone"))[:3] == ["stop", "closed", "say fault.synthesizer"]
    assert talk.silence()[-1] == "finish device"


@pytest.mark.parametrize("fault", [EngineFailed("detector", "x"), DeviceLost("microphone")])
def test_without_ears_it_ends_kindly_at_once(fault: EngineFailed | DeviceLost) -> None:
    """When nobody can be heard any more the session says so and ends."""
    talk = speaking()
    key = fault.engine if isinstance(fault, EngineFailed) else fault.device
    assert talk.send(fault)[:3] == ["stop", "closed", f"say fault.{key}"]
    assert talk.silence() == ["say end.device", "tone microphone", "finish device"]


def test_the_other_engines_can_fail_without_a_word() -> None:
    """A dead spotter is told to nobody: other ways to pause still work."""
    talk = speaking()
    for _ in range(3):
        assert talk.send(EngineFailed("spotter", "x")) == []
    assert talk.hear("Pause.")[:2] == ["stop", "all? pause.line"]


def test_a_fault_is_not_told_between_a_turn_and_its_replay() -> None:
    """The listener's voice is replayed before anything is said about the fault, so its sound is still there."""
    talk = reflecting(read_back="voice")
    talk.hear(REFLECTION, 10)
    reflection = talk.turn
    talk.send(EngineFailed("recognizer", "x"))
    talk.quiet(4.0)
    assert reflection not in talk.forgotten
    talk.settle()
    assert [line for line in talk.since(0) if line in ("replay", "say fault.recognizer")] == [
        "replay",
        "say fault.recognizer",
    ]


STALE = [
    LineEnded(0),
    LineEnded(10**6),
    LineStarted(0),
    TurnEnded(1, 1.0, 0.4),
    TurnEnded(10**6, 1.0, 0.4),
    TurnHeard(1, "Yes.", 1.0),
    TurnHeard(10**6, "I'm done.", 1.0),
    TurnHeard(2, "I hear you say nothing.", 1.0),
    TurnStarted(1),
    Tick(),
    ControlPressed("nonsense"),
]


@pytest.mark.parametrize("stale", STALE)
@pytest.mark.parametrize("begin", [Conversation, begun, speaking, reflecting, judging])
def test_stale_news_changes_nothing(begin: object, stale: TurnHeard) -> None:
    """What is late, doubled or unknown brings no effect and moves no deadline, in every kind of step."""
    assert callable(begin)
    talk = begin(REFLECT)
    if begin is Conversation and isinstance(stale, TurnStarted):
        talk.begin_to_talk()
    talk.wait_until(talk.now + 1.0)
    step, deadline = talk.session.step, talk.session.deadline
    assert talk.send(stale) == []
    assert talk.session.step is step
    assert talk.session.deadline == (talk.now + 60.0 if begin is Conversation else deadline)


def test_a_doubled_start_of_an_old_turn_opens_nothing() -> None:
    """A turn that began under an earlier question does not count as talk under this one."""
    talk = judging()
    talk.send(TurnStarted(talk.turn))
    assert talk.quiet(8.0) == [(8.0, "say reflect.verdict")]


def test_a_line_that_is_reported_twice_counts_once() -> None:
    """A doubled LineEnded does not skip the next line."""
    talk = Conversation(REFLECT)
    talk.begin_to_talk()
    talk.send(TurnEnded(talk.turn, 1.0, 0.4))
    talk.send(TurnHeard(talk.turn, "start a check-in", 1.0))
    first = next(effect.id for _, effect in talk.log if isinstance(effect, Say))
    assert talk.send(LineEnded(first)) == ["say arrive.kept"]
    assert talk.send(LineEnded(first)) == []


def test_a_mute_loudspeaker_does_not_stop_the_session() -> None:
    """If no line is ever reported as ended, each counts as ended in time, and silence still leads to the end."""
    talk = Conversation(REFLECT)
    talk.is_mute = True
    talk.hear("Start a check-in.")
    assert talk.silence()[-1] == "finish silence"


def test_words_before_the_end_of_their_turn_are_kept() -> None:
    """Two threads tell of a turn: its words may come before its end."""
    talk = begun(REFLECT)
    talk.begin_to_talk()
    talk.send(TurnHeard(talk.turn, "Yes.", 1.0))
    assert talk.session.context.account.floors == []
    talk.send(TurnEnded(talk.turn, 1.0, 0.4))
    talk.settle()
    assert talk.since(0)[-1] == "Ana? reflect.speak"


def test_the_first_handle_begins_the_wait() -> None:
    """A new session wants to be called at once, and then listens for a start."""
    session = Session(program_of(), shipped(), ("Ana",))
    assert session.deadline == 0.0
    effects = session.handle(Tick(), 5.0)
    assert [type(effect) for effect in effects] == [Listen]
    assert session.deadline == 65.0


def test_every_session_forgets_all_it_heard() -> None:
    """When it is over, every turn that began was ordered to be forgotten."""
    talk = judging()
    talk.hear("Yes.")
    talk.silence()
    assert set(talk.forgotten) == set(range(1, talk.turn + 1))
    assert any(isinstance(effect, Finish) for _, effect in talk.log)
    assert not any(isinstance(effect, StopSound) for _, effect in talk.log[:10])


WHOLE = program_of(
    {"kind": "set_stage"},
    KIND,
    arrive={"names": True},
    close={"questions": ["heard"]},
)
ANSWERS = {
    "arrive.name": "I am here.",
    "stage.capacity": "Full.",
    "stage.wish": "A kind word.",
    "appreciations.stem": "You made coffee. I'm done.",
    "close.heard": "Yes.",
}


def asked(key: str, people: tuple[str, ...]) -> Conversation:
    """Return a conversation in which everyone answered until this was put to the last person."""
    talk = Conversation(program=WHOLE, people=people)
    talk.hear("Start a check-in.")
    while (last := talk.since(0)[-1]) != f"{people[-1]}? {key}":
        if not talk.hear(ANSWERS.get(last.partition("? ")[2], "Yes.")):
            talk.quiet(4.0)
            talk.settle()
    return talk


@pytest.mark.parametrize("people", [("Ana",), ("Ana", "Ben", "Caro"), ("Ana", "Ben", "Caro", "Dan")])
@pytest.mark.parametrize("key", ["arrive.name", "arrive.consent", *list(ANSWERS)[1:]])
def test_every_stage_is_taken_up_where_it_was(key: str, people: tuple[str, ...]) -> None:
    """After the pause the same person is asked the same again, a consent too: no yes is taken for given."""
    talk = asked(key, people)
    come_back(called(talk))
    assert talk.since(0)[-1] == f"{people[-1]}? {key}"
    if key == "arrive.consent":
        assert talk.hear("No.")[-1] == "finish declined"


def test_a_pause_in_our_line_says_it_again_from_its_beginning() -> None:
    """A line that was cut is said whole when everyone is back."""
    talk = Conversation()
    talk.begin_to_talk()
    talk.send(ControlPressed("start"))
    assert talk.since(0)[-1] == "say arrive.welcome"
    assert come_back(called(talk)).since(0)[-1] == "Ana? arrive.consent"
    assert talk.since(0).count("say arrive.welcome") == 2


def test_no_pause_tells_who_called() -> None:
    """What is written down about a pause is two times and whether everyone came back."""
    assert {each.name for each in fields(Paused)} == {"from_at", "until_at", "is_resumed"}
