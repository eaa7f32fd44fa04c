"""`hearback setup word`: choose the safe word, teach it with everyone's voice, and keep it by everyone's yes."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from secrets import randbelow

from hearback import word_store
from hearback.audio.devices import list_devices
from hearback.audio.pcm import Pcm
from hearback.commands import engines
from hearback.commands.everyday import everyday
from hearback.commands.lesson import Lesson, Teaching
from hearback.commands.studio import ClipStudio, LiveStudio, Studio
from hearback.commands.who import with_people
from hearback.config import Config, config_path, load, prompt_folders, with_flags
from hearback.core.lines import Lines
from hearback.core.program import Prompts
from hearback.core.safe_word import objections, proposals
from hearback.errors import ConfigError, DeviceError
from hearback.prompts import load as load_prompts
from hearback.word_store import StoredWord

Ask = Callable[[str], str]

KEY_IS = {
    "keyring": "its key is in the system keyring",
    "file": "no system keyring is open, so its key is a file beside it: whoever can read your folder can read both",
}


@dataclass(frozen=True, slots=True)
class WordWish:
    """What this one run is to do."""

    word: str | None = None
    """Left out: asked for in the terminal."""
    takes: int = 3
    """From each person, 3-5."""
    clips: tuple[Path, ...] = ()
    """A folder of recordings for each person, named like the person; they stand in for the microphone."""


def setup_word(config_file: Path | None, flags: Mapping[str, object], wish: WordWish) -> int:
    """Teach the word; 0 when it is kept, 1 when it is not.

    Raises ConfigError, ProgramError, EngineError and DeviceError: no microphone is a DeviceError.
    """
    path = config_path(config_file)
    config = with_flags(load(path), **flags)
    prompts = load_prompts(prompt_folders(config))
    ask = input if sys.stdin.isatty() else None
    with ExitStack() as stack:
        if wish.clips:
            config = with_flags(config, people=tuple(folder.name.title() for folder in wish.clips))
            folders = dict(zip(config.people, wish.clips, strict=True))
            clips = ClipStudio(folders, engines.detector(config), print)
            return _taught(clips, config, prompts, WordWish(wish.word, min(wish.takes, clips.takes())), ask)
        _need_microphone()
        config = with_people(config, path, ask, print)
        return _taught(stack.enter_context(_live(config)), config, prompts, wish, ask)


def forget(place: Path | None = None) -> int:
    """Remove the learned word and say so; 0 also where there was none. Raises ConfigError where that fails."""
    was_there = word_store.forget(place)
    print("The safe word is forgotten, and its key too." if was_there else "No safe word was kept; nothing to forget.")
    return 0


def choose(studio: Studio, lines: Lines, judge: Callable[[str], tuple[list[str], list[str]]], ask: Ask) -> str:
    """Return a word that nothing speaks against; ask in the terminal until there is one.

    `judge` gives what speaks against a word, and better ones. Raises ConfigError where nobody types any more.
    """
    while True:
        studio.say(lines.pick("word.ask").text)
        try:
            word = ask("Safe word: ").strip()
        except EOFError:
            raise ConfigError("no word was typed; give it with --word WORD") from None
        against, better = judge(word)
        if not against:
            return word
        for fault in against:
            studio.show(f"  {fault}")
        studio.say(lines.pick("word.objection").text)
        studio.say(lines.pick("word.better", words=", ".join(better)).text)


def _taught(studio: Studio, config: Config, prompts: Prompts, wish: WordWish, ask: Ask | None) -> int:
    lines = Lines(prompts.lines, randbelow(1 << 16))

    def judge(word: str) -> tuple[list[str], list[str]]:
        around = everyday(prompt_folders(config), prompts, config.people, word)
        return objections(word, prompts, around), proposals(prompts, around, skip=word)

    if wish.word is not None:
        _refuse(*judge(wish.word))
    elif ask is None:
        raise ConfigError("there is no terminal to type the word in; give it with --word WORD")
    studio.say(lines.pick("word.welcome").text)
    studio.say(lines.pick("word.how").text)
    word = choose(studio, lines, judge, ask) if wish.word is None and ask else wish.word or ""
    better = judge(word)[1]
    learned = Lesson(studio, lines, _teaching(config, prompts), config.people, better).hold(wish.takes)
    if learned is None:
        return 1
    _keep(StoredWord(word, config.people, learned), config)
    studio.say(lines.pick("word.kept").text)
    return 0


def _refuse(against: Sequence[str], better: Sequence[str]) -> None:
    if against:
        raise ConfigError(f"--word: {'. '.join(against)}. Good ones are {', '.join(better)}")


def _keep(word: StoredWord, config: Config) -> None:
    where = word_store.save(word)
    print(f"Sealed in {word_store.folder() / word_store.SEALED}; {KEY_IS[where]}.")
    if config.safe_word and config.safe_word.casefold() != word.text.casefold():
        print("Your settings file names another safe_word; the learned one counts. Take that line out.")


def _need_microphone() -> None:
    if not any(device.inputs for device in list_devices()):
        raise DeviceError("there is no microphone; plug one in, and see: hearback devices")


def _live(config: Config) -> LiveStudio:
    from hearback.audio.loudspeaker import Loudspeaker
    from hearback.audio.microphone import Microphone

    voice = (engines.synthesizer(config), config.rate_wpm)
    devices = Microphone(config.microphone), Loudspeaker(config.loudspeaker)
    return LiveStudio(*devices, engines.detector(config), voice, print)


def _teaching(config: Config, prompts: Prompts) -> Teaching:
    """Return the learned spotter's teaching, and the ear for yes and no."""
    from hearback.commands.remembering import Remembering
    from hearback.engines.background import shipped
    from hearback.engines.learned_word import word_from_bytes
    from hearback.engines.learning import learn
    from hearback.engines.spotter_learned import LearnedSpotter

    background, embedder, answers = shipped(), Remembering(), engines.answers(prompts)
    intents = prompts.intents(config.people)

    def learned(takes: Sequence[Pcm], readings: Sequence[Pcm]) -> bytes:
        return learn(takes, background=background, embedder=embedder, readings=readings).to_bytes()

    def means(sound: Pcm) -> str | None:
        answers.begin(0.0, ("yes", "no"))
        answers.feed(sound)
        heard = answers.answer()
        meant = intents.answer(heard.text) if heard else None
        return meant if meant in ("yes", "no") else None

    return Teaching(learned, lambda word: LearnedSpotter(word_from_bytes(word), embedder), means)
