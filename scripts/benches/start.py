"""B10: how long `hearback --help` takes, and how long until `hearback listen` is ready to listen.

The first is the median of ten starts, beside a bare Python and beside importing the recognizer alone, which is what a
start costs where heavy imports are not put off. The second runs in a private PulseAudio where there is one, since most
machines that measure have no sound card.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from threading import Timer
from time import perf_counter

from frame import ROOT, Bar, Cell, Peer, Report, arguments, median, show, timed_s

sys.path.insert(0, str(ROOT / "tests"))
from pulse_room import PulseRoom, missing_programs  # the room lives with the tests

HELP_LIMIT_S = 0.25
READY_LIMIT_S = 5.0
PATIENCE_S = 60.0
"""After that it never will."""
STARTS = 10
READY_WORDS = "start a check-in"
"""What `listen` prints when its microphone runs."""


def command_s(command: Sequence[str], times: int) -> float:
    """Return the median time of a command, in seconds. Raises CalledProcessError."""
    return median(timed_s(lambda: subprocess.run(command, check=True, capture_output=True), times))


def ready_s() -> float | None:
    """Return how long `hearback listen` takes until it listens; None where it never does."""
    with tempfile.TemporaryDirectory() as home, nullcontext() if missing_programs() else PulseRoom() as room:
        environment = (room.env if room else dict(os.environ)) | {"HOME": home, "PYTHONUNBUFFERED": "1"}
        started = perf_counter()
        listen = subprocess.Popen(
            [str(Path(sys.executable).with_name("hearback")), "listen"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert listen.stdout is not None
        patience = Timer(PATIENCE_S, listen.kill)
        patience.start()
        ready = any(READY_WORDS in line for line in listen.stdout)
        taken_s = perf_counter() - started
        patience.cancel()
        listen.terminate()
        listen.wait()
    return taken_s if ready else None


def main(argv: Sequence[str]) -> int:
    """Measure and show."""
    given = arguments("start", argv)
    python, hearback = sys.executable, str(Path(sys.executable).with_name("hearback"))
    help_s = command_s([hearback, "--help"], STARTS)
    bare_s = command_s([python, "-c", "pass"], STARTS)
    peer_s = command_s([python, "-c", "import faster_whisper"], 3)
    ready = ready_s()
    rows: list[dict[str, Cell]] = [
        {"case": "hearback --help", "seconds": help_s},
        {"case": "python -c pass", "seconds": bare_s},
        {"case": "import faster_whisper", "seconds": peer_s},
        {"case": "hearback listen, until it listens", "seconds": ready},
    ]
    whisper = Peer("import faster_whisper alone", peer_s)
    bars = [
        Bar("B10 help", help_s, HELP_LIMIT_S, "s", whisper),
        Bar("B10 ready to listen", ready, READY_LIMIT_S, "s", whisper),
    ]
    show(Report("start", rows, bars), as_json=given.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
