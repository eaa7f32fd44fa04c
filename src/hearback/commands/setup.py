"""`hearback setup`: fetch a Whisper model, once, before the first session."""

import sys
from collections.abc import Callable
from pathlib import Path

from hearback.engines import model_files


def setup(
    name: str = model_files.DEFAULT,
    *,
    yes: bool = False,
    where: Path | None = None,
    endpoint: str | None = None,
    ask: Callable[[str], str] | None = None,
) -> int:
    """Fetch the named model unless it is there; return 0 when it is ready, 1 when the person declined.

    Asks first where there is someone to ask (`ask`, by default the terminal) and `yes` is False. Raises `EngineError`
    when the model can not be fetched.
    """
    place = model_files.folder(name, where)
    if model_files.is_complete(place):
        print(f"The model {name} is ready: {place}")
        return 0
    print(
        f"Fetching the speech model {name}: about {model_files.SIZE_MB[name]} MB "
        f"from {model_files.server(endpoint)} to {place}"
    )
    if not yes and not _agreed(ask):
        print("Nothing was fetched. Without a model the check-in replays your own voice instead of reading words back.")
        return 1
    model_files.fetch(name, where, endpoint)
    print(f"The model {name} is ready: {place}")
    return 0


def _agreed(ask: Callable[[str], str] | None) -> bool:
    if ask is None:
        if not sys.stdin.isatty():
            return True  # nobody to ask: whoever wrote the command line meant it
        ask = input
    return ask("Go on? [Y/n] ").strip().lower() in ("", "y", "yes")
