"""The safe word's pause, from the call to everyone's own yes or the end with care."""

import re

import pytest

from hearback.core.effects import Forget, StopSound
from hearback.core.events import ControlPressed, LineEnded, SafeWordHeard, Tick, TurnHeard, TurnStarted
from hearback.core.intents import words_of
from transcripts.conversation import (
    REFLECT,
    REFLECTION,
    STATEMENT,
    Conversation,
    judging,
    reflecting,
    shipped,
    speaking,
)
from transcripts.pauses import (
    asked_back,
    called,
    come_back,
    everyone_says,
    on_needs,
    said_after,
    words_said,
)

MINUTE_S = 60.0
RETURN = ["tone floor_open", "say pause.return", "say pause.ready", "Ana? pause.ready"]


def test_a_pause_and_its_return_read_like_a_conversation() -> None:
    """Silence, one line, a chime after 20 minutes, each by name, a breath, a word each, and the choice."""
    talk = on_needs()
    first = len(talk.log)
    come_back(called(talk))
    assert talk.since(first) == [
        "stop",
        "all? pause.line",
        "say pause.line",
        "say pause.options",
        "all? pause.line",
        *RETURN,
        "say pause.ready",
        "Ben? pause.ready",
        "say pause.breath",
        "say reflect.word",
        "Ana? reflect.word",
        "say reflect.word",
        "Ben? reflect.word",
        "say pause.choose",
        "Ana? pause.choose",
    ]
    assert talk.session.is_paused
    assert talk.hear("Smaller.")[-1] == "Ben? pause.choose"
    assert talk.hear("Smaller.") == ["say pause.smaller", "tone floor_open", "say needs.more", "Ana? needs.more"]
    assert not talk.session.is_paused


@pytest.mark.parametrize("begin", [speaking, reflecting, judging])
def test_the_chunk_underway_is_forgotten_at_once(begin: object) -> None:
    """Every turn of the exchange is dropped with the call, its entry is gone, and it starts from the statement."""
    assert callable(begin)
    talk = begin()
    turns = {talk.turn} if begin is speaking else set(range(4, talk.turn + 1))
    effects = talk.session.handle(SafeWordHeard(), talk.now)
    assert isinstance(effects[0], StopSound)
    dropped = {turn for effect in effects if isinstance(effect, Forget) for turn in effect.turns}
    assert turns - set(talk.forgotten) <= dropped
    assert talk.session.context.account.reflections == []
    come_back(talk)
    everyone_says(talk, "A smaller piece.")
    assert talk.since(0)[-2:] == ["say reflect.speak", "Ana? reflect.speak"]
    assert talk.session.context.account.reflections == []


def test_of_two_equal_exchanges_only_the_one_underway_is_forgotten() -> None:
    """A statement that was heard before stays in the account, however alike the one underway is."""
    talk = speaking({**REFLECT, "chunks": 2})
    reflections = talk.session.context.account.reflections
    for _ in range(2):
        talk.hear(f"{STATEMENT} I'm done.", 20)
        talk.hear(f"{REFLECTION} I'm done.", 10)
        talk.send(ControlPressed("yes"))
        if len(reflections) == 1:
            talk.settle()
            talk.hear("There is more.")
    first, second = reflections
    assert first == second
    called(talk)
    assert len(reflections) == 1
    assert reflections[0] is first


def test_a_pause_in_the_rest_forgets_the_chunk_too() -> None:
    """Resting in the middle of an exchange is still the middle of it; who is back does not rest again."""
    talk = judging()
    while "Rest" not in type(talk.session.step).__name__:
        talk.wait_until(talk.session.deadline or 0.0)
        talk.settle()
    come_back(called(talk))
    everyone_says(talk, "Smaller.")
    assert talk.since(0)[-1] == "Ana? reflect.speak"
    assert talk.session.context.account.reflections == []


def test_a_summary_underway_is_forgotten_and_begins_anew() -> None:
    """A pause in the summary drops it; the heard statements stay, and the listener is asked for it again."""
    talk = speaking({**REFLECT, "chunks": 2})
    for answer in ("There is more.", None):
        talk.hear(f"{STATEMENT} I'm done.", 20)
        talk.hear(f"{REFLECTION} I'm done.", 10)
        talk.hear("Yes.")
        if answer:
            talk.hear(answer)
    assert talk.since(0)[-1] == "Ben? reflect.summary"
    talk.hear(f"{REFLECTION} I'm done.", 10)
    account = talk.session.context.account
    assert [entry.is_summary for entry in account.reflections] == [False, False, True]
    called(talk)
    assert [entry.is_summary for entry in account.reflections] == [False, False]
    come_back(talk)
    everyone_says(talk, "Smaller.")
    assert talk.since(0)[-1] == "Ben? reflect.summary"


def test_nothing_said_before_the_pause_is_said_again() -> None:
    """From the call to the end no read-back and no replay is heard."""
    talk = judging()
    first = len(talk.log)
    talk.send(SafeWordHeard())
    assert not [line for line in talk.silence() if "read back" in line or line == "replay"]
    assert "read back" not in " ".join(talk.since(first))


