"""A rehearsal on its stage: the virtual room with the engines and voices that its file names."""

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from hearback.audio.files import read_sound
from hearback.audio.pcm import Pcm
from hearback.audio.room import Room
from hearback.commands import engines
from hearback.config import Config, with_flags
from hearback.core.intents import words_of
from hearback.core.program import Prompts
from hearback.core.session import Session
from hearback.ears import Ears
from hearback.engines.bank import SpotterBank
from hearback.engines.base import AnswerRecognizer, Recognizer, Synthesizer
from hearback.errors import ConfigError, EngineError
from hearback.rehearsal.file import Clips, Rehearsal
from hearback.rehearsal.people import People
from hearback.rehearsal.report import Report
from hearback.rehearsal.sound import RATE_WPM, SoundWorld, Speak

FIXTURE_VOICES = ("flite:slt", "flite:rms", "flite:awb", "flite:kal16")
"""The voices of `fixtures/audio`, for people to whom the file gives none."""
SUBSTITUTES = ("espeak:en-us+f3", "espeak:en-gb+m3", "espeak:en-us+f5", "espeak:en-gb+m7")
"""In their place where flite is not on the machine."""


TAKES_WPM = (140, 155, 172)
"""How fast each person says the safe word when they teach it."""


def staged(rehearsal: Rehearsal, session: Session, prompts: Prompts, *, is_recording: bool) -> SoundWorld:
    """Return the world of sound for this rehearsal; raises ConfigError or EngineError for what it can not have."""
    spec = rehearsal.room
    noise = _noise(spec.noise)
    room = Room(
        echo_db=spec.echo_db,
        noise=noise,
        noise_snr_db=spec.noise_snr_db,
        seed=rehearsal.seed,
        is_recording=is_recording,
    )
    config = Config()
    voice = engines.synthesizer(config)
    world = SoundWorld(
        People(rehearsal.people, rehearsal.say),
        Report(session),
        room,
        _voices(rehearsal),
        lambda text, keep: voice.render(text, config.rate_wpm, keep=keep),
    )
    recognizer, answers = _recognizers(rehearsal, room, prompts)
    detector = engines.detector(config)
    bank = _bank(rehearsal.safe_word, world.voices)
    canceller = engines.canceller(bank)
    if canceller is not None:
        room.loudspeaker.on_played = canceller.played
    world.hear_with(
        lambda jobs: Ears(
            detector=detector,
            recognizer=recognizer,
            answers=answers,
            jobs=jobs,
            bank=bank,
            canceller=canceller,
            duck=room.loudspeaker.duck,
        )
    )
    if not recognizer.reads_back:
        session.context.read_back = "voice"
    return world


def _bank(safe_word: str | None, voices: Mapping[str, Speak]) -> SpotterBank | None:
    """Return the spotters of the word, after everyone has taught it."""
    if safe_word is None:
        return None
    takes = [speak(safe_word, rate_wpm=rate) for speak in voices.values() for rate in TAKES_WPM]
    return engines.bank(safe_word, engines.learned(takes))


def _noise(path: Path | None) -> Pcm | None:
    try:
        return None if path is None else read_sound(path)
    except ConfigError as error:
        raise ConfigError(f"room: noise: {error}") from None


def _recognizers(rehearsal: Rehearsal, room: Room, prompts: Prompts) -> tuple[Recognizer, AnswerRecognizer]:
    name = rehearsal.room.recognizer
    if name == "script":
        from hearback.engines.answers_script import ScriptAnswers
        from hearback.engines.recognizer_script import ScriptRecognizer

        return ScriptRecognizer(room.said), ScriptAnswers(room.said, engines.answer_phrases(prompts))
    config = with_flags(Config(), recognizer=name, people=rehearsal.people)
    return engines.recognizer(config), engines.answers(prompts)


def _voices(rehearsal: Rehearsal) -> dict[str, Speak]:
    return {name: _voice(rehearsal, at, name) for at, name in enumerate(rehearsal.people)}


def _voice(rehearsal: Rehearsal, at: int, name: str) -> Speak:
    named = rehearsal.voices.get(name)
    if isinstance(named, Clips):
        return _clips(rehearsal, name, named.clips, _default(at))
    return _default(at) if named is None else _synthetic(named, f"voices: {name}")


def _default(at: int) -> Speak:
    try:
        return _synthetic(FIXTURE_VOICES[at % len(FIXTURE_VOICES)], "voices")
    except ConfigError:
        return _synthetic(SUBSTITUTES[at % len(SUBSTITUTES)], "voices")


def _synthetic(named: str, key: str) -> Speak:
    """Return the voice that "flite:slt" or "espeak:en-gb+m3" names; raises ConfigError for one that is not here."""
    program, _, voice = named.partition(":")
    try:
        return partial(_synthesizer(program, voice, key).render, rate_wpm=RATE_WPM)
    except EngineError as error:
        raise ConfigError(f"{key}: {error}") from None


def _synthesizer(program: str, voice: str, key: str) -> Synthesizer:
    if program == "flite":
        from hearback.engines.synthesizer_flite import FliteSynthesizer

        return FliteSynthesizer(voice or "slt")
    if program in ("espeak", "espeak-ng"):
        from hearback.engines.synthesizer_espeak import EspeakSynthesizer

        return EspeakSynthesizer(voice or "en-us")
    raise ConfigError(f"{key}: no voice {program!r}; write flite:NAME or espeak:NAME")


def _clips(rehearsal: Rehearsal, name: str, folder: Path, otherwise: Speak) -> Speak:
    """Return a voice made of clips; what people say by themselves may fall back on a synthetic one."""
    sidecars = [path for path in sorted(folder.rglob("*.json")) if path.with_suffix(".wav").exists()]
    clips = {_words(sidecar): sidecar.with_suffix(".wav") for sidecar in sidecars}
    if not clips:
        raise ConfigError(f"voices: {name}: {folder} holds no clips; it needs NAME.wav with NAME.json beside it")
    for say in rehearsal.say:
        for part in say.parts:
            if say.who == name and isinstance(part, str) and part.strip() and words_of(part) not in clips:
                raise ConfigError(f"voices: {name}: no clip in {folder} says {part!r}; add one or change the text")

    def speak(text: str, *, rate_wpm: int = RATE_WPM) -> Pcm:
        path = clips.get(words_of(text))
        return otherwise(text, rate_wpm=rate_wpm) if path is None else read_sound(path)

    return speak


def _words(sidecar: Path) -> tuple[str, ...]:
    try:
        return words_of(json.loads(sidecar.read_text(encoding="utf-8"))["words"])
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        raise ConfigError(f'{sidecar}: is no sidecar; it must hold {{"words": "..."}}') from None
