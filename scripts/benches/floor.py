"""B4 and B5: who takes the floor from a person, and how soon we speak when they give it away.

B4: people talk with pauses of 0.3 to 12 s in between; each pause is one case, and a floor that passes on before the
person's "I'm done" has been handed over in the pause that came last. The ears, the embedded recognizer and the session
are the real ones. Beside us, on the same probabilities of the same detector, two rules end a turn after a fixed
silence: 0.7 s as in Home Assistant, and 3 s.

B5: from the end of "I'm done" to our next sound, for the two fixture voices: as a turn of its own after a pause, and
in one breath with the statement. The time that the ears, the recognizer (`base.en`) and the voice took is in it, and
what devices add (`DEVICES_S`). Said in one breath it can only be known from the words of the whole turn: after 0.8 s of
silence and the recognition of the last stretch.

Noise and knocks must start no turn.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from frame import Bar, Cell, Peer, Report, arguments, median, percentile, show
from props import engines, speech
from props.speech import Piece
from props.world import DEVICES_S

from hearback.audio.pcm import Pcm, seconds
from hearback.audio.room import Room
from hearback.audio.turns import Ended, Turns
from hearback.core.effects import Listen
from hearback.core.events import TurnStarted
from hearback.ears import Ears
from hearback.engines.base import Recognizer
from hearback.engines.detector_silero import SileroDetector
from hearback.engines.recognizer_sphinx import SphinxRecognizer

B4_LIMIT = 0.0
B5_LIMIT_S = 1.0
RULES_S = {"Home Assistant's rule, 0.7 s of silence": 0.7, "3 s of silence": 3.0}
CLASSES_S = ((0.3, 3.75), (4.0, 8.0), (8.0, 12.0))
"""Drawn lengths: cut pieces keep up to 0.1 s of silence at each end, and 3.95 s is under 4."""
FLOOR_S = 90.0
"""A floor's length with its pauses, about: well under 180 s, long enough for our words on time."""
OWN_TURN_S, IN_ONE_TURN_S, GLUED_S = 1.2, 0.4, 0.0
"""Silence before "I'm done": over 0.8 s makes it a turn of its own."""


class Overheard:
    """The detector, with other rules for the end of a turn beside it, on the same probabilities."""

    def __init__(self, rules_s: Sequence[float]) -> None:
        self.now: Callable[[], float] = lambda: 0.0
        """The room's clock: while nobody is expected to talk the ears keep silence from the detector."""
        self._detector = SileroDetector()
        self.frame_samples = self._detector.frame_samples
        self._rules = {rule_s: Turns(self.frame_samples / 16_000, silence_s=rule_s) for rule_s in rules_s}
        self.ends: dict[float, list[float]] = {rule_s: [] for rule_s in rules_s}
        """When each rule took the floor."""

    def probability(self, frame: Pcm) -> float:
        """Return how likely it is that the frame is speech."""
        probability = self._detector.probability(frame)
        for rule_s, turns in self._rules.items():
            if any(isinstance(boundary, Ended) for boundary in turns.step(probability)):
                self.ends[rule_s].append(self.now())
        return probability

    def reset(self) -> None:
        """Forget what came before."""
        self._detector.reset()


