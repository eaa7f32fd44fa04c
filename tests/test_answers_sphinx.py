"""Short answers are heard, and nobody gets words put in their mouth."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from hearback.audio.files import read_sound
from hearback.audio.pcm import Pcm, silence
from hearback.engines.answers_sphinx import NOTHING, Fit, SphinxAnswers

PHRASES = {
    "yes": ["yes", "yes please", "that's right"],
    "no": ["no", "no thanks", "not quite"],
    "done": ["done", "I'm done", "that's all"],
    "repeat": ["repeat", "say that again"],
    "start": ["start a check-in", "let's start a check in"],
}
pytestmark = pytest.mark.slow
needs_flite = pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed")


@pytest.fixture(scope="module")
def answers() -> SphinxAnswers:
    """Load the recognizer once."""
    return SphinxAnswers(PHRASES)


def say(text: str, place: Path, voice: str = "rms") -> Pcm:
    """Speak the text with a synthetic voice, with a little silence and room noise around it."""
    path = place / "said.wav"
    subprocess.run(["flite", "-voice", voice, "-t", text, "-o", path], check=True, capture_output=True)
    said, _ = sf.read(path, dtype="int16")
    whole = np.concatenate([silence(0.3), said, silence(0.4)]).astype(np.float64)
    return (whole + np.random.default_rng(0).normal(0, 10, len(whole))).astype(np.int16)


def listen(answers: SphinxAnswers, sound: Pcm, *expects: str) -> str | None:
    """Feed a whole turn in chunks of 20 ms and return the phrase."""
    answers.begin(0.0, expects)
    for at in range(0, len(sound), 320):
        answers.feed(sound[at : at + 320])
    heard = answers.answer()
    return heard.text if heard else None


@needs_flite
@pytest.mark.parametrize("voice", ["rms", "slt"])
@pytest.mark.parametrize("text", ["yes", "no", "I'm done", "say that again", "let's start a check in"])
def test_an_answer_is_heard(answers: SphinxAnswers, tmp_path: Path, text: str, voice: str) -> None:
    """A phrase said by itself comes back as it was given."""
    assert listen(answers, say(text, tmp_path, voice)) == text


@needs_flite
@pytest.mark.parametrize(
    "text",
    [
        "I felt alone on Sunday.",
        "Yes, but I wanted to go home.",
        "When the dishes pile up I feel tired.",
        "She told me that it was done by my mother.",
    ],
)
def test_a_sentence_is_no_answer(answers: SphinxAnswers, tmp_path: Path, text: str) -> None:
    """Speech that only contains such words, or none of them, is not forced into the grammar."""
    assert listen(answers, say(text, tmp_path)) is None


@needs_flite
def test_only_what_is_expected_is_heard(answers: SphinxAnswers, tmp_path: Path) -> None:
    """The same sound is an answer where it can be meant, and none where it can not."""
    yes = say("yes", tmp_path)
    assert listen(answers, yes, "yes", "no") == "yes"
    assert listen(answers, yes, "repeat", "done") is None
    assert listen(answers, yes, "of another program") is None


@needs_flite
@pytest.mark.parametrize("text", ["yes", "no"])
def test_yes_is_never_no(answers: SphinxAnswers, tmp_path: Path, text: str) -> None:
    """In noise an answer may be missed, but not turned around."""
    said = say(text, tmp_path).astype(np.float64)
    level = np.sqrt(np.mean(said**2))
    for seed in range(5):
        noise = np.random.default_rng(seed).normal(0, level / 4, len(said))
        assert listen(answers, (said + noise).astype(np.int16), "yes", "no") in (text, None)


@needs_flite
def test_it_can_be_asked_while_the_turn_goes_on(answers: SphinxAnswers, tmp_path: Path) -> None:
    """An answer stops being one when the person goes on talking."""
    answers.begin(0.0)
    answers.feed(say("no", tmp_path))
    first = answers.answer()
    assert first is not None
    assert first.text == "no"
    assert answers.answer() == first
    answers.feed(say("one called me yesterday", tmp_path))
    assert answers.answer() is None


@needs_flite
def test_a_new_turn_forgets_the_last(answers: SphinxAnswers, tmp_path: Path) -> None:
    """What was fed before `begin` has no part in the next answer."""
    assert listen(answers, say("yes", tmp_path)) == "yes"
    answers.begin(9.0)
    assert answers.answer() is None


def test_unknown_words_are_named_and_spelled() -> None:
    """A word that is in no dictionary is pronounced as spelled, and can be asked for."""
    assert SphinxAnswers({"yes": ["yes", "mm-hm"], "go": ["blorptag"]}).guessed == ("blorptag", "mmhm")


@pytest.mark.slow
@pytest.mark.parametrize("who", ["ana", "ben", "dan", "eli"])
@pytest.mark.parametrize("word", ["yes", "no"])
def test_an_answer_is_heard_over_a_pure_hum(who: str, word: str) -> None:
    """A microphone without any noise of its own but a faint hum is no reason not to understand."""
    clip = Path(__file__).parents[1] / "fixtures" / "audio" / who / f"{word}.wav"
    sound = np.concatenate((silence(0.3), read_sound(clip), silence(0.4)))
    hum = np.rint(3 * np.sin(2 * np.pi * 150 * np.arange(len(sound)) / 16_000)).astype(np.int16)
    answers = SphinxAnswers({"yes": ["yes", "yeah"], "no": ["no", "nope"], "pass": ["pass"], "pause": ["pause"]})
    answers.begin(0.0, ("yes", "no", "pass", "pause"))
    answers.feed(sound + hum)
    heard = answers.answer()
    assert heard is not None
    assert heard.text in {"yes": ("yes", "yeah"), "no": ("no", "nope")}[word]


@pytest.mark.parametrize(
    ("meaning", "against_phones", "lead", "is_sure"),
    [
        ("yes", 0.5, 15.0, True),
        ("yes", 0.5, 5.0, False),
        ("yes", -0.8, 60.0, True),
        ("no", -0.83, 21.0, False),
        ("yes", -1.2, 90.0, False),
        (NOTHING, 2.0, 90.0, False),
    ],
)
def test_an_answer_is_sure_or_none(meaning: str, against_phones: float, lead: float, is_sure: bool) -> None:
    """It must mean something, fit, and lead over other meanings; a poor fit needs a longer lead."""
    assert Fit("words", meaning, against_phones, lead).is_sure(-1.0) == is_sure
