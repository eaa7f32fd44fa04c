"""What listening costs while a person talks: canceller, detector, turns, short answers and the safe word's spotters.

Measured is the processor time of the ears, as a share of one core, for the fixture voices' statements one after
another: while we are silent, and in the worst case, with a line of ours all the time. Making words of finished
stretches is not in it: that is the recognizer's, on its own thread and at its own time. Beside us an assistant that
listens with a recognizer all the time: PocketSphinx with its whole vocabulary, on the same sound.
"""

import argparse
import sys
from collections.abc import Sequence
from time import process_time

import numpy as np
from frame import Bar, Cell, Peer, Report, arguments, show
from props import speech

from hearback.audio.echo import EchoCanceller
from hearback.audio.pcm import RATE_HZ, Clip, Pcm, joined, seconds, silence
from hearback.audio.room import Room
from hearback.commands import engines
from hearback.config import Config, prompt_folders
from hearback.core.effects import Listen
from hearback.ears import Ears
from hearback.engines.recognizer_sphinx import SphinxRecognizer
from hearback.prompts import load

CHUNK = 320
WORD = "lighthouse"
TAUGHT_BY = ("ana", "ben", "cleo")
LIMIT = 15.0


def talk(for_s: float) -> Pcm:
    """Return the two main voices' statements, one after another."""
    pieces = [piece.sound for who in ("ana", "ben") for piece in speech.statements(who)]
    whole = joined([part for piece in pieces for part in (piece, silence(1.0))])
    return np.resize(whole, round(for_s * RATE_HZ))


def ears(canceller: EchoCanceller) -> Ears:
    """Return the ears as `hearback listen` makes them, with a learned word."""
    word = engines.learned([speech.fixture(who, "safe-word").sound for who in TAUGHT_BY])
    made = Ears(
        detector=engines.detector(Config()),
        recognizer=None,
        answers=engines.answers(load(prompt_folders(Config()))),
        jobs=lambda _: None,
        bank=engines.bank(WORD, word),
        canceller=canceller,
    )
    made.listen(Listen("floor", None, "talk", "bench", ("done", "pause")))
    return made


def share(said: Pcm, ours: Pcm | None) -> float:
    """Return what the ears take of one core, in percent, while this is said; `ours` is played all the time."""
    room, canceller = Room(echo_db=-12.0, seed=4), EchoCanceller()
    room.loudspeaker.on_played = canceller.played
    listening = ears(canceller)
    room.say(said, 0.0, "Ana", "talk")
    if ours is not None:
        room.loudspeaker.play(np.resize(ours, len(said)))
    used_s = 0.0
    while room.now_s < seconds(said):
        chunk = room.advance(CHUNK / RATE_HZ)
        listening.speaking(room.loudspeaker.is_playing)
        started = process_time()
        listening.hear(chunk)
        used_s += process_time() - started
    return 100 * used_s / seconds(said)


def continuous(said: Pcm) -> float:
    """Return what a recognizer takes of one core, in percent, that hears everything."""
    recognizer = SphinxRecognizer()
    started = process_time()
    for first in range(0, len(said), 10 * RATE_HZ):
        recognizer.transcribe(Clip(said[first : first + 10 * RATE_HZ]))
    return 100 * (process_time() - started) / seconds(said)


def main(argv: Sequence[str]) -> int:
    """Measure and report."""
    given = arguments("listening", argv, quick)
    said = talk(6.0 if given.quick else 60.0)
    ours = engines.synthesizer(Config()).render(TEXT, 155)
    alone, over = share(said, None), share(said, ours)
    peer = continuous(said)
    rows: list[dict[str, Cell]] = [
        {"case": "a person talks", "% of a core": alone},
        {"case": "a person talks while we speak", "% of a core": over},
        {"case": "PocketSphinx hears everything", "% of a core": peer},
    ]
    bar = Bar("listening while a person talks", alone, LIMIT, "% of a core", Peer("PocketSphinx, all words", peer))
    show(Report("listening", rows, [bar]), as_json=given.json)
    return 0


TEXT = "Take the time that you need. I am here, and I listen to you both."


def quick(parser: argparse.ArgumentParser) -> None:
    """Add the flag for a short run."""
    parser.add_argument("--quick", action="store_true", help="a few seconds: shows that it runs")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
