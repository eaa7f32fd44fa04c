"""Who holds the floor: the ladder of silence, long turns, control words, and the listener's early start."""

import pytest

from hearback.core.effects import Say
from hearback.core.events import ControlPressed, LineEnded, Tick, TurnEnded, TurnHeard
from transcripts.conversation import ENDED_S, LINE_S, REFLECTION, STATEMENT, Conversation, begun, reflecting, speaking

GUIDED = [(8.0, "tone nearly_time"), (14.0, "say floor.more_or_done"), (30.0 + LINE_S, "say floor.offer")]
PATIENT = [(20.0, "tone nearly_time"), (40.0, "say floor.more_or_done"), (75.0 + LINE_S, "say floor.offer")]


@pytest.mark.parametrize(("profile", "ladder"), [("guided", GUIDED), ("patient", PATIENT)])
def test_the_ladder_of_silence(profile: str, ladder: list[tuple[float, str]]) -> None:
    """Each rung comes at its time of silence, our own voice not counted, and after 120 s the session rests."""
    talk = speaking(profile=profile)
    talk.hear(STATEMENT, 10)
    assert talk.quiet(120.0 + 2 * LINE_S - 0.1) == ladder
    floors = talk.session.context.account.floors
    assert floors == []
    talk.wait_until(talk.now + 0.2)
    assert [floor.ended_by for floor in floors] == ["silence"]


def test_nothing_is_said_to_somebody_who_has_not_begun_but_take_your_time() -> None:
    """Before the first word the line of the ladder asks for no end."""
    talk = speaking()
    assert talk.quiet(20.0) == [(8.0, "tone nearly_time"), (14.0, "say floor.not_begun")]


def test_talking_begins_the_ladder_anew() -> None:
    """Silence is counted from the last word, whatever rung was reached before."""
    talk = speaking()
    talk.hear("When the dishes wait", 3)
    assert talk.quiet(13.9) == [(8.0, "tone nearly_time")]
    talk.hear("I feel tired.", 3, after_s=0.05)
    assert talk.quiet(13.9) == [(8.0, "tone nearly_time")]


@pytest.mark.parametrize("pause_s", [0.5, 1.9, 3.5, 3.9])
def test_the_floor_never_passes_inside_a_short_pause(pause_s: float) -> None:
    """Even words that begin like a reflection belong to the holder in a pause under four seconds."""
    talk = speaking()
    talk.hear(STATEMENT, 10)
    assert talk.hear("I hear you say that I should rest.", 3, after_s=pause_s - ENDED_S) == []
    assert talk.session.context.account.floors == []


def test_the_listener_may_begin_after_a_real_silence() -> None:
    """Four seconds after a sentence the stem of a reflection takes the floor; nothing is asked of the listener."""
    talk = speaking()
    talk.hear(STATEMENT, 10)
    assert talk.hear(REFLECTION, 6, after_s=4.2 - ENDED_S) == []
    assert [(f.holder, f.ended_by) for f in talk.session.context.account.floors] == [("Ana", "listener")]
    assert [what for _, what in talk.quiet(4.5)] == ["say reflect.read_back"]
    talk.settle()
    assert talk.since(0)[-3:] == [f"read back: {REFLECTION}", "say reflect.verdict", "Ana? reflect.verdict"]


@pytest.mark.parametrize("text", ["I also feel sad.", "You should not worry.", "Yes, I hear you."])
def test_other_words_after_a_silence_belong_to_the_holder(text: str) -> None:
    """Without the stem nothing takes the floor, however long it was quiet."""
    talk = speaking()
    talk.hear(STATEMENT, 10)
    talk.hear(text, 3, after_s=6.0)
    assert talk.session.context.account.floors == []


def test_a_reflection_needs_a_statement_first() -> None:
    """The stem before the holder's first sentence takes nothing."""
    talk = speaking()
    talk.hear(REFLECTION, 6, after_s=6.0)
    assert talk.session.context.account.floors == []


def test_only_in_a_pause_is_a_long_turn_told_the_time() -> None:
    """While somebody talks nothing sounds; each word on time waits for 1.2 s of quiet."""
    talk = speaking()
    assert talk.hear("A long part.", 61.0) == []
    assert talk.quiet(1.1) == []
    assert talk.quiet(3.0) == [(1.2, "tone nearly_time")]
    assert talk.hear("Another part.", 27.0, after_s=0.2) == []
    assert talk.quiet(3.0) == [(1.2, "say floor.nudge")]


