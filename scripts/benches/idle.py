"""B8 and B9: what waiting for "start a check-in" costs, and how much memory the app takes.

B8 is the share of one core while the room is quiet: the real runner, ears and session with a microphone that gives a
soft noise in real time; and `hearback listen` as a whole, on the streams of a private PulseAudio. The bar is on the
larger of the two. Beside us a keyword engine that listens all the time, as most assistants do: PocketSphinx.

B9 is the memory of the whole app with a Whisper model of `base.en`'s size, after it heard a statement. Beside us
faster-whisper alone with `small.en`, which assistants on a computer at home often use.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Timer
from time import process_time

from frame import ROOT, Bar, Cell, Peer, Report, arguments, show
from props import engines

sys.path.insert(0, str(ROOT / "tests"))
from pulse_room import PulseRoom, missing_programs  # the room lives with the tests

CPU_LIMIT = 4.0
MEMORY_LIMIT_MB = 700.0
SECONDS = 20.0
SETTLING_S = 3.0
PATIENCE_S = 60.0
READY_WORDS = "start a check-in"
"""What `listen` prints when its microphone runs."""
KEYPHRASE = "start a check in"
SMALL_MB = 1477.0
"""Published for faster-whisper small (SPEECH 1, B9)."""
CHILD = Path(__file__).parent / "props" / "waiting_app.py"


def child(*words: str) -> list[float]:
    """Return the figures that the app in a process of its own prints. Raises CalledProcessError."""
    ran = subprocess.run([sys.executable, str(CHILD), *words], check=True, stdout=subprocess.PIPE, text=True)
    return [float(word) for word in ran.stdout.split()]


def used_s(process: int) -> float:
    """Return how much processor time a process has used, in seconds (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def listen_percent(seconds: float) -> float | None:
    """Return what `hearback listen` takes of a core while nobody talks; None where there is no PulseAudio."""
    if missing_programs() or not Path("/proc/self/stat").is_file():
        return None
    with tempfile.TemporaryDirectory() as home, PulseRoom() as room:
        listen = subprocess.Popen(
            [str(Path(sys.executable).with_name("hearback")), "listen"],
            env=room.env | {"HOME": home, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        patience = Timer(PATIENCE_S + seconds, listen.kill)
        patience.start()
        try:
            return _share(listen, seconds)
        finally:
            patience.cancel()
            listen.terminate()
            listen.wait()


def _share(listen: "subprocess.Popen[str]", seconds: float) -> float | None:
    assert listen.stdout is not None
    if not any(READY_WORDS in line for line in listen.stdout):
        return None
    never = Event()
    never.wait(SETTLING_S)
    before_s = used_s(listen.pid)
    never.wait(seconds)
    return 100 * (used_s(listen.pid) - before_s) / seconds if listen.poll() is None else None


def keyword_percent() -> float:
    """Return what a keyword engine that always listens takes of a core, by the time it needs for ten seconds."""
    from pocketsphinx import Decoder

    decoder = Decoder(keyphrase=KEYPHRASE, kws_threshold=1e-20, loglevel="FATAL")
    sound = engines.room_tone(1)
    started = process_time()
    decoder.start_utt()
    for first in range(0, len(sound), 320):
        decoder.process_raw(sound[first : first + 320].tobytes())
    decoder.end_utt()
    return 100 * (process_time() - started) / (len(sound) / 16_000)


def memory(*, is_quick: bool) -> tuple[list[dict[str, Cell]], Bar]:
    """Return the rows and the bar for memory; a quick run makes no small model."""
    size = "tiny.en" if is_quick else "base.en"
    now_mb, most_mb = child("hear", size)
    rows: list[dict[str, Cell]] = [
        {"case": f"the whole app, {size} int8", "MB": now_mb, "most MB": most_mb},
        {"case": "faster-whisper small, published", "MB": SMALL_MB},
    ]
    peer = Peer("faster-whisper small, published", SMALL_MB)
    if not is_quick:
        small_mb, small_most_mb = child("bare", "small.en")
        rows.append({"case": "faster-whisper alone, small.en int8", "MB": small_mb, "most MB": small_most_mb})
        peer = Peer("faster-whisper alone, small.en int8", small_mb)
    return rows, Bar(f"B9 memory, {size}", now_mb, MEMORY_LIMIT_MB, "MB", peer)


def main(argv: Sequence[str]) -> int:
    """Measure and show."""
    given = arguments("idle", argv, quick)
    seconds = 2.0 if given.quick else SECONDS
    parts = 100 * child("wait", str(seconds))[0]
    whole = listen_percent(seconds)
    keyword = keyword_percent()
    rows: list[dict[str, Cell]] = [
        {"case": "waiting, microphone of room noise", "% of a core": parts},
        {"case": "waiting, hearback listen on PulseAudio streams", "% of a core": whole},
        {"case": "PocketSphinx keyphrase, always listening", "% of a core": keyword},
    ]
    waiting = Bar(
        "B8 waiting", max(parts, whole or 0.0), CPU_LIMIT, "% of a core", Peer("PocketSphinx keyphrase", keyword)
    )
    memory_rows, bar = memory(is_quick=given.quick)
    show(Report("idle", [*rows, *memory_rows], [waiting, bar]), as_json=given.json)
    return 0


def quick(parser: argparse.ArgumentParser) -> None:
    """Add the flag for short runs."""
    parser.add_argument("--quick", action="store_true", help="short runs and a tiny model: shows that it runs")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
