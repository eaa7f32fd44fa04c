"""From parsed arguments to the subcommand's own file, which is imported only when it runs."""

import argparse
import sys

CONFIG_FLAGS = (
    "program",
    "people",
    "prompts",
    "profile",
    "recognizer",
    "model",
    "detector",
    "synthesizer",
    "voice",
    "rate_wpm",
    "read_back",
    "microphone",
    "loudspeaker",
)
"""The flags that stand over a setting of the same name."""


def _flags(given: argparse.Namespace) -> dict[str, object]:
    return {name: getattr(given, name, None) for name in CONFIG_FLAGS}


def run_listen(given: argparse.Namespace) -> int:
    """Carry out `hearback listen`."""
    if given.trace_speech and given.trace is None:
        print("hearback listen: --trace-speech needs --trace FILE", file=sys.stderr)
        return 2
    from hearback.commands.listen import Wish, listen

    wish = Wish(given.seed, once=given.once, trace=given.trace, trace_speech=given.trace_speech)
    return listen(given.config, _flags(given), wish)


def run_demo(given: argparse.Namespace) -> int:
    """Carry out `hearback demo`."""
    from hearback.commands.demo import demo

    return demo(fast=given.fast, wav=given.wav, json=given.json)


def run_rehearse(given: argparse.Namespace) -> int:
    """Carry out `hearback rehearse`."""
    from hearback.commands.rehearse import rehearse

    return rehearse(given.file, text=given.text, json=given.json, wav=given.wav)


def run_setup(given: argparse.Namespace) -> int:
    """Carry out `hearback setup`."""
    from hearback.commands.setup import setup

    return setup(yes=given.yes) if given.model is None else setup(given.model, yes=given.yes)


def run_setup_word(given: argparse.Namespace) -> int:
    """Carry out `hearback setup word`."""
    from hearback.commands.setup_word import WordWish, forget, setup_word

    if given.forget:
        return forget()
    wish = WordWish(given.word, given.takes or 3, tuple(given.clips or ()))
    return setup_word(given.config, _flags(given), wish)


def run_doctor(given: argparse.Namespace) -> int:
    """Carry out `hearback doctor`."""
    from hearback.commands.doctor import doctor

    return doctor(given.config, _flags(given), tone=given.tone, json=given.json)


def run_devices(given: argparse.Namespace) -> int:
    """Carry out `hearback devices`."""
    from hearback.commands.devices import devices

    return devices(json=given.json)


def run_prompts(given: argparse.Namespace) -> int:
    """Carry out `hearback prompts check`."""
    from hearback.commands.prompts import check

    return check(given.path)


def run_replay(given: argparse.Namespace) -> int:
    """Carry out `hearback replay`."""
    from hearback.commands.replay import replay

    return replay(given.file, prompts=given.prompts)
