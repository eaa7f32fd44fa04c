"""B1 and B3: the safe word over our own voice, and our own voice alone, in the virtual room.

Every line of ours is played; at a random moment of it one of the fixture voices calls the safe word, in a pace and at
a level of its own. It was learned from three takes of three of these voices. Reported is the time from the end of the
word to the silent loudspeaker: in the room, with what the ears take on this machine, and with what devices add
(SPEECH 6). Then every line is played once more with nobody in the room: whatever stops it then is a self-trigger. A
duck (our voice softer for a moment) is none, and is reported apart.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
from frame import Bar, Cell, Peer, Report, arguments, percentile, show
from props import speech

from hearback.audio.echo import EchoCanceller
from hearback.audio.pcm import RATE_HZ, Pcm, seconds
from hearback.audio.room import Room
from hearback.audio.said import LEVEL_FRAME, voiced_frames
from hearback.commands import engines
from hearback.config import Config, prompt_folders
from hearback.core.effects import Listen
from hearback.core.events import Event, SafeWordHeard, TalkedOver
from hearback.core.lines import LINES
from hearback.ears import Ears
from hearback.engines.learned_word import LearnedWord
from hearback.prompts import load

BLOCK_S = 0.02
WORD = "lighthouse"
TAUGHT_BY, CALLED_BY = ("ana", "ben", "cleo"), ("ana", "ben", "cleo", "dan", "eli")
DEVICES_S = 0.055
"""A microphone's block is 40 ms old when it arrives, and an aborted stream is silent within 15 ms (SPEECH 6)."""
PATIENCE_S = 2.0
"""A call that is not heard so long after its end is missed."""
LIMIT_S = 0.4
NAMES = {"name": "Ana", "speaker": "Ana", "listener": "Ben"}


@dataclass(slots=True)
class Found:
    """What happened under one condition."""

    after_s: list[float] = field(default_factory=list)
    missed: int = 0
    lines: int = 0
    self_triggers: int = 0
    self_ducks: int = 0


class Home:
    """A room with the real ears in it."""

    def __init__(self, echo_db: float, word: LearnedWord, *, is_cancelling: bool) -> None:
        self.room = Room(echo_db=echo_db, seed=3)
        self.ducks = 0
        canceller = EchoCanceller() if is_cancelling else None
        if canceller is not None:
            self.room.loudspeaker.on_played = canceller.played
        self.ears = Ears(
            detector=engines.detector(Config()),
            recognizer=None,
            answers=None,
            jobs=lambda _: None,
            bank=engines.bank(WORD, word),
            canceller=canceller,
            duck=self._duck,
        )
        self.ears.listen(Listen("asked", None, "talk", "bench"))

    def _duck(self, is_ducked: bool) -> None:
        self.ducks += is_ducked
        self.room.loudspeaker.duck(is_ducked)

    def live(self, for_s: float) -> Iterator[tuple[Event, float]]:
        """Let time pass; yield each event with the time that the ears took for its block, in seconds."""
        until_s = self.room.now_s + for_s
        while self.room.now_s < until_s:
            chunk = self.room.advance(BLOCK_S)
            self.ears.speaking(self.room.loudspeaker.is_playing)
            started = perf_counter()
            events = self.ears.hear(chunk)
            took_s = perf_counter() - started
            yield from ((event, took_s) for event in events)

    def call(self, line: Pcm, clip: Pcm, after_s: float) -> float | None:
        """Say the line, and over it the word; return how long after the word's end we were silent, None for never."""
        self.room.loudspeaker.play(line)
        ends_s = self.room.now_s + after_s + (int(voiced_frames(clip)[-1]) + 1) * LEVEL_FRAME / RATE_HZ
        self.room.say(clip, self.room.now_s + after_s, "Ana", WORD)
        for event, took_s in self.live(ends_s - self.room.now_s + PATIENCE_S):
            if isinstance(event, SafeWordHeard):
                self.room.loudspeaker.stop()
                return self.room.now_s - ends_s + took_s + DEVICES_S
        return None

    def rest(self) -> None:
        """Let nothing happen until every spotter has forgotten the word."""
        self.room.loudspeaker.stop()
        for _ in self.live(PATIENCE_S + 1.0):
            pass

    def alone(self, line: Pcm) -> int:
        """Say the line to nobody; return how often something stopped it."""
        self.room.loudspeaker.play(line)
        return sum(isinstance(event, SafeWordHeard | TalkedOver) for event, _ in self.live(seconds(line) + 0.5))