@dataclass
class Held:
    """One floor: what Ana says on it, and when it passed on."""

    parts: Sequence[tuple[float, Piece]]
    """Silence before each piece, and the piece; the last one gives the floor away."""
    recognizer: Recognizer | None = None
    noise: Pcm | None = None
    pauses: list[tuple[float, float]] = field(default_factory=list)
    done_at: float = 0.0
    passed_at: float | None = None
    detector: Overheard = field(default_factory=lambda: Overheard(tuple(RULES_S.values())))
    sound_at: float | None = None
    """Our first sound after the floor had passed."""

    def run(self) -> "Held":
        """Hold it."""
        self._room = Room(noise=self.noise, noise_snr_db=30.0)
        self.detector.now = lambda: self._room.now_s
        heard_by = self.recognizer or engines.Paced(self._room.said, engines.whisper())
        self._world = engines.world(self._room, heard_by, self._begin, self.detector)
        held = engines.session()
        engines.go_on(held, self._world, lambda: self._is_over(len(held.context.account.floors)))
        self.passed_at = held.context.account.floors[0].until_at
        return self

    def _is_over(self, floors: int) -> bool:
        if floors and self.passed_at is None:
            self.passed_at = self._room.now_s
        if self.passed_at is not None:
            self.sound_at = next((sound.at_s for sound in self._world.sounds if sound.at_s >= self.passed_at), None)
        return self.sound_at is not None

    def _begin(self, listen: Listen, now: float) -> None:
        if listen.moment != "floor" or self.done_at:
            return
        at = now + 0.7
        for number, (pause_s, piece) in enumerate(self.parts):
            if number:
                self.pauses.append((at, at + pause_s))
            at = self._room.say(piece.sound, at + pause_s, "Ana", piece.words)
        self.pauses.pop()  # the one before "I'm done" ends no statement
        self.done_at = at - speech.MARGIN_S

    def taken(self, at: float | None) -> int | None:
        """Return in which pause a floor was taken that passed at this time; None for after the statement."""
        if at is None or not self.pauses or at >= self.done_at:
            return None
        return max((number for number, (since, _) in enumerate(self.pauses) if since <= at), default=None)

    def rule_took(self, rule_s: float) -> int:
        """Return how many of the pauses this rule took the floor in."""
        ends = self.detector.ends[rule_s]
        return sum(any(since < end <= until + 0.2 for end in ends) for since, until in self.pauses)


def floors(
    pieces: Sequence[Piece], span_s: tuple[float, float], count: int, seed: int
) -> Iterator[list[Piece | float]]:
    """Yield floors of about `FLOOR_S` seconds with `count` pauses of this length in all, as silences and pieces."""
    chance = np.random.default_rng(seed)
    at = left = count
    while left > 0:
        floor: list[Piece | float] = []
        length_s = 0.0
        while left > 0 and length_s < FLOOR_S:
            pause_s = float(chance.uniform(*span_s))
            piece = pieces[at % len(pieces)]
            floor += [piece, pause_s]
            length_s += piece.seconds + pause_s
            at, left = at + 1, left - 1
        yield [*floor, pieces[at % len(pieces)]]


def scene(floor: Sequence[Piece | float], who: str) -> list[tuple[float, Piece]]:
    """Return the floor as silences before pieces, with "I'm done" at its end."""
    parts: list[tuple[float, Piece]] = []
    pause_s = 0.0
    for part in floor:
        if isinstance(part, Piece):
            parts.append((pause_s, part))
        else:
            pause_s = part
    return [*parts, (OWN_TURN_S, speech.fixture(who, "done"))]


def sources(*, is_quick: bool) -> dict[str, tuple[list[Piece], int]]:
    """Return pieces by name, and how many pauses under 4 s to put into them."""
    found = {f"synthetic, {who}": (speech.statements(who), 4 if is_quick else 50) for who in ("ana", "ben")}
    folder = speech.recordings()
    if folder is not None and not is_quick:
        found["human, read aloud"] = (speech.read_speech(folder)[::2], 50)
        talk = [piece for pieces in speech.talk(folder).values() for piece in pieces]
        found["human, in conversation"] = (talk, 70)
    return found


