"""A statement and its reflection: read-back, verdict, at most three tries, and the graded help for silence."""

import pytest

from hearback.core.effects import Replay, Say
from transcripts.conversation import REFLECT, REFLECTION, STATEMENT, begun, judging, reflecting, speaking

NEXT = ["say reflect.switch", "say reflect.ready", "Ana? reflect.ready"]


def test_a_yes_ends_the_exchange() -> None:
    """When the speaker says yes, the listener is thanked and the roles switch."""
    talk = judging()
    assert talk.hear("Yes.") == ["say reflect.heard", *NEXT]
    entry = talk.session.context.account.reflections[0]
    assert (entry.speaker, entry.listener, entry.tries, entry.verdict) == ("Ana", "Ben", 1, "yes")


def test_a_wrong_reflection_is_mended_in_grades() -> None:
    """Partly: the missing piece and one retry; no: one short sentence; no again: parked after three tries."""
    talk = judging()
    assert talk.hear("Partly.") == ["tone floor_open", "say reflect.piece", "Ana? reflect.piece"]
    assert talk.hear("It is the mornings. I'm done.", 4) == [
        "tone hand_over",
        "say reflect.again",
        "Ben? reflect.again",
    ]
    assert talk.hear("I hear you say mornings. I'm done.", 4)[-1] == "Ana? reflect.verdict"
    assert talk.hear("No.") == ["tone floor_open", "say reflect.short", "Ana? reflect.short"]
    assert talk.hear("I feel alone. I'm done.", 2)[1:] == ["say reflect.repeat_short", "Ben? reflect.repeat_short"]
    assert talk.hear("You feel alone. I'm done.", 2)[-1] == "Ana? reflect.verdict"
    assert talk.hear("No.") == ["say reflect.park", *NEXT]
    entry = talk.session.context.account.reflections[0]
    assert (entry.tries, entry.verdict) == (3, "parked")


def test_no_reflection_is_helped_in_grades() -> None:
    """Silent: the stem at 12 s, then "shall it be shorter?", and after a second silence the matter is parked."""
    talk = reflecting()
    assert talk.quiet(27.0) == [(12.0, "say reflect.starter"), (24.0 + 2.0, "say reflect.shorter")]
    talk.settle()
    assert talk.since(0)[-1] == "Ana? reflect.shorter"
    assert talk.hear("Yes.")[-1] == "Ana? reflect.short"
    assert talk.hear("I feel tired. I'm done.", 2)[-1] == "Ben? reflect.repeat_short"
    assert talk.quiet(27.0)[-1] == (26.0, "say reflect.park")
    entry = talk.session.context.account.reflections[0]
    assert (entry.tries, entry.verdict) == (0, "parked")


def test_a_no_to_shorter_gives_the_listener_another_chance() -> None:
    """The speaker need not say it again."""
    talk = reflecting()
    talk.quiet(26.0)
    talk.settle()
    assert talk.hear("No.") == ["tone hand_over", "say reflect.again", "Ben? reflect.again"]


def test_a_listener_may_pass() -> None:
    """A pass instead of a reflection parks the statement without a comment."""
    assert reflecting().hear("Pass.") == ["say reflect.park", *NEXT]


def test_a_listener_may_ask_to_hear_it_once_more_once() -> None:
    """Asking to repeat asks the speaker for one short sentence; the second time it is parked instead."""
    talk = reflecting()
    assert talk.hear("Say that again, please.")[-1] == "Ana? reflect.short"
    talk.hear("I feel tired. I'm done.", 2)
    assert talk.hear("Say that again, please.")[0] == "say reflect.park"


@pytest.mark.parametrize("answer", ["Maybe so.", "Well, the thing is", ""])
def test_an_unclear_verdict_is_asked_twice_more_and_never_becomes_a_yes(answer: str) -> None:
    """The second re-ask names the allowed answers; what stays unclear is parked."""
    talk = judging()
    assert talk.hear(answer) == ["say ask.missed", "say reflect.verdict", "Ana? reflect.verdict"]
    assert talk.hear(answer) == ["say ask.verdict", "Ana? reflect.verdict"]
    assert talk.hear(answer)[0] == "say reflect.park"
    assert talk.session.context.account.reflections[0].verdict == "parked"


def test_a_silent_verdict_rests_and_comes_back_to_the_same_question() -> None:
    """Silence is no verdict: we rest, and ask again when somebody is back."""
    talk = judging()
    asked = talk.quiet(60.0)
    assert [what for _, what in asked] == ["say reflect.verdict", "say ask.verdict"]
    assert talk.hear("Carry on.")[-1] == "Ana? reflect.verdict"