def test_a_very_long_turn_is_led_to_its_end_step_by_step() -> None:
    """60 s a tone, 90 s a nudge, 120 s the offer, 150 s one sentence, and from 180 s the floor passes at a pause."""
    talk = speaking()
    told = []
    for _ in range(6):
        talk.hear("And then there is one more thing about it", 30.0)
        told += [what for _, what in talk.quiet(1.5)]
        talk.settle()
    assert told == [
        "tone nearly_time",
        "say floor.nudge",
        "say floor.hand_over",
        "say floor.one_sentence",
        "say floor.moved_on",
    ]
    assert [floor.ended_by for floor in talk.session.context.account.floors] == ["time"]
    assert talk.since(0)[-1] == "Ben? reflect.reflect"


@pytest.mark.parametrize(
    ("asked_after_s", "answer", "ended_by"),
    [
        (61.0, "Yes.", None),
        (121.0, "Yes.", "done"),
        (121.0, "No.", None),
        (151.0, "No.", None),
        (151.0, "Yes.", "done"),
    ],
)
def test_the_offer_to_hand_over_is_answered(asked_after_s: float, answer: str, ended_by: str | None) -> None:
    """A yes to "is this a good place to hand over?" passes the floor, a no keeps it; elsewhere a yes is just a word."""
    talk = speaking()
    talk.hear("A long part.", asked_after_s)
    talk.quiet(1.5)
    talk.settle()
    talk.hear(answer)
    floors = talk.session.context.account.floors
    assert [floor.ended_by for floor in floors] == ([ended_by] if ended_by else [])


@pytest.mark.parametrize(("answer", "passes"), [("No more.", True), ("More.", False), ("Yes.", False), ("Pass.", True)])
def test_more_or_done_is_answered(answer: str, passes: bool) -> None:
    """After "more, or done?" only a done or a pass gives the floor away."""
    talk = speaking()
    talk.hear(STATEMENT, 10)
    talk.quiet(14.0)
    talk.settle()
    talk.hear(answer)
    assert bool(talk.session.context.account.floors) == passes


@pytest.mark.parametrize("said", ["I'm done.", "That's it.", "Your turn.", "And that hurts me. That's all."])
def test_a_spoken_done_beats_any_time(said: str) -> None:
    """The floor passes at once when its holder says so, alone or as the last sentence."""
    talk = speaking()
    talk.hear(STATEMENT, 10)
    assert talk.hear(said)[0] == "tone hand_over"


@pytest.mark.parametrize(
    "said",
    [
        "I'm not done.",
        "I was done with all of it by then and left",
        "Done things hurt me",
        "I'm done waiting for you to listen.",
        "More of that would help me.",
        "Again you came home late.",
        "Pass me the salt was all you said.",
    ],
)
def test_a_control_word_inside_a_sentence_is_just_a_word(said: str) -> None:
    """Talk about being done is no hand-over, and what begins like a control word is still the holder's."""
    talk = speaking()
    talk.hear(STATEMENT, 10)
    assert talk.hear(said, 3) == []


def test_pass_gives_the_floor_on_without_a_question() -> None:
    """Whoever passes is not asked why, and nobody has to reflect on nothing."""
    talk = speaking()
    assert talk.hear("Pass.")[0] == "say reflect.passed"
    assert talk.session.context.account.floors[-1].ended_by == "pass"


def test_repeat_says_the_opening_again() -> None:
    """The holder may hear once more what was asked, and keeps the floor."""
    talk = speaking()
    assert talk.hear("Repeat, please.") == ["say reflect.speak", "Ana? reflect.speak"]
    assert talk.session.context.account.floors == []


def test_a_contribution_settles_after_four_quiet_seconds() -> None:
    """A reflection needs no "I'm done"."""
    talk = reflecting()
    talk.hear(REFLECTION, 6)
    assert talk.quiet(5.0) == [(4.0, "say reflect.read_back")]


def test_a_pause_inside_a_reflection_does_not_end_it() -> None:
    """Under four seconds the listener may think; both parts are read back."""
    talk = reflecting()
    talk.hear("I hear you say that you feel tired.", 4)
    talk.hear("And that mornings are hard.", 3, after_s=3.4)
    talk.quiet(4.0)
    talk.settle()
    assert "read back: I hear you say that you feel tired. And that mornings are hard." in talk.since(0)


def test_a_turn_that_never_ends_passes_the_floor() -> None:
    """A television talks without any pause: after ten minutes the floor passes."""
    talk = speaking()
    talk.begin_to_talk()
    talk.wait_until(talk.now + 599.0)
    assert talk.session.context.account.floors == []
    talk.wait_until(talk.now + 2.0)
    assert [floor.ended_by for floor in talk.session.context.account.floors] == ["time"]


