"""Turn detection: lists of probabilities in, boundaries out. One frame is 20 ms unless a test says otherwise."""

import math
from itertools import pairwise

import pytest

from hearback.audio.turns import (
    LONGEST_STRETCH_S,
    POST_ROLL_S,
    PRE_ROLL_S,
    STRETCH_S,
    Boundary,
    Ended,
    Started,
    Stretch,
    Turns,
)

FRAME_S = 0.02
VOICE, NOTHING = 0.95, 0.02


def lasting(seconds: float, probability: float) -> list[float]:
    """Return so many seconds of one probability."""
    return [probability] * round(seconds / FRAME_S)


def boundaries(turns: Turns, *parts: tuple[float, float]) -> list[Boundary]:
    """Step through parts of (seconds, probability)."""
    return [found for part in parts for probability in lasting(*part) for found in turns.step(probability)]


def kinds(found: list[Boundary]) -> list[str]:
    """Return the names of the boundaries."""
    return [type(one).__name__ for one in found]


def test_a_turn_starts_at_its_first_voice_and_ends_with_its_last() -> None:
    """Start, sound with pre- and post-roll, end, voiced seconds and silence are exact to the frame."""
    found = boundaries(Turns(FRAME_S), (1.0, NOTHING), (2.0, VOICE), (2.0, NOTHING))
    assert found == [
        Started(pytest.approx(1.0), pytest.approx(1.0 - PRE_ROLL_S)),
        Stretch(pytest.approx(1.0 - PRE_ROLL_S), pytest.approx(3.0 + POST_ROLL_S), pytest.approx(2.0)),
        Ended(pytest.approx(3.0), pytest.approx(2.0), pytest.approx(0.8)),
    ]


@pytest.mark.parametrize("length_s", [0.02, 0.06, 0.1])
def test_a_click_or_a_cup_is_no_turn(length_s: float) -> None:
    """Sounds of up to 0.1 s start nothing, however often they come."""
    knocks = [(length_s, VOICE), (0.3, NOTHING)] * 20
    assert boundaries(Turns(FRAME_S), *knocks) == []


@pytest.mark.parametrize("frame_s", [0.02, 0.03, 0.032])
def test_a_quick_yes_is_a_turn_that_ends(frame_s: float) -> None:
    """A word of 0.25 s starts a turn and ends it after 0.8 s of silence, at every frame length."""
    turns = Turns(frame_s)
    probabilities = [NOTHING] * 20 + [VOICE] * round(0.25 / frame_s) + [NOTHING] * math.ceil(0.8 / frame_s)
    assert kinds([found for p in probabilities for found in turns.step(p)]) == ["Started", "Stretch", "Ended"]
    assert not turns.is_open


def test_a_short_gap_inside_a_word_does_not_undo_its_start() -> None:
    """Voice that hangs together counts as one sound, also with a closed consonant of 60 ms inside."""
    found = boundaries(Turns(FRAME_S), (1.0, NOTHING), (0.1, VOICE), (0.06, NOTHING), (0.1, VOICE), (1.0, NOTHING))
    assert found[0] == Started(pytest.approx(1.0), pytest.approx(1.0 - PRE_ROLL_S))
    assert found[-1] == Ended(pytest.approx(1.26), pytest.approx(0.2), pytest.approx(0.8))


def test_a_murmur_that_is_never_sure_is_no_turn_until_it_is() -> None:
    """Steady noise a little over the threshold starts nothing; who begins so softly has its first sound in the turn."""
    turns = Turns(FRAME_S)
    assert boundaries(turns, (1.0, 0.66)) == []
    assert boundaries(turns, (0.02, VOICE)) == [Started(0.0, 0.0)]


def test_voice_fades_below_the_start_threshold_without_ending() -> None:
    """Between the two thresholds voice goes on, but silence does not become voice."""
    fading = boundaries(Turns(FRAME_S), (1.0, VOICE), (2.0, 0.4), (1.0, NOTHING))
    assert fading[-1] == Ended(pytest.approx(3.0), pytest.approx(3.0), pytest.approx(0.8))
    murmuring = boundaries(Turns(FRAME_S), (1.0, VOICE), (0.02, NOTHING), (2.0, 0.4))
    assert murmuring[-1] == Ended(pytest.approx(1.0), pytest.approx(1.0), pytest.approx(0.8))


