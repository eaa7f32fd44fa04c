"""What the steps share: the ring of people and numbers that never come twice."""

from itertools import islice

import pytest

from hearback.core.context import Context
from hearback.core.lines import Lines
from transcripts.conversation import shipped

FOUR = ("Ana", "Ben", "Caro", "Dan")


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_the_ring_has_everyone_once(count: int) -> None:
    """Whoever starts, each comes once, and after the last comes the first."""
    for seed in range(5):
        context = Context(FOUR[:count], Lines(shipped().lines, seed), shipped().intents())
        ring = context.ring()
        assert sorted(ring) == sorted(FOUR[:count])
        assert ring[0] == FOUR[seed % count]
        assert [context.after(who) for who in ring] == [*ring[1:], ring[0]]


def test_ids_never_repeat() -> None:
    """Late completions can be told from current ones."""
    context = Context(FOUR, Lines(shipped().lines), shipped().intents())
    assert list(islice(context.ids, 3)) + list(islice(context.ids, 3)) == [0, 1, 2, 3, 4, 5]
