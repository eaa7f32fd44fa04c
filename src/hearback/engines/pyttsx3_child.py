"""The child of `synthesizer_pyttsx3`: one line in on standard input (JSON), one sound file out on standard output.

pyttsx3 can only write to a file with a name. Where the platform has memory files (Linux) the name is that of one
(`/proc/self/fd/N`), and the sound never touches a disk; elsewhere it is a file in a folder of the parent that only this
user can read and that the parent deletes, also when it kills us.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

STEP_S = 0.01
SETTLED_STEPS = 3


def main() -> None:
    """Speak the one line that comes in."""
    order = json.load(sys.stdin)
    # A parent that was killed can not stop us any more, so we stop ourselves.
    threading.Timer(order["limit_s"], os._exit, [1]).start()
    answer = os.dup(1)
    # pyttsx3 prints to standard output, which is for the sound alone.
    os.dup2(2, 1)
    path = _place(order["folder"])
    engine = _speak(order, path)
    with os.fdopen(answer, "wb") as out:
        out.write(_complete(path))
    # The engine may keep threads that never end; and where it is dropped too early, it loses whole seconds of sound.
    del engine
    os._exit(0)


def _place(folder: str) -> Path:
    if hasattr(os, "memfd_create"):
        return Path(f"/proc/self/fd/{os.memfd_create('line')}")
    return Path(folder) / "line.wav"


def _speak(order: dict[str, Any], path: Path) -> Any:
    import pyttsx3

    engine = pyttsx3.init()
    finished = threading.Event()
    engine.connect("finished-utterance", lambda **_: finished.set())
    if order["voice"]:
        engine.setProperty("voice", order["voice"])
    engine.setProperty("rate", order["rate"])
    engine.save_to_file(order["text"], str(path))
    engine.runAndWait()
    if sys.platform.startswith("linux"):
        # With espeak `runAndWait` only starts the work, in another thread; it says so once the file is written.
        finished.wait()
    return engine


def _complete(path: Path) -> bytes:
    """Return the file once it has stopped growing: other systems may also write after `runAndWait` has returned."""
    sizes: list[int] = []
    while len(sizes) < SETTLED_STEPS or sizes[-1] <= 0 or len(set(sizes[-SETTLED_STEPS:])) > 1:
        time.sleep(STEP_S)
        sizes.append(path.stat().st_size if path.exists() else 0)
    return path.read_bytes()


if __name__ == "__main__":
    main()
