"""The cool-down: how long it is silent, the one line, and the few words that count."""

import pytest

from hearback.core.cool_down import CoolDown, Silence
from hearback.core.effects import Forget, Listen
from hearback.core.events import (
    ControlPressed,
    DeviceLost,
    EngineFailed,
    LineEnded,
    SafeWordHeard,
    Tick,
    TurnEnded,
    TurnHeard,
)
from transcripts.conversation import Conversation, judging, speaking
from transcripts.pauses import called, everyone_says, said_after

MINUTE_S = 60.0


def test_one_line_and_then_twenty_minutes_of_silence() -> None:
    """Ten seconds of silence, the line and the options once, and nothing more before the chime."""
    talk = called()
    at = talk.now
    talk.wait_until(at + 20 * MINUTE_S + 1.0)
    assert said_after(talk, at) == [(10.0, "pause.line"), (12.0, "pause.options"), (1200.0, "pause.return")]


@pytest.mark.parametrize("by_key", [False, True])
def test_stay_quiet_removes_the_line(by_key: bool) -> None:
    """Said in time it leaves nothing but the chime; said over the line it cuts it."""
    talk = called()
    at = talk.now
    talk.send(ControlPressed("stay_quiet")) if by_key else talk.hear("Stay quiet.")
    talk.wait_until(at + 20 * MINUTE_S - 0.1)
    assert said_after(talk, at) == []
    late = called()
    late.wait_until(late.now + 10.5)
    assert late.send(ControlPressed("stay_quiet")) == ["stop", "all? pause.line"]


@pytest.mark.parametrize(("times", "minutes"), [(0, 20), (1, 30), (2, 40), (4, 60), (9, 60)])
@pytest.mark.parametrize("by_key", [False, True])
def test_longer_is_never_under_twenty_and_never_over_sixty_minutes(times: int, minutes: int, by_key: bool) -> None:
    """Each "longer" gives ten minutes more, up to an hour; nothing is said about it."""
    talk = called()
    at = talk.now
    talk.wait_until(at + 20.0)
    for _ in range(times):
        talk.send(ControlPressed("more_time")) if by_key else talk.hear("Longer.")
    talk.wait_until(at + minutes * MINUTE_S - 0.1)
    assert [key for _, key in said_after(talk, at)] == ["pause.line", "pause.options"]
    talk.wait_until(at + minutes * MINUTE_S + 0.1)
    assert said_after(talk, at)[-1] == (minutes * MINUTE_S, "pause.return")


@pytest.mark.parametrize("by_key", [False, True])
def test_end_for_today_waits_for_the_silence(by_key: bool) -> None:
    """Whoever ends at once is thanked, but not before five seconds of silence."""
    talk = called()
    at = talk.now
    talk.send(ControlPressed("end")) if by_key else talk.hear("End for today.", after_s=0.1)
    talk.wait_until(at + 6.0)
    assert said_after(talk, at) == [(5.0, "pause.thanks")]


def test_end_for_today_ends_a_long_cool_down_at_once() -> None:
    """After the silence it needs no waiting."""
    talk = called()
    talk.wait_until(talk.now + 5 * MINUTE_S)
    assert talk.hear("End for today.")[:2] == ["say pause.thanks", "say pause.wish"]


@pytest.mark.parametrize("by_key", [False, True])
def test_a_false_call_is_undone_by_all(by_key: bool) -> None:
    """After "carry on" within ten seconds each is asked; everyone's own yes takes the session up at once."""
    talk = called()
    at = talk.now
    talk.send(ControlPressed("carry_on")) if by_key else talk.hear("Carry on.", after_s=0.1)
    talk.wait_until(at + 5.0)
    talk.settle()
    assert said_after(talk, at) == [(5.0, "pause.carry_on")]
    talk.hear("Carry on.")
    assert not talk.session.context.account.pauses[0].is_resumed
    assert talk.hear("Yes.") == ["tone floor_open", "say reflect.speak", "Ana? reflect.speak"]
    assert talk.session.context.account.pauses[0].is_resumed


