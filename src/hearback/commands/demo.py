"""`hearback demo`: a whole check-in with two synthetic voices, played aloud in real time.

It is a rehearsal file like any other, in the virtual room, through the real ears and engines. With `fast`, or where
there is no loudspeaker, it runs in virtual time and is not played.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from threading import Semaphore
from typing import Protocol

from hearback.audio.loudspeaker import Loudspeaker
from hearback.audio.pcm import Pcm, joined, seconds
from hearback.commands.rehearse import Audience, by_sound, show_report
from hearback.errors import DeviceError
from hearback.rehearsal.file import load as load_file

PIECE_S = 0.25
"""Sound is handed to the loudspeaker in pieces this long ..."""
AHEAD = 4
"""... and at most so many of them ahead of what is heard."""
STUCK_S = 5.0
"""A loudspeaker that takes no sound this long is gone; the demo goes on without it."""


def demo(*, fast: bool = False, wav: Path | None = None, json: bool = False, device: str | None = None) -> int:
    """Play the demonstration; 0 when it ran to its end, finished or not."""
    with as_file(files("hearback.rehearsal") / "demo.toml") as path, _audience(fast, device) as audience:
        result = by_sound(load_file(path), path, wav, show=not json, audience=audience)
    show_report(result, json=json)
    return 0


@contextmanager
def _audience(fast: bool, device: str | None) -> Iterator[Audience | None]:
    """Give what plays the room's sound, or None where nothing is to be played or can be."""
    if fast:
        yield None
        return
    loudspeaker = Loudspeaker(device)
    try:
        loudspeaker.start()
    except DeviceError as error:
        print(f"No loudspeaker, so the demo runs without sound: {error}", file=sys.stderr)
        yield None
        return
    try:
        player = Player(loudspeaker)
        yield player.take
        player.finish()
    finally:
        loudspeaker.close()


class Plays(Protocol):
    """What the player needs of a loudspeaker."""

    def play(self, pcm: Pcm, on_start: Callable[[], None], on_end: Callable[[], None]) -> None:
        """Queue the sound; `on_end` comes when it was heard."""
        ...


class Player:
    """Plays blocks in real time: it takes its time when it is far enough ahead."""

    def __init__(self, loudspeaker: Plays, stuck_s: float = STUCK_S) -> None:
        self._loudspeaker = loudspeaker
        self._stuck_s = stuck_s
        self._free = Semaphore(AHEAD)
        self._blocks: list[Pcm] = []
        self._is_stuck = False

    def take(self, block: Pcm) -> None:
        """Take the next block of the room."""
        self._blocks.append(block)
        if sum(seconds(each) for each in self._blocks) >= PIECE_S:
            self._play()

    def finish(self) -> None:
        """Play the rest and wait until it was heard."""
        self._play()
        for _ in range(AHEAD):
            self._wait()

    def _play(self) -> None:
        sound, self._blocks = joined(self._blocks), []
        if len(sound) and self._wait():
            self._loudspeaker.play(sound, lambda: None, self._free.release)

    def _wait(self) -> bool:
        """Wait until one piece more may be played; return whether any may."""
        if not self._is_stuck and not self._free.acquire(timeout=self._stuck_s):
            self._is_stuck = True
            print("The loudspeaker takes no sound any more; the demo goes on without it.", file=sys.stderr)
        return not self._is_stuck
