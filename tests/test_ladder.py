"""The figures of PRACTICE C6 and 4.2."""

import pytest

from hearback.core.ladder import LADDERS, LATE, REFLECT_LADDER, SETTLED_S, SHORT_LADDER


@pytest.mark.parametrize("ladder", [*LADDERS.values(), REFLECT_LADDER, SHORT_LADDER])
def test_every_ladder_climbs_to_a_rest(ladder: tuple[tuple[float, str], ...]) -> None:
    """Times grow, nothing sounds under four seconds, and the last rung ends the wait within two minutes."""
    times = [at for at, _ in ladder]
    assert times == sorted(set(times))
    assert times[0] >= SETTLED_S
    assert ladder[-1][1] == "rest"
    assert times[-1] <= 120.0


def test_the_profiles_differ_in_patience() -> None:
    """Patient is later than guided at every sound, and equal at the rest."""
    guided, patient = {rung: at for at, rung in LADDERS["guided"]}, {rung: at for at, rung in LADDERS["patient"]}
    assert [guided[rung] for rung in ("tone", "line", "offer", "rest")] == [8.0, 14.0, 30.0, 120.0]
    assert [patient[rung] for rung in ("tone", "line", "offer", "rest")] == [20.0, 40.0, 75.0, 120.0]


def test_words_on_time() -> None:
    """A tone at 60 s, a nudge at 90, an offer at 120, one sentence at 150."""
    assert [at for at, _ in LATE] == [60.0, 90.0, 120.0, 150.0]