def test_the_silence_that_ends_a_turn_may_change_while_it_lasts() -> None:
    """A turn ends as soon as the silence reaches the new length."""
    turns = Turns(FRAME_S)
    boundaries(turns, (1.0, VOICE), (0.5, NOTHING))
    turns.silence_s = 0.4
    assert kinds(turns.step(NOTHING)) == ["Stretch", "Ended"]


def test_a_pause_shorter_than_the_silence_does_not_end_a_turn() -> None:
    """Voice again after 0.78 s belongs to the same turn, and the silence is counted anew."""
    found = boundaries(Turns(FRAME_S), (1.0, VOICE), (0.78, NOTHING), (0.5, VOICE), (0.78, NOTHING))
    assert kinds(found) == ["Started"]


def test_one_turn_after_another_never_shares_sound() -> None:
    """A turn's pre-roll does not reach back into the turn before, which would be heard twice."""
    turns = Turns(FRAME_S, silence_s=0.2)
    found = boundaries(turns, (1.0, VOICE), (0.24, NOTHING), (1.0, VOICE), (0.3, NOTHING))
    first, second = (one for one in found if isinstance(one, Stretch))
    assert second.start_s >= first.end_s


def test_the_state_of_voice_is_kept_at_a_turns_edge() -> None:
    """Who is cut off in the middle of a word and goes on softly at first is in the next turn from the cut on."""
    turns = Turns(FRAME_S)
    boundaries(turns, (1.0, VOICE))
    assert kinds(turns.end()) == ["Stretch", "Ended"]
    assert boundaries(turns, (0.5, 0.4), (0.02, VOICE)) == [Started(pytest.approx(1.0), pytest.approx(1.0))]


@pytest.mark.parametrize("warming", [-1.0, 2.0, math.nan])
def test_a_warm_up_value_is_no_probability(warming: float) -> None:
    """It starts no turn, is no silence in an open one, and still takes its time."""
    turns = Turns(FRAME_S)
    assert boundaries(turns, (1.0, warming)) == []
    found = boundaries(turns, (1.0, VOICE), (2.0, warming), (0.5, NOTHING), (2.0, warming))
    assert found == [Started(pytest.approx(1.0), pytest.approx(1.0 - PRE_ROLL_S))]
    assert [turns.now_s, turns.voiced_s, turns.quiet_s] == pytest.approx([6.5, 1.0, 0.5])


def test_while_held_nothing_starts() -> None:
    """Our own voice starts no turn, however long it is."""
    turns = Turns(FRAME_S)
    turns.hold(is_held=True)
    assert boundaries(turns, (5.0, VOICE), (2.0, NOTHING), (5.0, VOICE)) == []


def test_who_still_talks_when_let_go_starts_a_turn_then() -> None:
    """The turn counts from the moment the hold ended, and only voice from then on."""
    turns = Turns(FRAME_S)
    turns.hold(is_held=True)
    boundaries(turns, (2.0, VOICE))
    turns.hold(is_held=False)
    found = boundaries(turns, (1.0, VOICE), (1.0, NOTHING))
    assert found[0] == Started(pytest.approx(2.0), pytest.approx(2.0 - PRE_ROLL_S))
    assert found[-1] == Ended(pytest.approx(3.0), pytest.approx(1.0), pytest.approx(0.8))


def test_a_hold_ends_an_open_turn_as_it_is() -> None:
    """Its silence is only what the person was silent; our own voice is not counted as a pause."""
    turns = Turns(FRAME_S)
    boundaries(turns, (1.0, VOICE), (0.2, NOTHING))
    assert turns.hold(is_held=True)[-1] == Ended(pytest.approx(1.0), pytest.approx(1.0), pytest.approx(0.2))
    assert boundaries(turns, (3.0, NOTHING)) == []


