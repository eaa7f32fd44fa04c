"""Compute the shipped background of ordinary speech: `hearback/engines/background.npz`.

What it was computed from is written into the file: how many recordings and hours, and whose, as far as the list
`manifest.tsv` beside the speech folder tells. The same recordings give the same file.
"""

import argparse
import csv
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from hearback.audio.files import read_sound
from hearback.audio.pcm import seconds
from hearback.engines.background import SHIPPED, background_of
from hearback.engines.embedding import Embedder, Hops

ROOT = Path(__file__).parents[2]
KINDS = {".wav", ".flac"}


def main(argv: Sequence[str]) -> int:
    """Read, compute, write, and say what was written."""
    given = _arguments(argv)
    paths = sorted(path for path in given.speech.rglob("*") if path.suffix.lower() in KINDS)
    if not paths:
        print(f"{given.speech}: no wav or flac file; name a folder of ordinary speech", file=sys.stderr)
        return 2
    hops, hours = _heard(paths)
    about = f"{len(paths)} recordings, {hours:.2f} hours. {_sources(paths, given.speech)}"
    content = background_of(hops, about=about).to_bytes()
    given.out.write_bytes(content)
    print(f"{given.out}: {len(content)} bytes. {about}")
    return 0


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    recordings = Path(os.environ.get("HEARBACK_RECORDINGS") or ROOT.parent / "shared" / "audio")
    parser = argparse.ArgumentParser(prog="scripts/make_background")
    parser.add_argument("--speech", type=Path, default=recordings / "speech", help="a folder of ordinary speech")
    parser.add_argument("--out", type=Path, default=ROOT / "src" / "hearback" / "engines" / SHIPPED)
    return parser.parse_args(argv)


def _heard(paths: Sequence[Path]) -> tuple[list[Hops], float]:
    embedder = Embedder()
    hops: list[Hops] = []
    total_s = 0.0
    for path in paths:
        sound = read_sound(path)
        total_s += seconds(sound)
        hops.append(embedder.hops(sound))
    return hops, total_s / 3600


def _sources(paths: Sequence[Path], speech: Path) -> str:
    """Return whose recordings they are, with their licences; the folders' names where no list says so."""
    licences: dict[str, str] = {}
    listed = speech.parent / "manifest.tsv"
    if listed.is_file():
        with listed.open(encoding="utf-8", newline="") as lines:
            licences = {row["file"]: row["licence"] for row in csv.DictReader(lines, delimiter="\t")}
    counted = Counter(
        (
            path.relative_to(speech).parts[0],
            licences.get(path.relative_to(speech.parent).as_posix(), "licence not listed"),
        )
        for path in paths
    )
    return "; ".join(f"{name}: {count}, {licence}" for (name, licence), count in sorted(counted.items()))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