def lines(*, is_quick: bool) -> list[Pcm]:
    """Return every line of ours, spoken."""
    voice = engines.synthesizer(Config())
    texts = load(prompt_folders(Config())).lines
    chosen = sorted(LINES)[:: 20 if is_quick else 1]
    return [
        voice.render(texts[key][0].format(**{n: NAMES.get(n, "a few words") for n in LINES[key]}), 155)
        for key in chosen
    ]


def called(chance: np.random.Generator) -> Pcm:
    """Return the word as one of the voices says it this time: faster or slower, louder or softer."""
    clip = speech.fixture(str(chance.choice(CALLED_BY)), "safe-word").sound
    places = np.arange(0, len(clip) - 1, chance.uniform(0.93, 1.07))
    gain = 10 ** (chance.uniform(-6, 0) / 20)
    return np.asarray(np.interp(places, np.arange(len(clip)), clip) * gain, np.int16)


def measured(spoken: Sequence[Pcm], word: LearnedWord, echo_db: float, *, is_cancelling: bool) -> Found:
    """Return what happened to these lines under one condition."""
    found, chance = Found(lines=len(spoken)), np.random.default_rng(5)
    home = Home(echo_db, word, is_cancelling=is_cancelling)
    for line in spoken:
        found.self_triggers += home.alone(line)
    found.self_ducks = home.ducks
    for line in spoken:
        home.rest()
        clip = called(chance)
        after_s = home.call(line, clip, chance.uniform(0.1, max(0.2, seconds(line) - seconds(clip))))
        if after_s is None:
            found.missed += 1
        else:
            found.after_s.append(after_s)
    return found


def row(echo_db: float, found: Found, *, is_cancelling: bool) -> dict[str, Cell]:
    """Return the figures of one condition."""
    return {
        "echo_db": echo_db,
        "cancellation": is_cancelling,
        "calls": found.lines,
        "missed": found.missed,
        "p50_s": percentile(found.after_s, 0.5) if found.after_s else None,
        "p95_s": percentile(found.after_s, 0.95) if found.after_s else None,
        "self_triggers": found.self_triggers,
        "self_triggers_per_prompt": found.self_triggers / found.lines,
        "self_ducks": found.self_ducks,
    }


def main(argv: Sequence[str]) -> int:
    """Measure and report."""
    given = arguments("barge-in", argv, quick)
    spoken = lines(is_quick=given.quick)
    word = engines.learned([speech.fixture(who, "safe-word").sound for who in TAUGHT_BY])
    rows: list[dict[str, Cell]] = []
    late: list[float] = []
    triggers = 0
    for echo_db in (0.0, -12.0):
        for is_cancelling in (True, False):
            found = measured(spoken, word, echo_db, is_cancelling=is_cancelling)
            rows.append(row(echo_db, found, is_cancelling=is_cancelling))
            triggers += found.self_triggers
            if echo_db == 0.0 and is_cancelling:
                late = found.after_s
    nobody = Peer("nobody publishes this; voice activity and Whisper need seconds", None)
    speaks = Peer("Linux Voice Assistant stops itself 492 ms after it starts to speak", 1.0)
    bars = [
        Bar("B1 safe word to silence, echo 0 dB", percentile(late, 0.95) if late else None, LIMIT_S, "s p95", nobody),
        Bar("B3 self-triggers", triggers / (4 * len(spoken)), 0.0, "per prompt", speaks),
    ]
    show(Report("barge-in", rows, bars), as_json=given.json)
    return 0


def quick(parser: argparse.ArgumentParser) -> None:
    """Add the flag for a short run."""
    parser.add_argument("--quick", action="store_true", help="a twentieth of the lines: shows that it runs")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
