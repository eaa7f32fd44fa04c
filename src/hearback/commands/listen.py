"""`hearback listen`: wait for "start a check-in" and hold it, again and again."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from secrets import randbelow

from hearback.audio.devices import list_devices, refresh
from hearback.audio.loudspeaker import Loudspeaker
from hearback.audio.microphone import Microphone
from hearback.commands import engines
from hearback.commands.door import Door
from hearback.commands.kept_word import offered, with_kept_word
from hearback.commands.setup_word import WordWish, setup_word
from hearback.commands.who import with_people
from hearback.config import Config, config_path, load, prompt_folders, with_flags
from hearback.core.context import ReadBack
from hearback.core.effects import Effect
from hearback.core.events import EngineFailed, Event
from hearback.core.program import Program, Prompts
from hearback.core.session import Session
from hearback.core.view import view
from hearback.display import Display
from hearback.ears import Ears
from hearback.engines.base import Recognizer
from hearback.engines.learned_word import LearnedWord
from hearback.errors import DeviceError, EngineError
from hearback.loop import run
from hearback.prompts import check_safe_word, load_program
from hearback.prompts import load as load_prompts
from hearback.runner.hearing import Jobs
from hearback.runner.keys import LEGEND, Keys
from hearback.runner.shell import Manner, Parts, Runner
from hearback.trace import Cast, Header, Trace


@dataclass(frozen=True, slots=True)
class Wish:
    """What this one run is to do."""

    seed: int | None = None
    once: bool = False
    trace: Path | None = None
    trace_speech: bool = False


@dataclass(frozen=True, slots=True)
class Evening:
    """What every session of this run is made of."""

    config: Config
    program: Program
    prompts: Prompts
    reads_back: bool
    """The recognizer's words are good enough to be read back."""

    def session(self, seed: int) -> Session:
        """Return a new session that waits for a start."""
        return Session(
            self.program,
            self.prompts,
            self.config.people,
            seed=seed,
            safe_word=self.config.safe_word,
            profile=self.config.profile,
            read_back=self._read_back,
        )

    def header(self, seed: int) -> Header:
        """Return what a trace says about that session."""
        config = self.config
        return Header(
            config.program, config.people, seed, config.profile, self._read_back, config.safe_word is not None
        )

    @property
    def _read_back(self) -> ReadBack:
        is_guesswork = self.config.read_back == "words" and not self.reads_back
        return "voice" if is_guesswork else self.config.read_back


def listen(config_file: Path | None, flags: Mapping[str, object], wish: Wish) -> int:
    """Hold sessions until Ctrl-C, or one with `wish.once`; return the exit code.

    With no microphone it says so in one line and plays the demo. Everything is checked before the first session: raises
    ConfigError, ProgramError, EngineError and DeviceError.
    """
    path = config_path(config_file)
    config = with_flags(load(path), **flags)
    prompts = load_prompts(prompt_folders(config))
    program = load_program(config.program, prompts)
    config, learned = with_kept_word(config, _say)
    check_safe_word(config.safe_word, prompts)
    missing = _no_microphone()
    if missing:
        return _play_demo(missing)
    is_first = not config.people and config.safe_word is None and sys.stdin.isatty()
    config = with_people(config, path, input if sys.stdin.isatty() else None, _say)
    if is_first and offered(input, lambda: setup_word(config_file, flags, WordWish()), _say):
        config, learned = with_kept_word(config, _say)
    recognizer = engines.recognizer(config)
    _say(_told(config, reads_back=recognizer.reads_back))
    parts = _parts(config, prompts, recognizer, learned)
    evening = Evening(config, program, prompts, recognizer.reads_back)
    return hold(Runner(parts, Manner(config.rate_wpm, tones=config.tones)), evening, wish)


def _parts(config: Config, prompts: Prompts, recognizer: Recognizer, learned: LearnedWord | None) -> Parts:
    """Return devices, ears and voice; the ears know what the loudspeaker plays."""
    jobs = Jobs()
    loudspeaker = Loudspeaker(config.loudspeaker)
    bank = engines.bank(config.safe_word, learned)
    canceller = engines.canceller(bank)
    if canceller is None:
        _say("echo cancellation is missing: while we speak only the safe word is heard; run: hearback doctor")
    else:
        loudspeaker.on_played = canceller.played
    ears = Ears(
        detector=engines.detector(config),
        recognizer=recognizer,
        answers=engines.answers(prompts),
        jobs=jobs.put,
        bank=bank,
        canceller=canceller,
        duck=loudspeaker.duck,
    )
    return Parts(Microphone(config.microphone), loudspeaker, ears, jobs, engines.synthesizer(config), refresh)


def hold(runner: Runner, evening: Evening, wish: Wish) -> int:
    """Hold the evening's sessions on this shell; 0 unless the ears died."""
    with ExitStack() as stack:
        trace = stack.enter_context(Trace(wish.trace, speech=wish.trace_speech)) if wish.trace else None
        shell = stack.enter_context(runner)
        display = stack.enter_context(Display())
        if stack.enter_context(Keys(runner.post)).are_there:
            display.note(LEGEND)
        seed = randbelow(1 << 16) if wish.seed is None else wish.seed
        while True:
            watching = _Watching(evening.session(seed), display, trace)
            if trace:
                people, word = evening.config.people, evening.config.safe_word
                trace.begin(evening.header(seed), Cast(people, word, evening.prompts.intents(people)))
            run(watching.session, Door(shell, watching.is_waiting, display.note), watching.watch)
            if watching.is_deaf:
                raise EngineError("the check-in ended because nobody could be heard any more; run: hearback doctor")
            if wish.once:
                return 0
            seed += 1


@dataclass(slots=True)
class _Watching:
    """Shows and traces one session."""

    session: Session
    display: Display
    trace: Trace | None
    is_deaf: bool = False

    def is_waiting(self) -> bool:
        """Return whether nobody has started yet."""
        return view(self.session).state == "waiting"

    def watch(self, event: Event | None, effects: Sequence[Effect], now: float) -> None:
        """Take one step."""
        self.is_deaf = self.is_deaf or (isinstance(event, EngineFailed) and event.engine == "detector")
        if self.trace:
            self.trace.watch(event, effects, now)
        self.display.show(event, effects, view(self.session))


def _no_microphone() -> str | None:
    """Return why there is no microphone at all, or None when there is one."""
    try:
        return None if any(device.inputs for device in list_devices()) else "there is no microphone"
    except DeviceError as error:
        return str(error)


def _play_demo(missing: str) -> int:
    _say(f"{missing}; this is the demo instead.")
    from hearback.commands.demo import demo

    return demo(fast=False, wav=None, json=False)


def _told(config: Config, *, reads_back: bool) -> str:
    """Return which recognizer hears, and what follows from that."""
    if reads_back:
        return f"Words are heard by Whisper ({config.model})."
    return (
        "Words are heard by the embedded recognizer, so reflections are replayed in your own voice; "
        "`hearback setup` fetches a model that can read them back."
    )


def _say(text: str) -> None:
    print(f"hearback: {text}", file=sys.stderr)