@pytest.mark.parametrize("answer", ["No.", "More time.", "I don't know about that", "", "Not yet.", None])
def test_whoever_is_not_ready_gets_more_time(answer: str | None) -> None:
    """No, more time, an unclear answer or silence is no yes; 20 minutes more, twice at most, then the end with care."""
    talk = called()
    for line in ("say pause.more_time", "say pause.more_time", "say pause.thanks"):
        asked_back(talk)
        talk.hear("Yes.")
        first = len(talk.log)
        for _ in range(2 if answer else 0):
            talk.hear(answer or "")
        talk.wait_until(talk.now + 40.0)
        assert next(each for each in talk.since(first) if each in ("say pause.more_time", "say pause.thanks")) == line
    talk.silence()
    assert talk.since(0)[-1] == "finish safe word"
    assert [pause.is_resumed for pause in talk.session.context.account.pauses] == [False]


def test_more_time_is_twenty_silent_minutes() -> None:
    """After "more time" nothing is said until 20 minutes later everyone is asked again."""
    talk = asked_back()
    talk.hear("More time.")
    at = talk.now
    talk.wait_until(at + 20 * MINUTE_S - 0.1)
    assert said_after(talk, at) == []
    talk.wait_until(at + 20 * MINUTE_S + 10.0)
    assert [key for _, key in said_after(talk, at)][:2] == ["pause.return", "pause.ready"]


@pytest.mark.parametrize("people", [("Ana",), ("Ana", "Ben"), ("Ana", "Ben", "Caro"), ("Ana", "Ben", "Caro", "Dan")])
def test_everyone_is_asked_in_the_order_of_names(people: tuple[str, ...]) -> None:
    """Each by name, in the same order whoever called; the last yes resumes, not one before it."""
    talk = on_needs(people)
    first = len(talk.log)
    asked_back(called(talk))
    for at, who in enumerate(people):
        assert talk.since(0)[-1] == f"{who}? pause.ready"
        assert not talk.session.context.account.pauses[0].is_resumed, at
        talk.hear("I'm ready.")
    assert talk.session.context.account.pauses[0].is_resumed
    assert talk.since(first).count("say pause.ready") == len(people)


def test_one_yes_alone_never_resumes() -> None:
    """After one person's yes, silence and stale news lead to more time and then to the end."""
    talk = asked_back()
    talk.hear("Yes.")
    for event in (TurnStarted(1), TurnHeard(talk.turn, "Yes.", 1.0), TurnHeard(1, "Yes.", 1.0), Tick(), LineEnded(0)):
        talk.send(event)
    talk.silence()
    assert not talk.session.context.account.pauses[0].is_resumed


def test_lighter_is_the_default() -> None:
    """Only if all say "smaller" the topic goes on; one other answer, or silence, and what is heavy is left out."""
    talk = come_back(called(on_needs()))
    talk.hear("Smaller.")
    assert talk.hear("Lighter.") == [
        "say pause.lighter",
        "tone floor_open",
        "say appreciations.stem",
        "Ana? appreciations.stem",
    ]


def test_the_last_smaller_does_not_outvote_a_lighter() -> None:
    """Whoever says it, and in which order: one who wants something lighter is enough."""
    talk = come_back(called(on_needs()))
    talk.hear("Lighter.")
    assert talk.hear("Smaller.")[0] == "say pause.lighter"


def test_silence_at_the_choice_is_lighter() -> None:
    """Nobody has to choose: what is heavy is left out."""
    talk = come_back(called(on_needs()))
    assert "say pause.lighter" in talk.silence()


@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize("first", ["Smaller.", "Lighter."])
def test_anyone_can_end_at_the_choice(before: int, first: str) -> None:
    """One "close" ends it with care, whatever the others chose."""
    talk = come_back(called(on_needs()))
    for _ in range(before):
        talk.hear(first)
    assert talk.hear("Close.")[0] == "say pause.thanks"
    assert talk.silence()[-1] == "finish safe word"


def test_anyone_can_end_at_the_return() -> None:
    """One "end for today" at the return ends it with care."""
    talk = asked_back()
    talk.hear("Yes.")
    assert talk.hear("End for today.")[:2] == ["say pause.thanks", "say pause.wish"]


def test_the_third_pause_ends_with_care() -> None:
    """Two pauses are resumed; the third is silent for five seconds and then leads to the end, without a cool-down."""
    talk = on_needs()
    for _ in range(2):
        come_back(called(talk))
        everyone_says(talk, "Smaller.")
    at = talk.now
    called(talk)
    assert talk.silence()[-1] == "finish safe word"
    assert said_after(talk, at)[:2] == [(5.0, "pause.enough"), (7.0, "pause.thanks")]
    assert [pause.is_resumed for pause in talk.session.context.account.pauses] == [True, True, False]


