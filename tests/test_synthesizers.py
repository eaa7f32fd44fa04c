"""One contract for every voice: it speaks, at our rate and level, whatever the words are; and it never hangs."""

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hearback.audio.pcm import Pcm, seconds
from hearback.engines.base import Synthesizer
from hearback.engines.spoken import LEVEL_DBFS
from hearback.engines.synthesizer_espeak import EspeakSynthesizer, espeak_speed
from hearback.engines.synthesizer_flite import FliteSynthesizer
from hearback.engines.synthesizer_pyttsx3 import Pyttsx3Synthesizer
from hearback.errors import EngineError

Build = Callable[[str, float], Synthesizer]
"""Makes a synthesizer of a program of the test's own and a time limit."""

LINES = (
    "Welcome back. Tonight each of you has the floor for a while, and the other one gives back what they heard.",
    "There is no hurry, and nothing is kept unless everyone says yes.",
    "Did Ben hear that right? You can say yes, partly, or no.",
)
needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs espeak-ng; scripts/test installs it")
pytestmark = [pytest.mark.slow, needs_espeak]


def level_dbfs(pcm: Pcm) -> float:
    """Return the level of the voiced 20 ms frames."""
    power = np.mean(pcm[: len(pcm) // 320 * 320].reshape(-1, 320).astype(float) ** 2, axis=1) / 32_768**2
    return float(10 * np.log10(power[power > power.max() / 100].mean()))


@pytest.fixture(scope="module", params=[EspeakSynthesizer, Pyttsx3Synthesizer])
def voice(request: pytest.FixtureRequest) -> Synthesizer:
    """Give each voice in turn."""
    return request.param()


@pytest.fixture(params=["espeak", "pyttsx3"])
def build(request: pytest.FixtureRequest) -> Build:
    """Give each synthesizer with its program still to be chosen."""
    if request.param == "espeak":
        return lambda program, limit_s: EspeakSynthesizer(program=program, limit_s=limit_s)
    return lambda program, limit_s: Pyttsx3Synthesizer(child=(program,), limit_s=limit_s)


def program(folder: Path, code: str) -> str:
    """Return a program of that shell code."""
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{code}\n", encoding="utf-8")
    path.chmod(0o700)
    return str(path)


def test_it_speaks_in_our_format_and_level(voice: Synthesizer) -> None:
    """A line comes as int16 at the level that the tones are set against, unclipped, with no silence around it."""
    pcm = voice.render(LINES[0], 155)
    assert pcm.dtype == np.int16
    assert pcm.ndim == 1
    assert level_dbfs(pcm) == pytest.approx(LEVEL_DBFS, abs=1.0)
    assert np.abs(pcm).max() < 32_000
    assert np.abs(pcm[:640]).max() > 50
    assert np.abs(pcm[-640:]).max() > 50


@pytest.mark.parametrize("rate_wpm", [120, 155, 200])
def test_a_rate_is_what_it_says(voice: Synthesizer, rate_wpm: int) -> None:
    """Asked for 120, 155 or 200 words a minute, our lines take that long, within a tenth."""
    spoken_s = sum(seconds(voice.render(line, rate_wpm)) for line in LINES)
    words = sum(len(line.split()) for line in LINES)
    assert words / spoken_s * 60 == pytest.approx(rate_wpm, rel=0.1)


def test_longer_text_is_longer(voice: Synthesizer) -> None:
    """Every added sentence is spoken, also after a line break."""
    one, two = voice.render(LINES[1], 155), voice.render(f"{LINES[1]}\n\n{LINES[1]}", 155)
    assert len(two) > 1.9 * len(one)


@pytest.mark.parametrize(
    "text",
    [
        'I felt "alone", and I didn\'t know',
        "-h is how this line starts",
        "--version and <b>this</b> & that </speak>",
        "Zoë and Łukasz walked — slowly…",
        "$(reboot) `id` ; %s {0} and a \\ backslash",
        "a bell \x07, a zero \x00, and a \x01100s command",
        "[[h@loU]] is what I said",
        "half of a letter: \ud83d and on",
    ],
)
def test_no_text_is_an_order(voice: Synthesizer, text: str) -> None:
    """Quotes, markup, leading dashes, control characters and broken letters are spoken like any line."""
    assert seconds(voice.render(text, 155)) > 0.8


def test_markup_is_not_lost(voice: Synthesizer) -> None:
    """What a person said between angle brackets is not swallowed as a tag."""
    assert len(voice.render("we went <b>to the sea</b> today", 155)) >= len(voice.render("we went today", 155)) * 1.4


@pytest.mark.parametrize("text", ["", "   ", "...", "\x01"])
def test_nothing_to_say_is_a_moment_of_silence(voice: Synthesizer, text: str) -> None:
    """Text without letters is silence and no error."""
    pcm = voice.render(text, 155)
    assert len(pcm) > 0
    assert not pcm.any()


def test_a_program_that_hangs_is_ended(build: Build, tmp_path: Path) -> None:
    """A voice that does not answer costs its time limit and no more; the error does not repeat the words."""
    begun = time.monotonic()
    with pytest.raises(EngineError, match="did not answer in time") as caught:
        build(program(tmp_path, "exec sleep 60"), 0.2)
    assert time.monotonic() - begun < 2
    assert "ready" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("code", ["exit 3", "kill -9 $$", "cat", "true", "head -c 2000 /dev/zero"])
def test_a_program_that_fails_is_an_engine_error(build: Build, tmp_path: Path, code: str) -> None:
    """A voice that dies, answers nonsense or answers nothing raises our error."""
    with pytest.raises(EngineError):
        build(program(tmp_path, code), 5.0)


def test_a_missing_program_says_what_to_type(build: Build) -> None:
    """Without the program the error is the line that installs it."""
    with pytest.raises(EngineError, match="apt-get install espeak-ng"):
        build("/nowhere/speaks", 5.0)


def test_an_unknown_voice_is_named() -> None:
    """A voice that espeak-ng does not have is refused before a session, with the way to find one."""
    with pytest.raises(EngineError, match=r"'klingon-xx'.*espeak-ng --voices"):
        EspeakSynthesizer("klingon-xx")


def test_words_are_on_no_command_line(build: Build, tmp_path: Path) -> None:
    """The program's arguments, which every user can read, hold no word of the line."""
    seen = tmp_path / "seen"
    with pytest.raises(EngineError):
        build(program(tmp_path, f'echo "$0" "$@" > {seen}; env >> {seen}'), 5.0)
    assert "ready" not in seen.read_text(encoding="utf-8")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory files are Linux's")
def test_pyttsx3_leaves_nothing_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While and after pyttsx3 speaks, no sound is in the temporary folder."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code = f'"{sys.executable}" -m hearback.engines.pyttsx3_child; ls -R "{tmp_path}" >> "$0.seen"'
    speaker = Pyttsx3Synthesizer(child=(program(tmp_path, code),))
    assert len(speaker.render(LINES[1], 155)) > 16_000
    assert ".wav" not in (tmp_path / "program.seen").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["program", "program.seen"]


def test_the_speed_is_within_what_espeak_takes() -> None:
    """Very slow rates do not fall under espeak's lowest speed."""
    assert espeak_speed(20) == 80
    assert espeak_speed(155) == 134


@pytest.mark.skipif(shutil.which("flite") is None, reason="needs flite; scripts/test installs it")
def test_flite_speaks_for_the_people_of_a_rehearsal() -> None:
    """It speaks at the rate it is asked for, longer texts longer, odd texts too, and names its voices."""
    voice = FliteSynthesizer("rms")
    usual, slow = voice.render(LINES[0], 155), voice.render(LINES[0], 120)
    assert seconds(slow) > seconds(usual) * 1.15
    assert seconds(usual) > seconds(voice.render(LINES[2], 155)) > 1
    assert level_dbfs(usual) == pytest.approx(LEVEL_DBFS, abs=2)
    assert all(len(voice.render(text, 155)) for text in ("-t", "...", 'He said "so".', "\u00e9t\u00e9"))
    with pytest.raises(EngineError, match=r"it has: .*slt"):
        FliteSynthesizer("nobody")