def test_a_sound_half_begun_before_a_hold_does_not_count_after_it() -> None:
    """The parts of a turn's start must hang together."""
    turns = Turns(FRAME_S)
    boundaries(turns, (0.1, VOICE))
    turns.hold(is_held=True)
    boundaries(turns, (3.0, NOTHING))
    turns.hold(is_held=False)
    assert boundaries(turns, (0.1, VOICE), (0.5, NOTHING)) == []


def test_a_long_turn_is_cut_at_a_pause() -> None:
    """After 6 s a pause of 0.3 s closes the stretch in its middle, and the turn goes on."""
    turns = Turns(FRAME_S)
    found = boundaries(turns, (7.0, VOICE), (0.3, NOTHING))
    assert found[1:] == [Stretch(0.0, pytest.approx(7.15), pytest.approx(7.0))]
    rest = boundaries(turns, (0.2, NOTHING), (2.0, VOICE), (1.0, NOTHING))
    assert rest == [
        Stretch(pytest.approx(7.25), pytest.approx(9.7), pytest.approx(2.0)),
        Ended(pytest.approx(9.5), pytest.approx(9.0), pytest.approx(0.8)),
    ]


def test_a_stretch_that_is_short_yet_is_not_cut_at_a_pause() -> None:
    """Below 6 s a pause closes nothing."""
    assert kinds(boundaries(Turns(FRAME_S), (STRETCH_S - 1.0, VOICE), (0.6, NOTHING), (0.1, VOICE))) == ["Started"]


def test_a_turn_that_ends_in_the_pause_of_its_cut_gives_no_empty_stretch() -> None:
    """Nothing is left to recognize, so only the end follows."""
    assert kinds(boundaries(Turns(FRAME_S), (7.0, VOICE), (1.0, NOTHING))) == ["Started", "Stretch", "Ended"]


def test_an_endless_stretch_is_cut_at_its_quietest_point() -> None:
    """After 20 s without a pause it is cut where speech was least likely, and what follows stays in the turn."""
    turns = Turns(FRAME_S)
    found = boundaries(turns, (15.0, VOICE), (0.02, 0.4), (5.5, VOICE), (1.0, NOTHING))
    assert found == [
        Started(0.0, 0.0),
        Stretch(0.0, pytest.approx(15.0), pytest.approx(15.0)),
        Stretch(pytest.approx(15.0), pytest.approx(20.72), pytest.approx(5.52)),
        Ended(pytest.approx(20.52), pytest.approx(20.52), pytest.approx(0.8)),
    ]


def test_three_minutes_of_speech_lose_no_sound_and_share_none() -> None:
    """The stretches of an uninterrupted turn touch each other, and none outgrows the recognizer's window."""
    found = boundaries(Turns(FRAME_S), (1.0, NOTHING), (180.0, VOICE), (1.0, NOTHING))
    stretches = [one for one in found if isinstance(one, Stretch)]
    assert all(before.end_s == after.start_s for before, after in pairwise(stretches))
    assert max(one.end_s - one.start_s for one in stretches) <= LONGEST_STRETCH_S
    assert sum(one.voiced_s for one in stretches) == pytest.approx(180.0)


def test_sound_that_is_still_needed_is_never_given_up() -> None:
    """Every stretch begins at or after the time that was said to be needed before it came."""
    turns = Turns(FRAME_S)
    parts = [(1.0, NOTHING), (8.0, VOICE), (0.5, NOTHING), (0.1, VOICE), (0.04, NOTHING), (25.0, VOICE), (2.0, NOTHING)]
    needed_s, checked = 0.0, 0
    for probability in (p for part in parts for p in lasting(*part)):
        for found in turns.step(probability):
            if isinstance(found, Stretch):
                assert found.start_s >= needed_s - 1e-9
                checked += 1
        needed_s = turns.needed_from_s
    assert checked == 3
    assert needed_s == pytest.approx(turns.now_s - PRE_ROLL_S)
