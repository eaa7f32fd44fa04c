"""B2: how often the safe word is missed, at so many false pauses an hour of talk, clean and in noise.

- Each word is learned by the product's own `learn` from some of its clips (three draws, averaged); the other clips are
  spliced into talk and scored as the spotter scores them. Nobody's call is tested on takes of that same clip.
- Without `--speech` two-fold: background statistics from half of the recordings, false alarms and the talk of the
  splices from the other half, then the other way round. With it the shipped statistics.
- In noise the talk, too, is noisy: what is counted at a threshold is what would happen in that noise.
- PocketSphinx hears the same calls and the same clean talk; in noise the first half hour of the talk, to keep the time.
- "bank": the learned spotter at its threshold, or PocketSphinx above all that the talk reached.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np
from frame import ROOT, Bar, Cell, Peer, Report, arguments, show
from spotting.counting import Scores, learned_scores, sphinx_scores
from spotting.ears import NOISE_DB, Ears, Heard
from spotting.sound import clips_in, household_in, seed_of, words_in

from hearback.audio.files import read_sound
from hearback.engines.background import Background, background_of, shipped
from hearback.engines.embedding import Embedder
from hearback.engines.learning import learn

RATES = (0.5, 2.0, 5.0)
TAKES = (3, 8)
DRAWS = 3
SPHINX_TALK_S = 1800.0
READINGS = 12
"""Recordings of the background's half that surround the takes, where there are two halves."""
BARS = (("8 takes, clean", 8, False, 0.5, 5.0), ("8 takes, 10 dB noise", 8, True, 2.0, 20.0),
        ("3 takes, clean", 3, False, 0.5, 10.0))  # fmt: skip
Row = dict[str, Cell]

