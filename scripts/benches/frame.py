"""The frame that every bench shares: rows and bars in, a table or one JSON object out.

A bench is a module here with `main(argv) -> int`. It measures, then hands a `Report` to `show`. A bar that is
missed is shown as missed and changes no exit code: a bench reports, it does not judge.
"""

import argparse
import json
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]

Cell = str | float | bool | None


@dataclass(frozen=True, slots=True)
class Peer:
    """Who is measured, or was published, beside us."""

    name: str
    value: float | None
    """In the bar's unit; None where the peer is not on this machine or publishes no figure."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One budget and what was measured for it."""

    bar: str
    """Its name in the list of budgets, such as "B10 help"."""
    value: float | None
    """None where it could not be measured; a row says why."""
    limit: float
    unit: str
    peer: Peer
    ok: bool = field(init=False)

    def __post_init__(self) -> None:
        """Compare: at most the limit is good."""
        object.__setattr__(self, "ok", self.value is not None and self.value <= self.limit)


@dataclass(frozen=True, slots=True)
class Report:
    """What a bench found: one row per case, one bar per budget."""

    bench: str
    rows: list[dict[str, Cell]]
    bars: list[Bar]


def arguments(
    bench: str, argv: Sequence[str], extra: Callable[[argparse.ArgumentParser], None] | None = None
) -> argparse.Namespace:
    """Return the parsed command line; `json` is always there, `extra` adds a bench's own flags."""
    parser = argparse.ArgumentParser(prog=f"scripts/bench {bench}")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line")
    if extra is not None:
        extra(parser)
    return parser.parse_args(argv)


def show(report: Report, *, as_json: bool) -> None:
    """Print the report: tables for people, or one line of JSON."""
    if as_json:
        print(json.dumps(asdict(report)))
        return
    console = Console()
    if report.rows:
        columns = list(dict.fromkeys(key for row in report.rows for key in row))
        console.print(table(report.bench, columns, [[row.get(column) for column in columns] for row in report.rows]))
    bars = [[b.bar, b.value, b.limit, b.unit, "yes" if b.ok else "no", b.peer.name, b.peer.value] for b in report.bars]
    console.print(table("bars", ["bar", "value", "limit", "unit", "ok", "peer", "its value"], bars))


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Table:
    """Return a table for the terminal."""
    shown = Table(*columns, title=title, title_justify="left")
    for row in rows:
        shown.add_row(*(text_of(cell) for cell in row))
    return shown


def text_of(cell: Cell) -> str:
    """Return a cell as people read it: three figures, a dash for nothing."""
    if cell is None:
        return "-"
    return f"{cell:.3g}" if isinstance(cell, float) and abs(cell) < 1000 else str(cell)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile (`share` 0-1): a value that really occurred."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def timed_s(work: Callable[[], object], times: int) -> list[float]:
    """Return how long the work took, in seconds, each time."""
    taken_s = []
    for _ in range(times):
        started = perf_counter()
        work()
        taken_s.append(perf_counter() - started)
    return taken_s


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)