def test_words_that_never_come_do_not_hold_the_floor_for_ever() -> None:
    """A recognizer that says nothing is given ten seconds; then the turn counts without words."""
    talk = speaking()
    talk.begin_to_talk()
    talk.wait_until(talk.now + 5.0)
    talk.send(TurnEnded(talk.turn, 5.0, ENDED_S))
    talk.quiet_from = talk.now - ENDED_S
    assert talk.quiet(30.0)[:2] == [(10.0 + ENDED_S, "tone nearly_time"), (14.0, "say floor.more_or_done")]


def test_words_that_came_just_before_our_line_still_count() -> None:
    """Somebody who says "I'm done" in the moment in which we begin to ask is understood, and we stop asking."""
    talk = speaking()
    talk.hear(STATEMENT, 10)
    talk.quiet(13.95)
    talk.begin_to_talk(0.05)
    talk.send(TurnEnded(talk.turn, 0.3, 0.4))
    talk.wait_until(talk.now + 0.1)
    assert talk.send(TurnHeard(talk.turn, "I'm done.", 1.0)) == ["stop", "tone hand_over", "say reflect.reflect"]


@pytest.mark.parametrize("key", ["done", "pass"])
def test_a_key_ends_the_floor_and_cuts_our_line(key: str) -> None:
    """A pressed done or pass acts at once, also while we open the floor."""
    talk = begun({"kind": "reflect", "want": False})
    talk.begin_to_talk()
    talk.send(TurnEnded(talk.turn, 1.0, 0.4))
    talk.send(TurnHeard(talk.turn, "Yes.", 1.0))
    assert talk.send(ControlPressed(key))[:2] == ["stop", "say reflect.passed"]


def test_a_key_for_more_time_begins_the_ladder_anew() -> None:
    """More time is silence without questions, counted from the key."""
    talk = speaking()
    talk.quiet(7.0)
    assert talk.send(ControlPressed("more_time")) == []
    talk.quiet_from = talk.now
    assert talk.quiet(10.0) == [(8.0, "tone nearly_time")]


def test_a_key_during_a_question_in_the_floor_gives_it_back() -> None:
    """More time, pressed while we ask "more, or done?", silences us and leaves the floor where it is."""
    talk = speaking()
    talk.hear(STATEMENT, 10)
    talk.quiet(14.0)
    assert talk.send(ControlPressed("more_time")) == ["stop", "Ana? reflect.speak"]


def test_a_late_line_end_moves_no_rung() -> None:
    """The end of a line that counted as ended long ago gives no floor and skips no silence."""
    talk = speaking()
    talk.hear(STATEMENT, 10)
    talk.is_mute = True
    talk.quiet(14.0)
    lost = next(effect.id for _, effect in reversed(talk.log) if isinstance(effect, Say))
    talk.wait_until(talk.now + 15.0)
    assert talk.send(LineEnded(lost)) == []
    assert talk.send(Tick()) == []


def test_each_rung_comes_once_when_ticks_come_too_often() -> None:
    """Early and doubled Ticks change nothing."""
    talk: Conversation = speaking()
    talk.quiet(8.0)
    for _ in range(5):
        assert talk.send(Tick()) == []
    assert talk.quiet(14.0) == [(14.0, "say floor.not_begun")]


def said_ahead_of_its_words(talk: Conversation) -> tuple[int, list[str]]:
    """Say something whose words are late, then "I'm done"; return the late turn and what follows."""
    talk.begin_to_talk()
    late = talk.turn
    talk.wait_until(talk.now + 10.0)
    talk.send(TurnEnded(late, 10.0, ENDED_S))
    return late, talk.hear("I'm done.")


def test_a_statement_counts_before_its_words_are_there() -> None:
    """Where "I'm done" is understood before the statement is, the listener is asked to give it back all the same."""
    talk = speaking()
    assert said_ahead_of_its_words(talk)[1] == ["tone hand_over", "say reflect.reflect", "Ben? reflect.reflect"]
    assert [floor.ended_by for floor in talk.session.context.account.floors] == ["done"]


def test_a_reflection_waits_for_its_words() -> None:
    """Where "I'm done" is understood before the reflection is, its words are waited for and read back whole."""
    talk = reflecting()
    late, at_once = said_ahead_of_its_words(talk)
    first = len(talk.log)
    talk.send(TurnHeard(late, REFLECTION, 1.0))
    talk.settle()
    assert at_once == []
    assert talk.since(first)[:2] == ["say reflect.read_back", f"read back: {REFLECTION}"]


def test_a_reflection_does_not_wait_for_ever() -> None:
    """Where the words never come, ten seconds later the question is asked."""
    talk = reflecting()
    assert said_ahead_of_its_words(talk)[1] == []
    first = len(talk.log)
    talk.wait_until(talk.now + 25.0)
    assert "say reflect.verdict" in talk.since(first)
