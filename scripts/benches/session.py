"""B11: how long a 30-minute check-in takes in text rehearsal, in this process, imports not counted.

The first run warms the imports and is thrown away; then the median of seven. Reading the prompt files is counted.
"""

import io
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path

from frame import Bar, Peer, Report, arguments, median, show, timed_s

from hearback.commands.rehearse import rehearse

LIMIT_MS = 50.0
TIMES = 7
LOOPS = 6
"""So many rounds of listening take a little over half an hour of session time."""

PROGRAM = """
title = "Half an hour"
about = "A long check-in, for measuring."
minutes = 30
[[stage]]
kind = "arrive"
[[stage]]
kind = "set_stage"
"""
LISTENING = """
[[stage]]
kind = "reflect"
chunks = 1
"""
CLOSE = """
[[stage]]
kind = "close"
"""


def written(folder: Path) -> Path:
    """Write the program and a rehearsal of it; return the rehearsal's path."""
    (folder / "half-hour.toml").write_text(PROGRAM + LISTENING * LOOPS + CLOSE, encoding="utf-8")
    rehearsal = folder / "rehearsal.toml"
    rehearsal.write_text('program = "half-hour.toml"\npeople = ["Ana", "Ben"]\n', encoding="utf-8")
    return rehearsal


def rehearsed(rehearsal: Path) -> dict[str, object]:
    """Run the rehearsal without sound and return its report."""
    out = io.StringIO()
    with redirect_stdout(out):
        rehearse(rehearsal, text=True, json=True, wav=None)
    report: dict[str, object] = json.loads(out.getvalue().splitlines()[-1])
    return report


def main(argv: Sequence[str]) -> int:
    """Measure and show."""
    given = arguments("session", argv)
    with tempfile.TemporaryDirectory() as folder:
        rehearsal = written(Path(folder))
        report = rehearsed(rehearsal)
        taken_ms = [taken * 1000 for taken in timed_s(lambda: rehearsed(rehearsal), TIMES)]
    minutes = float(str(report["duration_s"])) / 60
    finished = bool(report["finished"])
    row = {"case": "text rehearsal", "session minutes": minutes, "finished": finished, "ms": median(taken_ms)}
    # A session that did not finish, or a short one, would be quick for the wrong reason.
    value = median(taken_ms) if finished and minutes >= 30 else None
    bar = Bar("B11", value, LIMIT_MS, "ms", Peer("nobody publishes one", None))
    show(Report("session", [row], [bar]), as_json=given.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
