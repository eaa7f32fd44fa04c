"""The contract of every recognizer, and of every answer recognizer."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hearback.audio.pcm import Clip, Pcm, silence
from hearback.engines.answers_script import ScriptAnswers
from hearback.engines.answers_sphinx import SphinxAnswers
from hearback.engines.base import AnswerRecognizer, HeardText, Recognizer
from hearback.engines.recognizer_script import ScriptRecognizer
from hearback.engines.recognizer_sphinx import SphinxRecognizer
from hearback.engines.recognizer_whisper import WhisperRecognizer

SCRIPT = Path(__file__).parents[1] / "scripts" / "tools" / "make_random_model.py"
PHRASES = {"yes": ["yes", "yes please"], "no": ["no", "no thanks"]}


def whisper(folder: Path) -> Recognizer:
    """Make Whisper with a random model."""
    subprocess.run([sys.executable, SCRIPT, folder, "--size", "tiny.en"], check=True, capture_output=True)
    return WhisperRecognizer(folder, max_tokens_per_s=4)


RECOGNIZERS: list[Callable[[Path], Recognizer]] = [
    pytest.param(whisper, marks=pytest.mark.slow, id="whisper"),
    pytest.param(lambda _: SphinxRecognizer(), marks=pytest.mark.slow, id="sphinx"),
    pytest.param(lambda _: ScriptRecognizer(lambda start, until: f"from {start} until {until}"), id="script"),
]
ANSWERS: list[Callable[[], AnswerRecognizer]] = [
    pytest.param(lambda: SphinxAnswers(PHRASES), marks=pytest.mark.slow, id="sphinx"),
    pytest.param(lambda: ScriptAnswers(lambda _start, _until: "", PHRASES), id="script"),
]


def noise(seconds: float) -> Pcm:
    """Return sound with something in it."""
    return (np.random.default_rng(0).standard_normal(round(seconds * 16_000)) * 1000).astype(np.int16)


@pytest.mark.parametrize("make", RECOGNIZERS)
def test_a_recognizer_keeps_its_contract(make: Callable[[Path], Recognizer], tmp_path: Path) -> None:
    """Any clip gives a text and a confidence of 0-1, again and again, and the clip is left as it was."""
    recognizer = make(tmp_path)
    assert isinstance(recognizer.reads_back, bool)
    for sound in (noise(0.3), silence(1.0), noise(2.0), silence(0.0)):
        before = sound.copy()
        heard = recognizer.transcribe(Clip(sound, start_s=3.0))
        assert isinstance(heard.text, str)
        assert 0.0 <= heard.confidence <= 1.0
        assert np.array_equal(sound, before)


@pytest.mark.parametrize("make", ANSWERS)
def test_an_answer_recognizer_invents_nothing(make: Callable[[], AnswerRecognizer]) -> None:
    """Nothing, silence, noise and long turns are no answer, at whatever moment it is asked."""
    recognizer = make()
    for turn in ([], [silence(1.0)], [noise(0.02), silence(0.5)], [noise(0.5)] * 3, [noise(1.0)] * 6):
        recognizer.begin(2.0)
        assert recognizer.answer() is None
        for chunk in turn:
            recognizer.feed(chunk)
            assert recognizer.answer() is None


def test_the_script_hears_what_was_said_while_the_clip_lasted() -> None:
    """The script is asked for exactly the clip's stretch of stream time, and is believed."""
    recognizer = ScriptRecognizer(lambda start, until: f"{start} {until}")
    assert recognizer.transcribe(Clip(silence(1.5), start_s=2.0)) == HeardText("2.0 3.5", 1.0)
    assert ScriptRecognizer(lambda _start, _until: "").transcribe(Clip(silence(1.0))) == HeardText("", 0.0)


def test_the_script_answers_only_what_is_expected() -> None:
    """A phrase of an intent that is not expected is no answer; one phrase may mean several intents."""
    recognizer = ScriptAnswers(lambda _start, _until: "Yes.", {**PHRASES, "back": ["yes"]})
    heard: dict[tuple[str, ...], HeardText | None] = {}
    for expects in ((), ("yes", "no"), ("no", "back"), ("no",), ("nothing like it",)):
        recognizer.begin(2.0, expects)
        recognizer.feed(silence(0.5))
        heard[expects] = recognizer.answer()
    assert [expects for expects in heard if heard[expects] is None] == [("no",), ("nothing like it",)]


def test_the_script_answers_whole_phrases_only() -> None:
    """A phrase counts once all of the turn is that phrase, whatever its case and punctuation."""
    said = [(2.3, "Yes,"), (2.6, "please."), (5.0, "No, he said"), (5.4, "nothing.")]
    recognizer = ScriptAnswers(lambda a, b: " ".join(word for at, word in said if a <= at < b), PHRASES)
    recognizer.begin(2.0)
    recognizer.feed(silence(0.2))
    assert recognizer.answer() is None
    recognizer.feed(silence(0.2))
    assert recognizer.answer() == HeardText("yes", 1.0)
    recognizer.feed(silence(0.4))
    assert recognizer.answer() == HeardText("yes please", 1.0)
    recognizer.begin(5.0)
    recognizer.feed(silence(1.0))
    assert recognizer.answer() is None
