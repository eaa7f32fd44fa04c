"""`hearback setup`: fetch a Whisper model, once, before the first session."""

import sys
from collections.abc import Callable
from pathlib import Path

from hearback.engines import models


def setup(
    name: str = models.DEFAULT,
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
    place = models.folder(name, where)
    if models.is_complete(place):
        print(f"The model {name} is ready: {place}")
        return 0
    print(
        f"Fetching the speech model {name}: about {models.SIZE_MB[name]} MB from {models.server(endpoint)} to {place}"
    )
    if not yes and not _agreed(ask):
        print("Nothing was fetched. Without a model the check-in replays your own voice instead of reading words back.")
        return 1
    models.fetch(name, where, endpoint)
    print(f"The model {name} is ready: {place}")
    return 0


def _agreed(ask: Callable[[str], str] | None) -> bool:
    if ask is None:
        if not sys.stdin.isatty():
            return True  # nobody to ask: whoever wrote the command line meant it
        ask = input
    return ask("Go on? [Y/n] ").strip().lower() in ("", "y", "yes")
