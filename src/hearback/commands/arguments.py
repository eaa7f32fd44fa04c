"""The command line: every subcommand with its flags, its examples, and the file that carries it out.

Only the standard library is imported here; a subcommand's own file is imported when it runs, so `--help` stays quick
(budget B10: 0.25 s).
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hearback.commands import dispatch

Run = Callable[[argparse.Namespace], int]

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 -- it has no public name

ABOUT = """Hearback holds a check-in with you: it reads the prompts, keeps the turns, and gives back what was heard.
Everything stays on this machine. It is a practice tool, not therapy."""

EXAMPLES = """examples:
  hearback listen                     wait for "start a check-in" and hold it
  hearback demo --fast                a whole check-in between made-up people, in a minute
  hearback doctor                     is everything here that a check-in needs?
  hearback COMMAND --help             the flags of a command, with examples"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; the chosen subcommand's `run` is in its result."""
    whole = argparse.ArgumentParser(
        prog="hearback", description=ABOUT, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    whole.add_argument("--version", action="store_true", help="print the version")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    for add in COMMANDS.values():
        add(commands)
    return whole


def _add(commands: "Commands", name: str, run: Run, about: str, examples: str) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name,
        help=about,
        description=about[0].upper() + about[1:] + ".",
        epilog="examples:\n" + "\n".join("  " + line for line in examples.splitlines()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=run)
    return command


def _config_flags(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--config", type=Path, metavar="FILE", help="settings from this file (else HEARBACK_CONFIG, else your own)")
    add("--prompts", type=Path, metavar="FOLDER", help="your own prompts; their lines win over the shipped ones")
    add("--profile", choices=("guided", "patient"), help="how long silences may grow")
    add("--recognizer", choices=("auto", "whisper", "sphinx"), help="what turns speech into words")
    add("--model", metavar="NAME", help="the Whisper model, such as base.en")
    add("--detector", choices=("silero", "webrtc"), help="what tells speech from other sound")
    add("--synthesizer", choices=("auto", "espeak-ng", "pyttsx3"), help="what makes our voice")
    add("--voice", metavar="NAME", help="the synthesizer's name of a voice")
    add("--rate-wpm", type=int, metavar="N", help="words a minute, 120-200")
    add("--read-back", choices=("words", "voice", "off"), help="how a reflection is repeated")
    add("--microphone", metavar="NAME", help="as `hearback devices` prints it")
    add("--loudspeaker", metavar="NAME", help="as `hearback devices` prints it")


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="one JSON object as the last line of standard output")


def _wav(command: argparse.ArgumentParser) -> None:
    command.add_argument("--wav", type=Path, metavar="OUT.wav", help="write what the room heard to this file")


def _add_listen(commands: "Commands") -> None:
    listen = _add(
        commands,
        "listen",
        dispatch.run_listen,
        'wait for "start a check-in" and hold it, until Ctrl-C',
        "hearback listen\n"
        "hearback listen --person Ana --person Ben --program quick\n"
        "hearback listen --once --trace it.jsonl",
    )
    listen.add_argument("--program", metavar="NAME|FILE", help="the program to follow")
    listen.add_argument("--person", action="append", metavar="NAME", dest="people", help="who is here, once per person")
    listen.add_argument("--seed", type=int, metavar="N", help="makes the choice of lines repeatable")
    listen.add_argument("--once", action="store_true", help="leave after one check-in")
    listen.add_argument("--trace", type=Path, metavar="FILE", help="keep events and effects; speech only as its length")
    listen.add_argument("--trace-speech", action="store_true", help="let the trace hold what was said, too")
    _config_flags(listen)


def _add_demo(commands: "Commands") -> None:
    demo = _add(
        commands,
        "demo",
        dispatch.run_demo,
        "play a whole check-in between made-up people; needs no microphone",
        "hearback demo\nhearback demo --fast\nhearback demo --fast --wav check-in.wav",
    )
    demo.add_argument("--fast", action="store_true", help="in virtual time and without playing it")
    _wav(demo)
    _json(demo)


def _add_rehearse(commands: "Commands") -> None:
    rehearse = _add(
        commands,
        "rehearse",
        dispatch.run_rehearse,
        "run a session from a rehearsal file in the virtual room",
        "hearback rehearse evening.toml --text\nhearback rehearse evening.toml --json --wav evening.wav",
    )
    rehearse.add_argument("file", type=Path, metavar="FILE.toml")
    rehearse.add_argument("--text", action="store_true", help="without sound: words go in as words")
    _json(rehearse)
    _wav(rehearse)


def _add_setup(commands: "Commands") -> None:
    setup = _add(
        commands,
        "setup",
        dispatch.run_setup,
        "fetch the Whisper model (the only command that uses the network), or choose the safe word",
        "hearback setup\nhearback setup --model small.en --yes\nhearback setup word",
    )
    setup.add_argument("--model", metavar="NAME", help="the Whisper model, such as base.en")
    setup.add_argument("--yes", action="store_true", help="do not ask before fetching")
    _add_setup_word(setup.add_subparsers(title="more", metavar="WHAT"))


def _add_setup_word(things: "Commands") -> None:
    word = _add(
        things,
        "word",
        dispatch.run_setup_word,
        "choose the safe word and teach it with your voices, or forget it",
        "hearback setup word\nhearback setup word --word WORD --takes 5\nhearback setup word --forget",
    )
    word.add_argument("--word", help="the word; left out: you are asked for it")
    word.add_argument("--takes", type=int, choices=(3, 4, 5), metavar="N", help="how often each says it: 3, 4 or 5")
    word.add_argument("--forget", action="store_true", help="remove the learned word and its key")
    word.add_argument("--clips", type=Path, nargs="+", metavar="FOLDER", help="recordings instead of the microphone")
    word.add_argument("--person", action="append", metavar="NAME", dest="people", help="who is here, once per person")
    _config_flags(word)


def _add_doctor(commands: "Commands") -> None:
    doctor = _add(
        commands,
        "doctor",
        dispatch.run_doctor,
        "try microphone, loudspeaker, models and voices, and say how to mend what is wrong",
        "hearback doctor\nhearback doctor --tone\nhearback doctor --json",
    )
    doctor.add_argument("--tone", action="store_true", help="play a tone on the loudspeaker")
    _json(doctor)
    _config_flags(doctor)


def _add_devices(commands: "Commands") -> None:
    devices = _add(
        commands,
        "devices",
        dispatch.run_devices,
        "list microphones and loudspeakers by the names the settings take",
        "hearback devices\nhearback devices --json",
    )
    _json(devices)


def _add_prompts(commands: "Commands") -> None:
    prompts = _add(
        commands,
        "prompts",
        dispatch.run_prompts,
        "check prompt files",
        "hearback prompts check\nhearback prompts check my-prompts/en",
    )
    actions = prompts.add_subparsers(title="actions", metavar="ACTION", required=True)
    check = _add(
        actions,
        "check",
        dispatch.run_prompts,
        "report every problem of a prompt file or folder, with its fix",
        "hearback prompts check\nhearback prompts check prompts/en/programs/quick.toml",
    )
    check.add_argument(
        "path", type=Path, nargs="?", metavar="PATH", help="a file or folder; left out: the shipped ones"
    )


def _add_replay(commands: "Commands") -> None:
    replay = _add(
        commands,
        "replay",
        dispatch.run_replay,
        "feed a trace through a session again and compare what it does",
        "hearback replay it.jsonl",
    )
    replay.add_argument("file", type=Path, metavar="FILE")
    replay.add_argument("--prompts", type=Path, metavar="FOLDER", help="the own prompts that the trace was made with")


COMMANDS: dict[str, Callable[["Commands"], None]] = {
    "listen": _add_listen,
    "demo": _add_demo,
    "rehearse": _add_rehearse,
    "setup": _add_setup,
    "doctor": _add_doctor,
    "devices": _add_devices,
    "prompts": _add_prompts,
    "replay": _add_replay,
}
