"""B6: from the end of a reflection to the first sound of the read-back, with weights of `base.en`'s size.

Ben reflects for 10, 60 or 180 s: fixture clips with pauses of 0.3 to 0.7 s, which end no turn. The real ears cut it
into stretches that are recognized while he goes on; the clock of the room waits for nobody, so a recognizer that can
not keep up is seen to fall behind. The recognizer's time is that of the model, its words are the script's (a random
model has none); where the machine has a real `base.en`, that one is timed.

What "end" means: somebody must say that the reflection is over.
- "I'm done" after a pause: from the end of those words. This is the bar: all is known 0.4 s later.
- "I'm done" in the same breath: the turn ends after 0.8 s, and its last stretch holds the words that say so.
- Nothing said: a held floor waits for 4 s of settled silence (PRACTICE C6). That is a choice, not work, and a row of
  its own.

The first sound is that of the line which opens the read-back; the words themselves follow it at once. Beside us, in the
same run: end of the turn by 0.8 s of silence, then the whole turn's sound into the same model, then our voice.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
from frame import Bar, Cell, Peer, Report, arguments, median, show
from props import engines, speech
from props.speech import Piece
from props.world import DEVICES_S, RATE_WPM

from hearback.audio.pcm import Clip, Pcm, joined, silence
from hearback.audio.room import Room
from hearback.audio.turns import SILENCE_S
from hearback.core.effects import Listen
from hearback.core.intents import words_of

LIMIT_S = 1.5
RATIO_LIMIT = 1.2
LENGTHS_S = (10.0, 60.0, 180.0)
PAUSES_S = (0.3, 0.7)
"""Natural ones; 0.8 s would end the turn."""
TIMES = 3
AFTER_S = {"after a pause": 1.2, "in the same breath": 0.1, "not said": None}
"""Silence before "I'm done"."""


@dataclass
class Reflection:
    """One reflection: what is said, and when its read-back began."""

    parts: Sequence[tuple[float, Piece]]
    ended_at: float = 0.0
    room: Room = field(init=False)

    def run(self) -> "Reflection":
        """Let Ana say something short, and Ben reflect."""
        self.room = Room(noise=engines.room_tone(1), noise_snr_db=30.0)
        recognizer = engines.Paced(self.room.said, engines.whisper())
        self._world = engines.world(self.room, recognizer, self._begin)
        held = engines.session()
        engines.go_on(held, self._world, lambda: self.words_at is not None or self.replay_at is not None)
        return self

    def _begin(self, listen: Listen, now: float) -> None:
        if listen.moment == "floor":
            end = self.room.say((clip := speech.fixture("ana", "wish-1")).sound, now + 0.5, "Ana", clip.words)
            done = speech.fixture("ana", "done")
            self.room.say(done.sound, end + 1.2, "Ana", done.words)
        elif listen.moment == "reflect" and not self.ended_at:
            at = now + 0.7
            for pause_s, piece in self.parts:
                at = self.room.say(piece.sound, at + pause_s, "Ben", piece.words)
            self.ended_at = at - speech.MARGIN_S

    def _first(self, what: str) -> float | None:
        return next((sound.at_s for sound in self._world.sounds if sound.what == what), None)

    @property
    def words_at(self) -> float | None:
        """When the listener's words themselves began."""
        return self._first("read-back")

    @property
    def replay_at(self) -> float | None:
        """When a replay began in place of the words."""
        return self._first("replay")

    @property
    def opened_after_s(self) -> float | None:
        """How long after its end the read-back began, in seconds; None where the words were not read back."""
        at = self._first("reflect.read_back")
        return None if at is None or self.words_at is None else at - self.ended_at + DEVICES_S


