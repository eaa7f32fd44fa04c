"""Which engines a configuration means: the only place where concrete ones are picked.

`auto` means Whisper where its model is ready, else the embedded recognizer; espeak-ng on Linux, pyttsx3 on macOS and
Windows. Each function raises EngineError with the line that mends it.
"""

import sys

from hearback.config import Config
from hearback.core.intents import INTENTS
from hearback.core.program import Prompts
from hearback.engines import model_files
from hearback.engines.base import AnswerRecognizer, Detector, Recognizer
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