@pytest.mark.parametrize("answer", ["No.", "More time."])
def test_an_undo_that_is_refused_is_a_cool_down(answer: str) -> None:
    """One who is not ready keeps the pause: the silence, the line, 20 minutes; it costs no "more time"."""
    talk = called()
    talk.hear("Carry on.", after_s=0.1)
    talk.wait_until(talk.now + 6.0)
    talk.settle()
    talk.hear("Yes.")
    talk.hear(answer)
    at = talk.now
    talk.hear("Carry on.")
    talk.wait_until(at + 20 * MINUTE_S + 1.0)
    assert [key for _, key in said_after(talk, at)] == ["pause.line", "pause.options", "pause.return"]
    assert said_after(talk, at)[-1][0] == pytest.approx(20 * MINUTE_S)


def test_an_undo_needs_to_come_at_once() -> None:
    """After the line began, "carry on" is no undo; begun before and understood after, it is."""
    late = called()
    late.wait_until(late.now + 20.0)
    assert late.hear("Carry on.") == []
    assert late.session.is_paused
    assert isinstance(late.session.step, CoolDown)
    soon = called()
    at = soon.now
    assert soon.hear("Carry on.", after_s=9.5)[:2] == ["stop", "all? pause.line"]
    assert said_after(soon, at)[-1][1] == "pause.carry_on"


@pytest.mark.parametrize("words", ["Carry on.", "End for today."])
def test_a_call_after_it_takes_back_what_was_agreed(words: str) -> None:
    """Somebody calls again in the silence: nothing is undone or ended, and the silence begins anew."""
    talk = called()
    talk.hear(words, after_s=0.1)
    at = talk.now
    assert talk.send(SafeWordHeard()) == ["stop", "all? pause.line"]
    talk.wait_until(at + 20 * MINUTE_S - 0.1)
    assert said_after(talk, at) == [(10.0, "pause.line"), (12.0, "pause.options")]
    assert len(talk.session.context.account.pauses) == 1


def test_a_call_over_the_line_cuts_it_and_begins_the_silence_anew() -> None:
    """The line comes again after ten silent seconds: half a line tells nobody anything."""
    talk = called()
    talk.wait_until(talk.now + 11.0)
    at = talk.now
    assert talk.send(SafeWordHeard())[0] == "stop"
    talk.wait_until(at + 20.0)
    assert said_after(talk, at) == [(10.0, "pause.line"), (12.0, "pause.options")]


def test_a_call_at_the_end_of_the_cool_down_gives_it_whole_again() -> None:
    """Called in minute 19: no chime before another 20 minutes are over."""
    talk = called()
    talk.wait_until(talk.now + 19.99 * MINUTE_S)
    at = talk.now
    talk.send(SafeWordHeard())
    talk.wait_until(at + 20 * MINUTE_S - 0.1)
    assert said_after(talk, at) == []
    assert len(talk.session.context.account.pauses) == 1


DOUBLED = [
    (SafeWordHeard(), SafeWordHeard()),
    (SafeWordHeard(), TurnHeard(4, "lighthouse", 1.0)),
    (TurnHeard(4, "oh lighthouse please", 1.0), SafeWordHeard()),
    (TurnHeard(4, "Pause.", 1.0), TurnHeard(4, "Pause.", 1.0)),
    (ControlPressed("pause"), ControlPressed("pause")),
    (TurnHeard(99, "Pause.", 1.0), TurnHeard(99, "Pause.", 1.0)),
]


@pytest.mark.parametrize("between_s", [0.0, 2.0, 9.0])
@pytest.mark.parametrize("calls", DOUBLED)
def test_a_call_that_is_told_twice_is_one_pause(calls: tuple[SafeWordHeard, SafeWordHeard], between_s: float) -> None:
    """A spotter and the recognizer, two spotters, two presses: one pause, and five silent seconds after each."""
    talk = speaking(safe_word="lighthouse")
    talk.begin_to_talk()
    for call in calls:
        talk.send(call)
        at = talk.now
        talk.wait_until(talk.now + between_s)
    talk.wait_until(at + 5.0)
    assert len(talk.session.context.account.pauses) == 1
    assert said_after(talk, at) == [] or between_s > 8.0


