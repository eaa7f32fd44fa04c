"""The benches run in a short form and report in the one shape; the world that they measure in keeps honest clocks."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hearback.audio.pcm import Clip, Pcm, silence
from hearback.engines.base import HeardText
from hearback.errors import EngineError

ROOT = Path(__file__).parents[1]
BENCHES = ROOT / "scripts" / "benches"

ROW_KEYS = {"bar", "value", "limit", "unit", "ok", "peer"}


@pytest.fixture(autouse=True)
def benches_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the folder of the benches on the path, as starting one does."""
    monkeypatch.syspath_prepend(str(BENCHES))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "starts"),
    [("floor", {"B4", "B5"}), ("read_back", {"B6"}), pytest.param("idle", {"B8", "B9"}, marks=pytest.mark.device)],
)
def test_a_bench_runs_and_reports(name: str, starts: set[str]) -> None:
    """In its short form each bench ends with one JSON object whose bars hold a figure, a limit and a peer."""
    ran = subprocess.run(
        [sys.executable, str(BENCHES / f"{name}.py"), "--quick", "--json"],
        check=True,
        capture_output=True,
        text=True,
        timeout=600,
    )
    report = json.loads(ran.stdout.splitlines()[-1])
    assert set(report) == {"bench", "rows", "bars"}
    assert {bar["bar"].split()[0] for bar in report["bars"]} == starts
    for bar in report["bars"]:
        assert set(bar) == ROW_KEYS
        assert isinstance(bar["value"], float)
        assert bar["ok"] == (bar["value"] <= bar["limit"])
        assert set(bar["peer"]) == {"name", "value"}
    assert all("case" in row for row in report["rows"])


@pytest.mark.slow
def test_held_pauses_and_their_peers() -> None:
    """In pauses of 1.5 s Home Assistant's rule takes every floor, 3 s of silence none, and neither do we."""
    import floor
    from props import speech

    pieces = speech.statements("ana")
    parts = floor.scene([pieces[0], 1.5, pieces[1], 1.5, pieces[2]], "ana")
    held = floor.Held(parts, Deaf()).run()
    assert len(held.pauses) == 2
    assert [held.rule_took(rule_s) for rule_s in floor.RULES_S.values()] == [2, 0]
    assert held.taken(held.passed_at) is None


@pytest.mark.slow
def test_a_floor_that_is_taken_is_counted() -> None:
    """Somebody whose words end with "I'm done" before a pause loses the floor in that pause, and it shows."""
    import floor
    from props import speech

    statement, done = speech.statements("ana")[0], speech.fixture("ana", "done")
    held = floor.Held(floor.scene([statement, 1.5, done, 3.5, statement], "ana"), Deaf()).run()
    assert held.taken(held.passed_at) == 1


class Deaf:
    """A recognizer that understands nothing, at once."""

    reads_back = True

    def transcribe(self, clip: Clip) -> HeardText:  # noqa: ARG002 -- it is deaf
        """Return nothing."""
        return HeardText("", 0.0)


class SlowNumbers:
    """Numbers its clips; a second of sound takes `pace_s` seconds by the clock that the test holds."""

    reads_back = True

    def __init__(self, clock: "HandClock", pace_s: float) -> None:
        self._clock, self._pace_s, self._count = clock, pace_s, 0

    def transcribe(self, clip: Clip) -> HeardText:
        """Take as long as the clip says."""
        self._clock.now_s += clip.seconds * self._pace_s
        self._count += 1
        return HeardText(f"number {self._count}", 1.0)


class HandClock:
    """A clock that only goes when somebody works."""

    now_s = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now_s


class Voiced:
    """A detector for which loud is speech."""

    frame_samples = 512

    def probability(self, frame: Pcm) -> float:
        """Return 1 for a loud frame."""
        return float(np.abs(frame).max() > 1000)

    def reset(self) -> None:
        """Keep nothing."""


class Mute:
    """A synthesizer whose lines last a tenth of a second."""

    def render(self, text: str, rate_wpm: int) -> Pcm:  # noqa: ARG002 -- all lines are the same
        """Return silence."""
        if not text:
            raise EngineError("there is no text")
        return silence(0.1)


def heard_times(pace_s: float, lengths_s: Sequence[float]) -> Iterator[tuple[str, float]]:
    """Yield what was heard of loud sounds 1 s apart, and how long after its sound had ended."""
    from props.world import TimedWorld

    from hearback.audio.room import Room
    from hearback.core.effects import Listen
    from hearback.core.events import TurnHeard
    from hearback.ears import Ears
    from hearback.engines.rendered import Rendered

    clock, room, ends = HandClock(), Room(), []
    world = TimedWorld(room, Rendered(Mute()), lambda *_: None, clock)
    world.hear_with(
        lambda jobs, by: Ears(detector=Voiced(), recognizer=by, answers=None, jobs=jobs), SlowNumbers(clock, pace_s)
    )
    world.ears.listen(Listen("floor", "Ana", "talk", "floor"))
    at = 0.5
    for length_s in lengths_s:
        ends.append(room.say(np.full(round(length_s * 16_000), 5000, np.int16), at, "Ana", "loud"))
        at = ends[-1] + 1.0
    while ends:
        event, now = world.next_event(60.0)
        assert now < 60.0
        if isinstance(event, TurnHeard):
            yield event.text, now - ends.pop(0)


def test_words_come_as_late_as_the_recognizer_was_busy() -> None:
    """A recognizer at half of real time gives the words of 2 s of sound about a second after the turn's 0.8 s."""
    ((text, after_s),) = heard_times(0.5, [2.0])
    assert text == "number 1"
    assert after_s == pytest.approx(0.8 + 0.5 * 2.45, abs=0.2)  # with 0.25 s before and 0.2 s after


def test_a_recognizer_that_falls_behind_is_seen_to() -> None:
    """One job at a time: at twice real time the second turn waits for the first, and in order."""
    (_, first_s), (text, second_s) = heard_times(2.0, [2.0, 2.0])
    assert text == "number 2"
    assert first_s == pytest.approx(0.8 + 4.9, abs=0.2)
    assert second_s == pytest.approx(first_s + 4.9 - 3.0, abs=0.2)


def test_pieces_are_cut_to_their_sound() -> None:
    """What is around a piece of speech is a tenth of a second at most, so that pauses are as long as they say."""
    from props import speech

    sound = np.concatenate((silence(1.0), np.full(8000, 5000, np.int16), silence(2.0)))
    assert len(speech.trimmed(sound)) / 16_000 == pytest.approx(0.7, abs=0.03)


def test_only_who_talks_alone_is_taken_from_a_conversation(tmp_path: Path) -> None:
    """Where two people talk at once neither is heard, and what is left of each must be long enough."""
    from props import speech

    rows = [("a", 0.0, 4.0), ("b", 3.0, 3.0), ("a", 5.5, 0.4)]
    labels = tmp_path / "talk.rttm"
    labels.write_text("".join(f"SPEAKER t 1 {at} {length} <NA> <NA> {who} <NA> <NA>\n" for who, at, length in rows))
    found: list[Any] = list(speech._alone(labels))
    assert found == [("a", 0.0, 3.0), ("b", 4.0, 5.5)]
