"""The app in a process of its own, for the idle bench: `python waiting_app.py wait SECONDS | hear SIZE | bare SIZE`.

- wait: the real runner, ears and session wait for "start a check-in" in a quiet room; prints the share of a core.
- hear: the whole app with a Whisper model loaded, after it heard a statement; prints its memory in MB.
- bare: faster-whisper alone with a model of that size, after it transcribed the same clip; prints its memory in MB.
"""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic, process_time

sys.path.insert(0, str(Path(__file__).parents[1]))

from hearback.audio.pcm import RATE_HZ, Clip, Pcm, silence
from hearback.commands import engines as chosen
from hearback.commands import listen as _listen  # noqa: F401 -- what the command imports is part of its memory
from hearback.config import Config
from hearback.core.effects import Effect, Finish, Listen
from hearback.core.events import ControlPressed, Event
from hearback.ears import Ears, Job
from hearback.engines.base import Recognizer
from hearback.engines.recognizer_sphinx import SphinxRecognizer
from hearback.loop import run
from hearback.runner.hearing import Jobs
from hearback.runner.shell import Parts, Runner
from props import engines, speech

CHUNK = 320
SETTLING_S = 3.0
"""Not measured: imports, the first frames, the threads' first steps."""


class RoomMicrophone:
    """Gives the sound of a quiet room, a chunk of 20 ms every 20 ms."""

    def __init__(self) -> None:
        self._room = engines.room_tone(1)
        self._closed = threading.Event()

    def start(self, on_chunk: Callable[[Pcm], None]) -> None:
        """Begin to record."""
        threading.Thread(target=self._record, args=(on_chunk,), daemon=True).start()

    def stop(self) -> None:
        """End."""
        self._closed.set()

    def _record(self, on_chunk: Callable[[Pcm], None]) -> None:
        begun, at = monotonic(), 0
        while not self._closed.wait(max(0.0, begun + at / RATE_HZ - monotonic())):
            on_chunk(self._room.take(range(at, at + CHUNK), mode="wrap"))
            at += CHUNK


class NoLoudspeaker:
    """Takes no time to say nothing."""

    is_alive = True

    def start(self) -> None:
        """Open."""

    def close(self) -> None:
        """Close."""

    def stop(self) -> None:
        """Be silent."""

    def play(self, pcm: Pcm, on_start: Callable[[], None], on_end: Callable[[], None]) -> None:  # noqa: ARG002 -- it is not heard
        """Begin and end at once."""
        on_start()
        on_end()


def ears(recognizer: Recognizer, jobs: Callable[[Job], None]) -> Ears:
    """Return the ears as `hearback listen` makes them."""
    answers = chosen.answers(engines.prompts())
    return Ears(detector=chosen.detector(Config()), recognizer=recognizer, answers=answers, jobs=jobs)


def waiting_share(seconds: float) -> float:
    """Return the share of one core that waiting takes, 0-1."""
    jobs, used = Jobs(), list[float]()
    parts = Parts(
        RoomMicrophone(), NoLoudspeaker(), ears(SphinxRecognizer(), jobs.put), jobs, engines.voice(), lambda: None
    )
    with Runner(parts) as runner:
        begin = threading.Timer(SETTLING_S, lambda: used.append(process_time()))
        end = threading.Timer(SETTLING_S + seconds, lambda: _end(used, runner))
        begin.start()
        end.start()
        run(_Waits(), runner)
    return (used[1] - used[0]) / seconds


def _end(used: list[float], runner: Runner) -> None:
    used.append(process_time())
    runner.post(ControlPressed("end"))


class _Waits:
    """The session that waits, until it is told that it was long enough."""

    def __init__(self) -> None:
        self._session = engines.session()
        self.deadline: float | None = 0.0

    def handle(self, event: Event, now: float) -> list[Effect]:
        """Hand events on; a key ends it."""
        if event == ControlPressed("end"):
            return [Finish("nobody started", completed=False)]
        effects = self._session.handle(event, now)
        self.deadline = self._session.deadline
        return effects


def memory_mb(field: str = "VmRSS") -> float:
    """Return what this process takes now (`VmRSS`) or took at most (`VmHWM`), in MB. Linux only; else the most."""
    status = Path("/proc/self/status")
    if not status.is_file():
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # bytes, on macOS
    line = next(line for line in status.read_text().splitlines() if line.startswith(field))
    return int(line.split()[1]) * 1024 / 1e6


def hear(size: str) -> None:
    """Hear a statement with everything loaded."""
    jobs: list[Job] = []
    app = ears(engines.whisper(size), jobs.append)
    app.listen(Listen("floor", "Ana", "talk", "reflect.speak"))
    said = speech.fixture("ana", "statement-1").sound
    heard = []
    for sound in (silence(1.0), said, silence(1.5)):
        noisy = sound + engines.room_tone(2)[: len(sound)]
        for first in range(0, len(noisy), CHUNK):
            heard += app.hear(noisy[first : first + CHUNK])
    engines.voice()
    heard += [event for job in jobs for event in app.recognize(job)]
    if not any(type(event).__name__ == "TurnHeard" for event in heard):
        raise RuntimeError("the statement was not heard")


def main() -> None:
    """Do what was asked and print one figure or two."""
    what, how = sys.argv[1:]
    if what == "wait":
        print(waiting_share(float(how)))
        return
    if what == "hear":
        hear(how)
    else:
        engines.whisper(how).transcribe(Clip(speech.fixture("ana", "statement-1").sound))
    print(memory_mb(), memory_mb("VmHWM"))


if __name__ == "__main__":
    main()
