"""Captions and the light: words and symbols, with or without a terminal."""

import io
from typing import get_args

import pytest
from rich.console import Console

from hearback.core.effects import Replay, Say
from hearback.core.events import DeviceLost, EngineFailed, Tick, TurnHeard
from hearback.core.view import State, View
from hearback.display import LIGHTS, Display, light


def shown(*, is_terminal: bool) -> str:
    """Return what a short session looks like."""
    screen = io.StringIO()
    with Display(Console(file=screen, force_terminal=is_terminal, highlight=False, width=80)) as display:
        display.show(Tick(), [Say(1, "reflect.speak", "Ana, the floor is yours.")], View("ours", None, "listening"))
        display.show(None, [], View("floor", "Ana", "listening"))
        display.show(
            TurnHeard(1, "It was a [long] week", 0.9), [Replay(2, (1,), 12.0)], View("ours", None, "listening")
        )
        display.show(Tick(), [], View("ours", None, "listening"))
        display.show(EngineFailed("synthesizer", "it is gone"), [], View("over"))
    return screen.getvalue()


def test_every_state_has_words_and_a_symbol_of_its_own() -> None:
    """Nobody has to tell states by colour, and no light is red."""
    assert set(LIGHTS) == set(get_args(State))
    assert len({symbol for symbol, _, _ in LIGHTS.values()}) == len(LIGHTS)
    assert not any("red" in colour for _, colour, _ in LIGHTS.values())


@pytest.mark.parametrize(
    ("view", "line"),
    [
        (View("floor", "Ana", "listening"), "● Ana has the floor   (listening)"),
        (View("floor", "Ana", "listening", is_still_yours=True), "● Ana has the floor, still yours   (listening)"),
        (View("nearly_time", "Ben", "needs"), "◐ Ben has the floor, nearly time   (needs)"),
        (View("floor", None, "close"), "● the floor is yours   (close)"),
        (View("over", None, "close"), "□ the microphone is off"),
    ],
)
def test_the_light_says_who_has_the_floor(view: View, line: str) -> None:
    """Name, state and stage in one line."""
    assert light(view) == line


def test_without_a_terminal_every_change_is_a_plain_line() -> None:
    """Captions in order, heard words with who had the floor, no colour codes, and the light only when it changes."""
    assert shown(is_terminal=False).splitlines() == [
        '○ waiting: say "start a check-in"',
        "Hearback: Ana, the floor is yours.",
        "◆ Hearback speaks   (listening)",
        "● Ana has the floor   (listening)",
        "Ana: It was a [long] week",
        "Hearback: (your own voice again)",
        "◆ Hearback speaks   (listening)",
        "! the synthesizer failed: it is gone",
        "□ the microphone is off",
    ]


def test_a_terminal_shows_the_same_words() -> None:
    """The captions are all there, and the light is among them."""
    screen = shown(is_terminal=True)
    assert "Hearback: Ana, the floor is yours." in screen
    assert "● Ana has the floor" in screen


def test_a_lost_device_is_shown() -> None:
    """It is named in words."""
    screen = io.StringIO()
    with Display(Console(file=screen, highlight=False)) as display:
        display.show(DeviceLost("loudspeaker"), [], View("ours"))
    assert "! the loudspeaker is gone" in screen.getvalue()