def reflection(length_s: float, after_s: float | None, seed: int) -> list[tuple[float, Piece]]:
    """Return a reflection of about this length as silences before pieces, with "I'm done" after that silence."""
    chance = np.random.default_rng(seed)
    stock = [speech.fixture("ben", "reflection-1"), *speech.statements("ben"), *speech.statements("ana")]
    parts = [(0.0, stock[0])]
    while sum(pause_s + piece.seconds for pause_s, piece in parts) < length_s - 2:
        parts.append((float(chance.uniform(*PAUSES_S)), stock[1 + int(chance.integers(len(stock) - 1))]))
    return parts if after_s is None else [*parts, (after_s, speech.fixture("ben", "done"))]


def sound_of(parts: Sequence[tuple[float, Piece]]) -> Pcm:
    """Return the same sound in one piece."""
    return joined([sound for pause_s, piece in parts for sound in (silence(pause_s), piece.sound)])


def after_the_turn_s(parts: Sequence[tuple[float, Piece]]) -> float:
    """Return how long the peer takes: wait for silence, transcribe it all, speak."""
    started = perf_counter()
    engines.whisper().transcribe(Clip(sound_of(parts)))
    engines.voice().render(" ".join(words_of(parts[0][1].words)), RATE_WPM, keep=False)
    return SILENCE_S + perf_counter() - started + DEVICES_S


def measured(length_s: float, name: str, times: int) -> dict[str, Cell]:
    """Return one row: this length of reflection, ended in this way, so many times."""
    scenes = [reflection(length_s, AFTER_S[name], seed) for seed in range(times)]
    waits_s = [Reflection(parts).run().opened_after_s for parts in scenes]
    known_s = [wait_s for wait_s in waits_s if wait_s is not None]
    return {
        "case": f'{length_s:g} s, "I\'m done" {name}',
        "times": float(times),
        "read back": float(len(known_s)),
        "median s": median(known_s) if len(known_s) == times else None,
        "longest s": max(known_s, default=None),
        "transcribe after the turn s": median([after_the_turn_s(parts) for parts in scenes]),
    }


def main(argv: Sequence[str]) -> int:
    """Measure and show."""
    given = arguments("read-back", argv, quick)
    busy = engines.machine()
    lengths_s = (10.0, 20.0) if given.quick else LENGTHS_S
    rows = [
        measured(length_s, name, 1 if given.quick else TIMES)
        for name in (["after a pause"] if given.quick else AFTER_S)
        # The longest one shows what grows with length; how it is ended changes nothing in that.
        for length_s in (lengths_s if name == "after a pause" else lengths_s[:-1])
    ]
    show(Report("read-back", [*rows, weights(), busy], bars(rows[: len(lengths_s)])), as_json=given.json)
    return 0


def weights() -> dict[str, Cell]:
    """Return which model was timed."""
    return {"case": "weights", "real base.en": engines.model("base.en")[1]}


def bars(rows: Sequence[dict[str, Cell]]) -> list[Bar]:
    """Return the bars for reflections that end with "I'm done" after a pause: each length, and the ratio."""
    name = "transcribe after the turn, same model and sound"
    found = [Bar(f"B6 {row['case']}", _s(row, "median s"), LIMIT_S, "s", _peer(name, row)) for row in rows]
    ours, theirs = ([_s(row, key) for row in rows] for key in ("median s", "transcribe after the turn s"))
    return [*found, Bar("B6 longest to shortest", _ratio(ours), RATIO_LIMIT, "times", Peer(name, _ratio(theirs)))]


def _peer(name: str, row: dict[str, Cell]) -> Peer:
    return Peer(name, _s(row, "transcribe after the turn s"))


def _ratio(values: Sequence[float | None]) -> float | None:
    first, last = values[0], values[-1]
    return last / first if first and last else None


def _s(row: dict[str, Cell], key: str) -> float | None:
    value = row[key]
    return value if isinstance(value, float) else None


def quick(parser: argparse.ArgumentParser) -> None:
    """Add the flag for a few short cases."""
    parser.add_argument("--quick", action="store_true", help="two short reflections: shows that it runs")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