def test_a_doubled_third_call_still_ends_with_care() -> None:
    """Two spotters tell of the third call: the silence begins anew, and the care is not cut short."""
    talk = on_needs()
    for _ in range(2):
        come_back(called(talk))
        everyone_says(talk, "Smaller.")
    called(talk)
    talk.wait_until(talk.now + 1.5)
    at = talk.now
    assert talk.send(SafeWordHeard()) == ["stop"]
    talk.silence()
    assert said_after(talk, at)[:2] == [(5.0, "pause.enough"), (7.0, "pause.thanks")]
    assert len(talk.session.context.account.pauses) == 3


def in_the_return() -> Conversation:
    """Ben is asked whether he is ready; Ana said yes."""
    talk = asked_back()
    talk.hear("Yes.")
    return talk


def in_the_breath() -> Conversation:
    """All said yes; the breath is underway."""
    talk = asked_back()
    everyone_says(talk)
    return talk


def at_the_choice() -> Conversation:
    """All came back and choose."""
    return come_back()


@pytest.mark.parametrize(
    ("begin", "was_resumed"), [(in_the_return, False), (in_the_breath, True), (at_the_choice, True)]
)
def test_a_call_during_the_way_back_is_a_new_pause(begin: object, was_resumed: bool) -> None:
    """It stops everything again, the yeses of before count for nothing, and afterwards the same place is taken up."""
    assert callable(begin)
    talk = begin()
    at = talk.now
    assert talk.send(SafeWordHeard())[:2] == ["stop", "all? pause.line"]
    talk.wait_until(at + 9.9)
    assert said_after(talk, at) == []
    pauses = talk.session.context.account.pauses
    assert [pause.is_resumed for pause in pauses] == [was_resumed, False]
    asked_back(talk)
    assert talk.since(0)[-1] == "Ana? pause.ready"
    everyone_says(talk)
    words_said(talk)
    everyone_says(talk, "Smaller.")
    assert talk.since(0)[-1] == "Ana? reflect.speak"
    assert pauses[0].until_at is not None


def declining() -> Conversation:
    """Ana said no to listening; the goodbye is being said."""
    talk = Conversation(REFLECT)
    talk.hear("Start a check-in.")
    talk.begin_to_talk()
    talk.wait_until(talk.now + 1.0)
    talk.send(ControlPressed("no"))
    return talk


def nobody_started() -> Conversation:
    """Nobody started, and the line about it is being said."""
    talk = Conversation(REFLECT, wait_s=10.0)
    talk.wait_until(talk.now + 10.5)
    return talk


def care_ends() -> Conversation:
    """Let the goodbye begin after a pause that was not resumed."""
    talk = called()
    while talk.session.ending is None:
        talk.wait_until(talk.session.deadline or 0.0)
    return talk


@pytest.mark.parametrize("begin", [declining, nobody_started, care_ends])
def test_a_call_in_a_goodbye_is_a_pause_too(begin: object) -> None:
    """It is silent for five seconds, a doubled call begins them anew, and then only the short end is said."""
    assert callable(begin)
    talk = begin()
    count = len(talk.session.context.account.pauses)
    assert talk.send(SafeWordHeard())[:2] == ["stop", "closed"]
    talk.wait_until(talk.now + 2.0)
    at = talk.now
    assert talk.send(SafeWordHeard()) == ["stop"]
    assert talk.silence() == ["say pause.end", "tone microphone", "finish safe word"]
    assert said_after(talk, at) == [(5.0, "pause.end")]
    assert len(talk.session.context.account.pauses) == count + 1


PAUSE_LINES = [(key, text) for key, texts in shipped().lines.items() if key.startswith("pause.") for text in texts]
CAUSES = re.compile(
    r"\b(because|fault|blame|wrong|angry|upset|calm down|argu|fight|fought|caused|caller|called|why did|sorry"
    r"|safe word|you two|again\?)",
    re.IGNORECASE,
)


@pytest.mark.parametrize(("key", "text"), PAUSE_LINES)
def test_every_line_of_a_pause_is_neutral(key: str, text: str) -> None:
    """The same words for every cause: none is named, and a name stands only where that person is asked."""
    assert not CAUSES.search(text)
    if "{" in text:
        assert text.startswith("{name}"), key
        assert re.findall(r"\{\w+\}", text) == ["{name}"]


def test_the_first_line_has_twelve_words_at_most() -> None:
    """Whoever is flooded is spared every further word."""
    assert [text for text in shipped().lines["pause.line"] if len(words_of(text)) > 12] == []


@pytest.mark.parametrize("caller", [SafeWordHeard(), ControlPressed("pause"), TurnHeard(9, "Pause.", 1.0)])
def test_every_call_has_the_same_words(caller: SafeWordHeard) -> None:
    """However it is called, and in whoever's turn, exactly the same follows."""
    told = []
    for begin in (speaking, reflecting):
        talk = begin()
        first = len(talk.log)
        talk.send(caller)
        talk.silence()
        told.append([line for line in talk.since(first) if line.startswith(("say", "tone"))])
    assert told[0] == told[1]
    assert told[0][:3] == ["say pause.line", "say pause.options", "tone floor_open"]