def held_rows(*, is_quick: bool) -> list[dict[str, Cell]]:
    """Return a row for each kind of speech and of pause: who took the floor in how many of them."""
    recognizer, rows = SphinxRecognizer(), list[dict[str, Cell]]()
    for name, (pieces, most) in sources(is_quick=is_quick).items():
        for number, span_s in enumerate(CLASSES_S):
            count = most if number == 0 else max(2, most // 5)
            scenes = (
                scene(floor, "ben" if "ben" in name else "ana") for floor in floors(pieces, span_s, count, number)
            )
            rows.append(held_row(name, span_s, [Held(parts, recognizer).run() for parts in scenes]))
    return rows


def held_row(name: str, span_s: tuple[float, float], held: Sequence[Held]) -> dict[str, Cell]:
    """Return one row."""
    row: dict[str, Cell] = {
        "case": f"pauses of {span_s[0]:g}-{max(span_s[1], 4):g} s; {name}",
        "pauses": float(sum(len(one.pauses) for one in held)),
        "handed over": float(sum(one.taken(one.passed_at) is not None for one in held)),
    }
    for rule, rule_s in RULES_S.items():
        row[rule] = float(sum(one.rule_took(rule_s) for one in held))
    return row


def done_waits_s(gap_s: float, *, is_quick: bool) -> list[float]:
    """Return how long our next sound took after "I'm done", each time it was said this long after a statement."""
    waits = []
    for who in ("ana", "ben"):
        # The other wordings change nothing once the words of the whole turn must be known.
        for said in ("done", "thats-it", "your-turn") if gap_s >= OWN_TURN_S and not is_quick else ("done",):
            for statement in speech.statements(who)[-3 : -2 if is_quick else None]:
                one = Held([(0.0, statement), (gap_s, speech.fixture(who, said))], noise=engines.room_tone(1)).run()
                waits.append((one.sound_at or one.done_at) - one.done_at + DEVICES_S)
    return waits


def waits_row(name: str, waits_s: Sequence[float]) -> dict[str, Cell]:
    """Return one row."""
    return {
        "case": f'"I\'m done" {name}',
        "times": float(len(waits_s)),
        "median s": median(waits_s),
        "p95 s": percentile(waits_s, 0.95),
    }


def noise_row(name: str, noise: Pcm, most_s: float) -> dict[str, Cell]:
    """Return how many turns this noise alone started."""
    ears = Ears(detector=SileroDetector(), recognizer=None, answers=None, jobs=lambda _: None)
    ears.listen(Listen("floor", "Ana", "talk", "floor"))
    heard = noise[: round(most_s * 16_000)]
    events = [event for first in range(0, len(heard), 320) for event in ears.hear(heard[first : first + 320])]
    turns = sum(isinstance(event, TurnStarted) for event in events)
    return {"case": f"noise: {name}", "seconds": seconds(heard), "turns started": float(turns)}


def noise_rows(*, is_quick: bool) -> list[dict[str, Cell]]:
    """Return a row for each noise."""
    folder = speech.recordings()
    noises = {"knocks": speech.clicks()} | (speech.household(folder) if folder and not is_quick else {})
    return [noise_row(name, noise, 60.0) for name, noise in noises.items()]


def b4_bars(rows: Sequence[dict[str, Cell]]) -> list[Bar]:
    """Return the bar for pauses under 4 s, once beside each rule."""
    short = [row for row in rows if str(row["case"]).startswith("pauses of 0.3-4 s")]
    ours = sum(float(row["handed over"] or 0) for row in short)
    total = sum(float(row["pauses"] or 0) for row in short)
    return [
        Bar(
            "B4 hand-overs inside a pause under 4 s",
            ours,
            B4_LIMIT,
            f"of {total:.0f} pauses",
            Peer(rule, sum(float(row[rule] or 0) for row in short)),
        )
        for rule in RULES_S
    ]


def main(argv: Sequence[str]) -> int:
    """Measure and show."""
    given = arguments("floor", argv, quick)
    rows = [engines.machine(), *held_rows(is_quick=given.quick)]
    bars = b4_bars(rows)
    rule = Peer("Home Assistant, its silence alone", 0.7)
    gaps = {"after a pause": OWN_TURN_S, "0.5 s after the statement": IN_ONE_TURN_S, "in the same breath": GLUED_S}
    for name, gap_s in gaps.items():
        waits_s = done_waits_s(gap_s, is_quick=given.quick)
        rows.append(waits_row(name, waits_s))
        bars.append(Bar(f'B5 "I\'m done" {name}, p95', percentile(waits_s, 0.95), B5_LIMIT_S, "s", rule))
    rows += noise_rows(is_quick=given.quick)
    show(Report("floor", rows, bars), as_json=given.json)
    return 0


def quick(parser: argparse.ArgumentParser) -> None:
    """Add the flag for a few cases of each kind."""
    parser.add_argument("--quick", action="store_true", help="a few cases of each kind: shows that it runs")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
