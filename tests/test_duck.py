"""A doubt makes our voice soft for a moment."""

from hearback.audio.duck import Duck

BLOCK = 320


def test_a_doubt_is_told_once_and_let_go_after_its_time() -> None:
    """Soft at once, loud again 0.6 s after the last doubt, and not a word in between."""
    orders: list[bool] = []
    duck = Duck(orders.append)
    duck.hear(BLOCK, is_doubt=False)
    assert orders == []
    for _ in range(3):
        duck.hear(BLOCK, is_doubt=True)
    for _ in range(29):
        duck.hear(BLOCK, is_doubt=False)
    assert orders == [True]
    duck.hear(BLOCK, is_doubt=False)
    assert orders == [True, False]
    duck.hear(10 * BLOCK, is_doubt=False)
    assert orders == [True, False]