_ears: list[Ears] = []  # one in each worker process


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """A background, and the talk that tests what is learned against it."""

    background: Background
    readings: tuple[Path, ...]
    talk: tuple[Path, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """Everything that was heard, by place and condition (None is clean)."""

    calls: dict[tuple[Path, str | None], Heard]
    talk: dict[tuple[Path, str | None], Heard]
    kinds: tuple[str | None, ...]


def main(argv: Sequence[str]) -> int:
    """Measure and show."""
    given = arguments("safe-word", argv, _flags)
    words = words_in(given.words)
    own_halves = given.speech is None
    talk = clips_in(given.speech or given.recordings / "speech")
    if not words or not talk:
        print(f"no clips in {given.words} or no speech; name folders of wav or flac files", file=sys.stderr)
        return 2
    tests = {path: 1 - _half(path) if own_halves else 0 for path in talk}  # the fold that this talk tests
    calls = {clip: number % (2 if own_halves else 1) for clips in words.values() for number, clip in enumerate(clips)}
    sound = _listen(words, calls, tests, given.noise)
    folds = _folds(sound, tests, own_halves=own_halves)
    takes = [given.takes] if given.takes else list(TAKES)
    rows = [
        row
        for word, clips in words.items()
        for n in takes
        for row in _rows(word, clips, n, calls=calls, folds=folds, sound=sound)
    ]
    show(Report("safe-word", rows, _bars(rows, takes)), as_json=given.json)
    return 0


def _flags(parser: argparse.ArgumentParser) -> None:
    named = os.environ.get("HEARBACK_RECORDINGS")
    recordings = Path(named) if named else ROOT.parent / "shared" / "audio"
    parser.set_defaults(recordings=recordings)
    parser.add_argument("--words", type=Path, default=recordings / "words", help="a folder of clips for each word")
    parser.add_argument("--speech", type=Path, help="talk without the words; default: two halves of ours")
    parser.add_argument("--noise", type=Path, default=recordings / "noise", help="household noise, rooms in `rir`")
    parser.add_argument("--takes", type=int, help="learn from so many takes; default: 3 and 8")


def _half(path: Path) -> int:
    return seed_of(path.name) % 2


def _listen(words: dict[str, list[Path]], calls: dict[Path, int], tests: dict[Path, int], noise: Path) -> Sound:
    """Hear every call and all talk, under each condition, with a process for each core."""
    kinds = (None, "white", "pink", *(["household"] if household_in(noise) else []))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    read_in_noise = _first_half_hour(list(tests))
    with ProcessPoolExecutor(cores, initializer=_begin, initargs=(list(words), noise)) as workers:
        talk_jobs = {
            (path, kind): workers.submit(_recording, path, kind, is_for_sphinx=kind is None or path in read_in_noise)
            for kind in kinds
            for path in tests
        }
        around = [tuple(path for path, fold in tests.items() if fold == which) for which in (0, 1)]
        call_jobs = {
            (clip, kind): workers.submit(_call, clip, kind, around[fold])
            for clip, fold in calls.items()
            for kind in kinds
        }
        return Sound(
            {key: job.result() for key, job in call_jobs.items()},
            {key: job.result() for key, job in talk_jobs.items()},
            kinds,
        )


def _begin(words: Sequence[str], noise: Path) -> None:
    _ears[:] = [Ears(words, noise)]


def _first_half_hour(talk: Sequence[Path]) -> set[Path]:
    """Return recordings from all over the talk that last half an hour together."""
    import soundfile

    chosen: set[Path] = set()
    left_s = SPHINX_TALK_S
    for path in sorted(talk, key=lambda path: seed_of("sphinx", path.name)):
        if left_s > 0:
            chosen.add(path)
            left_s -= soundfile.info(path).duration
    return chosen


def _recording(path: Path, kind: str | None, *, is_for_sphinx: bool) -> Heard:
    return _ears[0].recording(path, kind, is_for_sphinx=is_for_sphinx)


def _call(path: Path, kind: str | None, talk: Sequence[Path]) -> Heard:
    return _ears[0].call(path, kind, talk)


def _folds(sound: Sound, tests: dict[Path, int], *, own_halves: bool) -> list[Fold]:
    """Return the folds: fold n is tested on the talk that `tests` gives it and knows nothing of that."""
    if not own_halves:
        return [Fold(shipped(), (), tuple(tests))]
    folds = []
    for fold in (0, 1):
        known = tuple(path for path, tested in tests.items() if tested != fold)
        unknown = tuple(path for path, tested in tests.items() if tested == fold)
        background = background_of([sound.talk[path, None].hops for path in known], about="half of the recordings")
        folds.append(Fold(background, known[:: max(1, len(known) // READINGS)], unknown))
    return folds


def _rows(
    word: str, clips: list[Path], takes: int, *, calls: dict[Path, int], folds: list[Fold], sound: Sound
) -> Iterable[Row]:
    """Return the rows of one word: every member, condition and rate, misses averaged over the draws of takes."""
    rest = len(clips) - takes
    if rest < 1:
        return
    draws = [_draw(word, clips, takes, draw, calls=calls, folds=folds, sound=sound) for draw in range(DRAWS)]
    for kind in sound.kinds:
        for rate in RATES:
            for engine, missed in _members([draw[kind] for draw in draws], rate).items():
                yield {"engine": engine, "word": word, "takes": takes, "noise_db": NOISE_DB if kind else None,
                       "noise": kind, "false_per_h": rate, "miss": missed, "calls": rest}  # fmt: skip


def _draw(
    word: str, clips: list[Path], takes: int, draw: int, *, calls: dict[Path, int], folds: list[Fold], sound: Sound
) -> dict[str | None, tuple[Scores, Scores]]:
    """Return the scores of the learned spotter and of PocketSphinx under each condition, for one draw of takes."""
    order = [clips[place] for place in np.random.default_rng(seed_of(word, draw)).permutation(len(clips))]
    given, rest = [read_sound(clip) for clip in order[:takes]], order[takes:]
    found = {kind: (Scores(), Scores()) for kind in sound.kinds}
    embedder = Embedder()
    for number, fold in enumerate(folds):
        readings = [read_sound(path) for path in fold.readings]
        learned = learn(given, background=fold.background, embedder=embedder, readings=readings, seed=draw)
        for kind in sound.kinds:
            heard = [sound.calls[clip, kind] for clip in rest if calls[clip] == number]
            talk = [sound.talk[path, kind] for path in fold.talk]
            found[kind][0].add(learned_scores(learned, heard, talk))
            found[kind][1].add(sphinx_scores(word, heard, [part for part in talk if part.was_read]))
    return found


def _members(draws: Sequence[tuple[Scores, Scores]], rate: float) -> dict[str, float]:
    """Return the share of calls that each member misses at this rate."""
    learned = [scores.misses(rate) for scores, _ in draws]
    sphinx = [scores.misses(rate) for _, scores in draws]
    surest = [scores.misses(0.0) for _, scores in draws]
    bank = [[a and b for a, b in zip(*pair, strict=True)] for pair in zip(learned, surest, strict=True)]
    named = {"learned": learned, "sphinx": sphinx, "bank": bank}
    return {name: mean(mean(missed) for missed in misses) for name, misses in named.items()}


def _bars(rows: Sequence[Row], takes: Sequence[int]) -> list[Bar]:
    """Return the bars that these rows speak of: means over the words, in percent."""
    found = []
    for name, count, is_noisy, rate, limit in BARS:
        if count in takes:
            ours, peer = (_mean_miss(rows, engine, count, rate, is_noisy=is_noisy) for engine in ("learned", "sphinx"))
            found.append(Bar(f"B2 {name}", ours, limit, f"% missed at {rate:g}/h", Peer("PocketSphinx", peer)))
    return found


def _mean_miss(rows: Sequence[Row], engine: str, takes: int, rate: float, *, is_noisy: bool) -> float | None:
    missed = [
        float(str(row["miss"]))
        for row in rows
        if (row["engine"], row["takes"], row["false_per_h"], row["noise"] is not None)
        == (engine, takes, rate, is_noisy)
    ]
    return 100 * mean(missed) if missed else None


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
