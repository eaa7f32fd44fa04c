"""Live captions in the terminal: one light line that says whose turn it is, and what was said above it.

Never colour alone: every state has a symbol and words. Where standard output is no terminal, each change is a plain
line.
"""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from hearback.core.effects import Effect, PlayTone, Replay, Say
from hearback.core.events import DeviceLost, DeviceReturned, EngineFailed, Event, TurnHeard
from hearback.core.view import State, View

LIGHTS: dict[State, tuple[str, str, str]] = {
    "waiting": ("○", "dim", 'waiting: say "start a check-in"'),
    "ours": ("◆", "cyan", "Hearback speaks"),
    "floor": ("●", "green", "has the floor"),
    "nearly_time": ("◐", "yellow", "has the floor, nearly time"),
    "paused": ("‖", "yellow", "paused"),
    "rest": ("~", "dim", 'rest: say "carry on" when you like'),
    "over": ("□", "dim", "the microphone is off"),
}
"""Symbol, colour and words of each state; never red (PRACTICE 5.11)."""


def light(view: View) -> str:
    """Return the light line in words and a symbol."""
    symbol, _, words = LIGHTS[view.state]
    who = f"{view.who} " if view.who and view.state in ("floor", "nearly_time") else ""
    if view.state in ("floor", "nearly_time") and not who:
        words = f"the floor is yours{words.removeprefix('has the floor')}"
    still = ", still yours" if view.is_still_yours else ""
    stage = f"   ({view.stage})" if view.stage and view.state != "over" else ""
    return f"{symbol} {who}{words}{still}{stage}"


def captions(event: Event | None, effects: Sequence[Effect], who: str | None) -> list[tuple[str, str]]:
    """Return what to print for one step: text and style; `who` had the floor before it."""
    return [*_happened(event, who), *(caption for effect in effects for caption in _ordered(effect))]


def _happened(event: Event | None, who: str | None) -> list[tuple[str, str]]:
    match event:
        case TurnHeard(text=text) if text:
            return [(f"{who or 'heard'}: {text}", "dim")]
        case EngineFailed(engine=engine, reason=reason):
            return [(f"! the {engine} failed: {reason}", "yellow")]
        case DeviceLost(device=device):
            return [(f"! the {device} is gone", "yellow")]
        case DeviceReturned(device=device):
            return [(f"the {device} is back", "")]
        case _:
            return []


def _ordered(effect: Effect) -> list[tuple[str, str]]:
    match effect:
        case Say(text=text):
            return [(f"Hearback: {text}", "bold")]
        case Replay():
            return [("Hearback: (your own voice again)", "bold")]
        case PlayTone(tone="nearly_time"):
            return [("♪ nearly time", "")]
        case _:
            return []


class Display:
    """Shows one session after another; a context manager."""

    def __init__(self, console: Console | None = None) -> None:
        """Write to `console`, by default standard output."""
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._view = View("waiting")
        self._shown = ""
        self._live = Live(console=self._console, auto_refresh=False, transient=True)

    def __enter__(self) -> Self:
        """Show the light."""
        if self._console.is_terminal:
            self._live.start()
        self._show_light()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave the captions and take the light away."""
        self._live.stop()

    def show(self, event: Event | None, effects: Sequence[Effect], view: View) -> None:
        """Print what this step said and heard, then the light if it changed."""
        for text, style in captions(event, effects, self._view.who):
            self._console.print(Text(text, style))
        self._view = view
        self._show_light()

    def note(self, text: str) -> None:
        """Print a line of the program's own."""
        self._console.print(Text(text))

    def _show_light(self) -> None:
        line = light(self._view)
        if self._console.is_terminal:
            self._live.update(Text(line, LIGHTS[self._view.state][1]), refresh=True)
        elif line != self._shown:
            self._console.print(Text(line))
        self._shown = line