def test_the_read_back_holds_only_the_listeners_words() -> None:
    """What is read back is what was said, without the closing "I'm done"."""
    talk = reflecting()
    assert f"read back: {REFLECTION}" in talk.hear(f"{REFLECTION} I'm done.", 8)


def test_doubtful_words_are_replayed_not_spoken() -> None:
    """When the recognizer is unsure, the listener's own voice is played, at most twelve seconds of it."""
    talk = reflecting()
    talk.hear(f"{REFLECTION} I'm done.", 20, confidence=0.2)
    assert [what for _, what in talk.quiet(8.0)][:2] == ["say reflect.replay", "replay"]
    played = next(effect for _, effect in talk.log if isinstance(effect, Replay))
    assert (played.turns, played.limit_s) == ((talk.turn,), 12.0)
    assert talk.turn not in talk.forgotten[:-1]


@pytest.mark.parametrize(("setting", "said"), [("off", "say reflect.verdict"), ("voice", "say reflect.replay")])
def test_the_read_back_can_be_changed(setting: str, said: str) -> None:
    """Switched off, only the question is asked; as a voice, words are never spoken by ours."""
    assert reflecting(read_back=setting).hear(f"{REFLECTION} I'm done.", 8)[0] == said


def test_the_safe_word_is_never_read_back() -> None:
    """A word that sounds the same inside a longer one is said as "the safe word"."""
    talk = reflecting(safe_word="light house")
    talk.hear("I hear you say that the lighthouse is far. I'm done.", 8)
    assert all("house" not in e.text.split() for _, e in talk.log if isinstance(e, Say))


def test_two_parts_are_summed_up() -> None:
    """After each part "is there more?"; then the listener gives back all of it and is judged once more."""
    talk = judging({**REFLECT, "chunks": 2})
    assert talk.hear("Yes.") == ["say reflect.heard", "say reflect.more", "Ana? reflect.more"]
    assert talk.hear("Yes, there is more.") == ["tone floor_open", "say reflect.next_chunk", "Ana? reflect.next_chunk"]
    talk.hear(f"{STATEMENT} I'm done.", 20)
    talk.hear(f"{REFLECTION} I'm done.", 8)
    assert talk.hear("Yes.") == ["say reflect.heard", "tone hand_over", "say reflect.summary", "Ben? reflect.summary"]
    assert talk.hear(f"{REFLECTION} I'm done.", 8)[-1] == "Ana? reflect.verdict"
    assert talk.hear("Yes.") == ["say reflect.heard", *NEXT]
    assert [entry.is_summary for entry in talk.session.context.account.reflections] == [False, False, True]


def test_a_wrong_summary_has_one_retry() -> None:
    """A summary is mended with one piece; then it is left."""
    talk = judging({**REFLECT, "chunks": 2})
    talk.hear("Yes.")
    talk.hear("More.")
    talk.hear(f"{STATEMENT} I'm done.", 20)
    talk.hear(f"{REFLECTION} I'm done.", 8)
    talk.hear("Yes.")
    talk.hear(f"{REFLECTION} I'm done.", 8)
    assert talk.hear("No.")[-1] == "Ana? reflect.piece"
    talk.hear("It is the mornings. I'm done.", 4)
    talk.hear(f"{REFLECTION} I'm done.", 8)
    assert talk.hear("No.")[0] == "say reflect.park"


def test_a_single_part_needs_no_summary() -> None:
    """A "no more" after the first part goes straight on."""
    talk = judging({**REFLECT, "chunks": 2})
    talk.hear("Yes.")
    assert talk.hear("No more.") == NEXT


def test_a_silent_speaker_rests_and_gets_the_floor_again() -> None:
    """Nothing said for the whole ladder: rest, and on "ready" the same floor opens again."""
    talk = speaking()
    talk.quiet(130.0)
    assert talk.hear("I'm ready.")[-1] == "Ana? reflect.speak"


def test_a_summary_of_nothing_is_not_asked_for() -> None:
    """Who passes on the second part is not summed up."""
    talk = judging({**REFLECT, "chunks": 2})
    talk.hear("Yes.")
    talk.hear("More.")
    assert talk.hear("Pass.") == ["say reflect.passed", *NEXT]
    assert begun(REFLECT).session.context.account.reflections == []
