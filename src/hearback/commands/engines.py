"""Which engines a configuration means: the only place where concrete ones are picked.

`auto` means Whisper where its model is ready, else the embedded recognizer; espeak-ng on Linux, pyttsx3 on macOS and
Windows. Each function raises EngineError with the line that mends it.
"""

import sys
from collections.abc import Sequence

from hearback.audio.echo import EchoCanceller
from hearback.audio.pcm import Pcm
from hearback.config import Config
from hearback.core.intents import INTENTS
from hearback.core.program import Prompts
from hearback.engines import model_files
from hearback.engines.bank import Make, SpotterBank
from hearback.engines.base import AnswerRecognizer, Detector, Recognizer
from hearback.engines.learned_word import LearnedWord
from hearback.engines.rendered import Rendered
from hearback.errors import EngineError


def detector(config: Config) -> Detector:
    """Return the detector the config names."""
    if config.detector == "webrtc":
        from hearback.engines.detector_webrtc import WebrtcDetector

        return WebrtcDetector()
    from hearback.engines.detector_silero import SileroDetector

    return SileroDetector()


def recognizer_name(config: Config) -> str:
    """Return "whisper" or "sphinx", `auto` resolved by whether the model is on this machine."""
    if config.recognizer == "auto":
        return "whisper" if model_files.is_ready(config.model) else "sphinx"
    return config.recognizer


def recognizer(config: Config) -> Recognizer:
    """Return the recognizer the config means."""
    if recognizer_name(config) == "sphinx":
        from hearback.engines.recognizer_sphinx import SphinxRecognizer

        return SphinxRecognizer()
    if not model_files.is_ready(config.model):
        raise EngineError(
            f"the model {config.model} is not on this machine; run: hearback setup --model {config.model}"
        )
    from hearback.engines.recognizer_whisper import WhisperRecognizer

    return WhisperRecognizer(model_files.folder(config.model), language=config.language, hints=config.people)


def answer_phrases(prompts: Prompts) -> dict[str, tuple[str, ...]]:
    """Return the wordings of every intent, for an answer recognizer."""
    return {intent: prompts.wordings[intent] for intent in INTENTS}


def answers(prompts: Prompts) -> AnswerRecognizer:
    """Return what follows short answers in the wordings of these prompts."""
    from hearback.engines.answers_sphinx import SphinxAnswers

    return SphinxAnswers(answer_phrases(prompts))


def canceller(bank: SpotterBank | None) -> EchoCanceller | None:
    """Return what takes our voice out of the microphone, for this bank too.

    None where it is missing: nobody is heard while we speak.
    """
    try:
        return EchoCanceller(with_linear=bank is not None)
    except EngineError:
        return None


def bank(safe_word: str | None, learned: LearnedWord | None = None) -> SpotterBank | None:
    """Return all that listens for the safe word, as typed and as learned; None where there is no word.

    "pause" and "stop the session" are not in it: they count only as a turn of their own, which the ears know.
    """
    makes: list[Make] = []
    singles: list[Make] = []
    if learned is not None:
        from hearback.engines.embedding import Embedder
        from hearback.engines.spotter_learned import LearnedSpotter

        embedder = Embedder()
        makes.append(lambda: LearnedSpotter(learned, embedder))
    if safe_word is not None:
        from hearback.engines.spotter_sphinx import SphinxSpotter

        # Beside a learned word the typed one is the weaker and by far the dearer member.
        (singles if makes else makes).append(lambda: SphinxSpotter([safe_word]))
    return SpotterBank(makes, singles) if makes else None


def learned(takes: Sequence[Pcm]) -> LearnedWord:
    """Return the word that these takes say, learned at once and kept nowhere."""
    from hearback.engines.background import shipped
    from hearback.engines.embedding import Embedder
    from hearback.engines.learning import learn

    return learn(takes, background=shipped(), embedder=Embedder())


def synthesizer_name(config: Config) -> str:
    """Return "espeak-ng" or "pyttsx3", `auto` resolved by the platform (SPEECH 2)."""
    if config.synthesizer == "auto":
        return "pyttsx3" if sys.platform in ("darwin", "win32") else "espeak-ng"
    return config.synthesizer


def synthesizer(config: Config) -> Rendered:
    """Return the voice the config means, with a memory for fixed lines."""
    if synthesizer_name(config) == "pyttsx3":
        from hearback.engines.synthesizer_pyttsx3 import Pyttsx3Synthesizer

        return Rendered(Pyttsx3Synthesizer(config.voice or ""), config.voice or "")
    from hearback.engines.synthesizer_espeak import EspeakSynthesizer

    voice = config.voice or "en-us"
    return Rendered(EspeakSynthesizer(voice), voice)
