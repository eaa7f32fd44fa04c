"""Arguments in, exit code out.

0 done; 1 something the user can mend, in one line on standard error; 2 wrong usage; 3 unexpected, with the path of a
file that describes it; 130 interrupted, after the session's devices were closed.
"""

import os
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from types import FrameType

from hearback.commands.arguments import parser
from hearback.errors import HearbackError


def main(argv: Sequence[str] | None = None, commands: ArgumentParser | None = None) -> int:
    """Carry out one command line (`commands`: the parser to read it with) and return its exit code."""
    try:
        code = _dispatch(commands or parser(), argv)
        sys.stdout.flush()
    except HearbackError as error:
        return _say(1, " ".join(str(error).split()))
    except KeyboardInterrupt:
        return _say(130, "")
    except BrokenPipeError:
        # Whoever read us has left. Point standard output away, or its flush at exit complains.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except Exception as error:  # noqa: BLE001 -- the one place where anything at all may arrive
        return _unexpected(error)
    return code


def entry() -> None:
    """Start from the console script."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without our symbols is no error
    signal.signal(signal.SIGTERM, _interrupted)
    sys.exit(main())


def _dispatch(commands: ArgumentParser, argv: Sequence[str] | None) -> int:
    try:
        given = commands.parse_args(argv)
    except SystemExit as leaving:  # argparse has spoken already: 0 after --help, 2 for wrong usage
        return leaving.code if isinstance(leaving.code, int) else 2
    if given.version:
        from importlib.metadata import version

        print("hearback", version("hearback"))  # noqa: T201
        return 0
    if given.command is None:
        commands.print_usage(sys.stderr)
        return _say(2, "name a command; `hearback --help` lists them")
    code: int = given.run(given)
    return code


def _interrupted(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(code: int, text: str) -> int:
    print(f"hearback: {text}" if text else "", file=sys.stderr)  # noqa: T201
    return code


def _unexpected(error: Exception) -> int:
    from hearback.commands import crash

    try:
        left = f"what happened is in {crash.keep(error)}"
    except OSError:
        left = f"what happened:\n{crash.described(error)}"
    return _say(3, f"something went wrong that should not have; {left}")


if __name__ == "__main__":
    entry()
