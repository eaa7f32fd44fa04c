"""Keys in place of words, on a pseudo-terminal."""

import os
import pty
import queue
import termios
from collections.abc import Iterator

import pytest

from hearback.core.events import ControlPressed, Event
from hearback.core.intents import INTENTS
from hearback.runner.keys import LEGEND, MEANINGS, Keys, meaning


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Give both ends of a pseudo-terminal."""
    ours, theirs = pty.openpty()
    yield ours, theirs
    os.close(ours)
    os.close(theirs)


def test_each_key_is_heard_without_enter(terminal: tuple[int, int]) -> None:
    """A key counts at once; the space bar and a key without a meaning pause."""
    ours, theirs = terminal
    inbox: queue.SimpleQueue[Event] = queue.SimpleQueue()
    with Keys(inbox.put, theirs) as keys:
        assert keys.are_there
        for key, intent in (("d", "done"), (" ", "pause"), ("x", "pause"), ("Y", "yes"), ("\x1b[A", "pause")):
            os.write(ours, key.encode())
            assert inbox.get(timeout=5) == ControlPressed(intent)


def test_the_terminal_is_put_back(terminal: tuple[int, int]) -> None:
    """After the session, also after a failing one, typing works as before."""
    _, theirs = terminal
    before = termios.tcgetattr(theirs)
    keys = Keys(lambda _: None, theirs)
    keys.__enter__()
    assert termios.tcgetattr(theirs) != before
    keys.__exit__(KeyError, KeyError(), None)
    assert termios.tcgetattr(theirs) == before


def test_without_a_terminal_there_are_no_keys() -> None:
    """A session from a service has none, and says nothing about it."""
    with Keys(lambda _: None) as keys:
        assert not keys.are_there


def test_every_meaning_is_an_intent_and_is_told() -> None:
    """What the legend promises is what the keys do."""
    assert set(MEANINGS.values()) <= set(INTENTS)
    assert all(f"{key} " in LEGEND for key in MEANINGS if key.isalpha())
    assert meaning("q") == "pause"
