"""A world without sound keeps to the rules of the ears."""

import time

import pytest

from hearback.core.session import Session
from hearback.loop import run
from hearback.rehearsal.file import SaySpec, When
from hearback.rehearsal.people import People
from hearback.rehearsal.report import Report
from hearback.rehearsal.text import TextWorld
from transcripts.conversation import REFLECT, program_of, shipped

BOTH = ("Ana", "Ben")


def held(*says: SaySpec, loops: int = 1) -> Report:
    """Return the report of a session with these wishes and this many reflective loops."""
    program = program_of(*[REFLECT] * loops)
    session = Session(program, shipped(), BOTH, safe_word="lighthouse", wait_s=120.0)
    report = Report(session)
    run(session, TextWorld(session, People(BOTH, says), report), report.watch)
    return report


def test_our_lines_take_155_words_a_minute() -> None:
    """Each line lasts as its words do."""
    for line in held().spoken:
        assert line.until is not None
        assert line.until - line.at == pytest.approx(len(line.text.split()) * 60 / 155)


def test_what_is_said_while_we_speak_is_not_heard() -> None:
    """A short word under our line is nobody's answer; of a long sentence only the rest is heard."""
    report = held(SaySpec(who="Ben", when="prompt", nth=1, after_s=0.2, text="Yes."))
    assert next(words for words in report.heard if words.who == "Ben").text is None
    long = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " * 2
    report = held(SaySpec(who="Ben", when="prompt", nth=1, after_s=0.0, text=long))
    heard = next(words for words in report.heard if words.who == "Ben").text
    assert heard is None or (long.strip().endswith(heard) and heard != long.strip())


def test_a_turn_begins_a_little_after_our_voice() -> None:
    """0.3 s after our line the ears are open again: words before that are lost."""
    soon = held(SaySpec(who="Ana", when="asked", after_s=0.0, text="yes or so it is said by me today"))
    heard = next(words for words in soon.heard if words.said.startswith("yes or so"))
    assert heard.text is not None
    assert heard.text != heard.said
    later = held(SaySpec(who="Ana", when="asked", after_s=0.3, text="yes or so it is said by me today"))
    heard = next(words for words in later.heard if words.said.startswith("yes or so"))
    assert heard.text == heard.said


def test_a_listener_may_begin_early_and_is_not_asked_twice() -> None:
    """After four silent seconds the stem takes the floor; their own words are read back, and nothing else."""
    wishes = (
        SaySpec(who="Ana", when="floor", text="When the dishes wait I feel tired."),
        SaySpec(who="Ben", when="prompt", nth=10, after_s=16.0, text="I hear you say that you feel tired."),
    )
    report = held(*wishes)
    told = report.as_json([])
    assert told["floors"][0]["ended_by"] == "listener"
    assert told["reflections"][0]["read_back"] == "I hear you say that you feel tired."


def test_people_go_on_cooperating_after_a_wish() -> None:
    """A silence that was wished for once is mended by the next question."""
    report = held(SaySpec(who="Ana", when="floor", text=""), SaySpec(who="Ben", when="reflect", text=""))
    told = report.as_json([])
    assert told["finished"]
    assert [row["verdict"] for row in told["reflections"]] == ["yes", "yes"]


def test_the_safe_word_is_heard_over_our_voice() -> None:
    """A spotter hears it in the middle of our line."""
    report = held(SaySpec(who="Ben", when="prompt", nth=6, after_s=0.1, text="Lighthouse!"))
    told = report.as_json([])
    assert len(told["pauses"]) == 1
    call = next(row for row in told["heard"] if "Lighthouse" in row["said"])
    assert told["pauses"][0]["silent_at"] == pytest.approx(call["until"])


def test_a_session_of_half_an_hour_takes_no_time() -> None:
    """Thirty minutes are held in far under a second; `scripts/bench session` holds the bar."""
    began = time.perf_counter()
    report = held(loops=10)
    assert time.perf_counter() - began < 1.0
    assert report.duration_s > 1800.0


CALL = "Lighthouse!"
CALLS = [("Ana", "asked"), ("Ben", "reflect"), ("Ana", "floor"), ("Ana", "verdict"), ("Ben", "prompt"), ("Ana", "any")]


@pytest.mark.parametrize(("who", "when"), CALLS)
def test_a_call_at_any_moment_is_one_pause_and_everyone_resumes(who: str, when: When) -> None:
    """It is told without who, everyone's yes brings the session back, and we never say the word."""
    nth = 2 if when == "any" else 1
    told = held(SaySpec(who=who, when=when, nth=nth, text=CALL)).as_json([])
    assert [set(pause) for pause in told["pauses"]] == [{"said_until", "silent_at", "resumed", "minutes"}]
    pause = told["pauses"][0]
    assert pause["resumed"]
    assert pause["silent_at"] == pytest.approx(pause["said_until"])
    assert pause["minutes"] > 20.0
    assert told["finished"]
    assert not any("lighthouse" in line["text"].lower() for line in told["spoken"])
    quiet = [line["at"] for line in told["spoken"] if line["at"] > pause["silent_at"]]
    assert quiet[0] >= pause["silent_at"] + 5.0


def test_before_the_session_a_call_does_nothing() -> None:
    """While waiting there is nothing to pause."""
    assert held(SaySpec(who="Ben", when="waiting", text=CALL)).as_json([])["pauses"] == []


@pytest.mark.parametrize("answer", ["No.", ""])
def test_one_yes_does_not_resume_a_rehearsal(answer: str) -> None:
    """Ana is always ready and Ben never: it ends with care, not resumed."""
    never = [SaySpec(who="Ben", when="pause", nth=nth, text=answer) for nth in range(1, 9)]
    told = held(SaySpec(who="Ana", when="floor", text=CALL), *never).as_json([])
    assert [pause["resumed"] for pause in told["pauses"]] == [False]
    assert (told["finished"], told["ended"]) == (False, "safe word")


def test_a_call_at_the_return_is_a_pause_of_its_own() -> None:
    """The first was not resumed; after the second everyone comes back."""
    says = (SaySpec(who="Ana", when="floor", text=CALL), SaySpec(who="Ben", when="pause", text=CALL))
    told = held(*says).as_json([])
    assert [pause["resumed"] for pause in told["pauses"]] == [False, True]
    assert told["finished"]
