"""What is left of an unexpected failure: a file that helps to mend it and holds no word that was spoken.

Exception texts and local values may hold heard text, so only types, files, lines and function names are written, and
the texts of our own errors, which never hold speech.
"""

import os
import platform
import sys
import time
import traceback
from pathlib import Path

from hearback.errors import HearbackError


def described(error: BaseException) -> str:
    """Return the error and its causes, the oldest first, without any text that we did not write."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = described(cause) + "\nand then\n" if cause is not None else ""
    frames = (
        f"  {frame.f_code.co_filename}:{line} in {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(error.__traceback__)
    )
    text = f": {error}" if isinstance(error, HearbackError) else ""
    return before + "\n".join([f"{type(error).__module__}.{type(error).__qualname__}{text}", *frames])


def keep(error: BaseException, folder: Path | None = None) -> Path:
    """Write the described error to a new file that only its owner can read (mode 0600), and return its path.

    Raises OSError where the folder can not be written.
    """
    if folder is None:
        import platformdirs

        folder = platformdirs.user_log_path("hearback")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(f"python {sys.version.split()[0]} on {platform.platform()}\n{described(error)}\n")
    return path