LATE = [
    LineEnded(0),
    LineEnded(10**6),
    Tick(),
    TurnEnded(4, 3.0, 0.4),
    TurnHeard(4, "End for today.", 1.0),
    TurnHeard(4, "Carry on.", 1.0),
    TurnHeard(4, "lighthouse", 1.0),
    TurnHeard(3, "Yes.", 1.0),
    EngineFailed("recognizer", "x"),
    EngineFailed("synthesizer", "x"),
    EngineFailed("spotter", "x"),
    DeviceLost("loudspeaker"),
]


@pytest.mark.parametrize("event", LATE)
def test_late_news_changes_nothing_in_the_silence(event: Tick) -> None:
    """Words of turns from before the call, ends of cut lines and faults bring no sound and move no deadline."""
    talk = judging(safe_word="lighthouse")
    talk.begin_to_talk()
    called(talk)
    talk.wait_until(talk.now + 1.0)
    deadline = talk.session.deadline
    assert talk.send(event) == []
    assert talk.session.deadline == deadline
    assert len(talk.session.context.account.pauses) == 1


def test_a_lost_voice_in_the_pause_is_told_after_it() -> None:
    """Nothing is said about it in the silence; it is told when the session is taken up."""
    talk = called()
    talk.send(EngineFailed("recognizer", "x"))
    talk.hear("Carry on.", after_s=0.1)
    talk.wait_until(talk.now + 6.0)
    talk.settle()
    assert everyone_says(talk)[0] == "say fault.recognizer"


def test_without_a_microphone_a_pause_ends_after_the_silence() -> None:
    """Nobody could ever come back: it ends kindly, but five seconds pass before that is said."""
    talk = called()
    at = talk.now
    assert talk.send(DeviceLost("microphone")) == ["stop", "closed"]
    assert talk.silence()[-1] == "finish device"
    assert said_after(talk, at)[0] == (5.0, "fault.microphone")


def test_what_is_said_in_the_cool_down_is_forgotten_at_once() -> None:
    """People talk among themselves; every turn is dropped as soon as it is known to be no word for us."""
    talk = called()
    talk.hear("I am sorry, that was too much.")
    assert talk.turn in talk.forgotten
    assert talk.session.step.turns == ()


def test_the_cool_down_asks_the_ears_for_control_words_only() -> None:
    """Nothing else is recognized while it lasts."""
    talk = called()
    listens = [effect for _, effect in talk.log if isinstance(effect, Listen)]
    assert (listens[-1].mode, listens[-1].who, listens[-1].moment) == ("control", None, "pause")
    assert set(listens[-1].expects) == {"end", "more_time", "stay_quiet", "carry_on"}


def test_a_mere_silence_begins_anew_with_a_call() -> None:
    """Five seconds from the last call, and with a closed microphone it opens nothing."""
    silence = Silence(listens=False)
    assert silence.begin(10.0) == []
    silence.handle(Tick(), 14.9)
    assert silence.outcome is None
    assert silence.hush(14.9) == []
    silence.handle(Tick(), 15.0)
    assert silence.outcome is None
    silence.handle(Tick(), 19.9)
    assert silence.outcome is True


def test_a_second_beginning_is_a_new_cool_down() -> None:
    """Begun again, it owes nothing to what was agreed before."""
    talk: Conversation = called()
    step = talk.session.step
    assert isinstance(step, CoolDown)
    step.handle(ControlPressed("end"), talk.now)
    step.begin(500.0)
    assert step.deadline == 510.0
    assert not any(isinstance(effect, Forget) for effect in step.handle(Tick(), 506.0))
    assert step.outcome is None
