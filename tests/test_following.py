"""A turn that is followed as a short answer."""

import numpy as np

from hearback.core.events import EngineFailed
from hearback.following import Following
from test_ears import ScriptedAnswers

FRAME = np.zeros(320, dtype=np.int16)


def test_the_answer_is_asked_for_once_in_each_silence() -> None:
    """After 0.4 s of silence, and again only after more talk."""
    answers = ScriptedAnswers(None)
    following = Following(answers)
    following.begin(1.0, FRAME, ("yes",))
    for quiet_s in (0.0, 0.38, 0.4, 0.42, 0.6, 0.0, 0.4):
        following.follow(FRAME, 1.0, quiet_s)
    assert answers.asked == 2
    assert (answers.start_s, answers.expects) == (1.0, [("yes",)])


def test_a_long_turn_is_no_answer_any_more() -> None:
    """Beyond four voiced seconds nothing is fed and nothing is asked."""
    answers = ScriptedAnswers("yes")
    following = Following(answers)
    following.begin(0.0, FRAME, ())
    following.follow(FRAME, 4.1, 0.0)
    following.follow(FRAME, 4.1, 0.4)
    assert answers.asked == 0
    assert following.answer is None


def test_a_dead_recognizer_is_reported_once() -> None:
    """From then on no turn is followed."""
    following = Following(ScriptedAnswers("!"))
    assert following.begin(0.0, FRAME, ()) == [EngineFailed("recognizer", "the answers are broken")]
    assert following.begin(0.0, FRAME, ()) == []
    assert following.follow(FRAME, 1.0, 0.4) == []
