"""Where a word is taught: it speaks, then listens, and clips stand in for people."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from fakes import FakeLoudspeaker, FakeSynthesizer
from hearback.audio.files import write_wav
from hearback.audio.pcm import RATE_HZ, Pcm, joined, silence
from hearback.audio.tones import tone
from hearback.commands.studio import ClipStudio, LiveStudio
from hearback.errors import ConfigError, DeviceError
from voices import LoudDetector, talk


class ScriptedMicrophone:
    """Hands on its sound when asked to: `give` all of it at once."""

    def __init__(self) -> None:
        self.on_chunk: Callable[[Pcm], None] = lambda _chunk: None
        self.stops = 0

    def start(self, on_chunk: Callable[[Pcm], None]) -> None:
        """Open."""
        self.on_chunk = on_chunk

    def stop(self) -> None:
        """Close."""
        self.stops += 1

    def give(self, sound: Pcm) -> None:
        """Hand the sound on in 20 ms chunks."""
        for start in range(0, len(sound), 320):
            self.on_chunk(sound[start : start + 320])


class AnsweringLoudspeaker(FakeLoudspeaker):
    """Lets somebody talk when the tone has been played."""

    def __init__(self, microphone: ScriptedMicrophone, answer: Pcm) -> None:
        super().__init__()
        self._microphone, self._answer = microphone, answer

    def answer(self, shown: str) -> None:
        """Talk when the screen says that we listen."""
        if "listening" in shown:
            self._microphone.give(self._answer)


def studio(answer: Pcm) -> tuple[LiveStudio, ScriptedMicrophone, AnsweringLoudspeaker, list[str]]:
    """Return a room in which that answer is given whenever we listen, its devices and its screen."""
    microphone, screen = ScriptedMicrophone(), list[str]()
    loudspeaker = AnsweringLoudspeaker(microphone, answer)

    def show(text: str) -> None:
        screen.append(text)
        loudspeaker.answer(text)

    live = LiveStudio(microphone, loudspeaker, LoudDetector(), (FakeSynthesizer(), 155), show)
    return live, microphone, loudspeaker, screen


def test_what_is_said_is_heard_and_shown() -> None:
    """The line is played whole before it goes on, at the chosen pace."""
    live, microphone, loudspeaker, screen = studio(silence(0))
    with live:
        live.say("Hello.")
    assert screen == ["Hello."]
    assert [len(played) for played in loudspeaker.played] == [len("Hello.")]
    assert loudspeaker.played[0][0] == 155
    assert microphone.stops == 1
    assert not loudspeaker.is_alive


def test_a_take_comes_after_the_tone() -> None:
    """The tone is played, our own echo is left out, and the talk after it is given back."""
    live, _, loudspeaker, _ = studio(joined([talk(0.25), silence(1.0), talk(0.6), silence(2.0)]))
    with live:
        heard = live.hear("Ana", "take")
    assert np.array_equal(loudspeaker.played[0], tone("floor_open"))
    assert heard.is_over
    assert heard.voiced_s == pytest.approx(0.6, abs=0.07)
    assert heard.begins_s == pytest.approx(0.95, abs=0.07)


def test_without_a_loudspeaker_everything_is_on_the_screen() -> None:
    """It says so, and listens all the same."""
    live, _, loudspeaker, screen = studio(joined([silence(1.0), talk(0.6), silence(2.0)]))
    loudspeaker.refuses = True
    with live:
        live.say("Hello.")
        assert live.hear("Ana", "take").is_over
    assert loudspeaker.played == []
    assert "no loudspeaker" in screen[0]
    assert "Hello." in screen


def test_a_microphone_that_falls_silent_is_told() -> None:
    """Nobody waits for ever for a microphone that was unplugged."""
    live, _, _, _ = studio(silence(1.0))
    live.patience_s = 0.01
    with live, pytest.raises(DeviceError, match="hearback doctor"):
        live.hear("Ana", "take")


def folder(place: Path, **clips: Pcm) -> Path:
    """Return a person's folder of clips; "_" in a name is "-"."""
    place.mkdir()
    for name, sound in clips.items():
        write_wav(place / f"{name.replace('_', '-')}.wav", sound)
    return place


def test_clips_stand_in_for_people(tmp_path: Path) -> None:
    """Takes come in the order of their names, the yes is the answer, and the rest together is the reading."""
    ana = folder(
        tmp_path / "ana", safe_word_1=talk(0.4), safe_word_2=talk(0.9), yes=talk(0.5), one=talk(2.0), two=talk(3.0)
    )
    screen: list[str] = []
    clips = ClipStudio({"Ana": ana}, LoudDetector(), screen.append)
    assert clips.takes() == 2
    assert [round(clips.hear("Ana", "take").voiced_s, 1) for _ in range(2)] == [0.4, 0.9]
    assert clips.hear("Ana", "answer").voiced_s == pytest.approx(0.5, abs=0.07)
    assert clips.hear("Ana", "reading").voiced_s == pytest.approx(5.5, abs=0.1)
    with pytest.raises(ConfigError, match="safe-word"):
        clips.hear("Ana", "take")
    clips.say("Hello.")
    assert screen == ["Hello."]


@pytest.mark.parametrize("left_out", ["safe_word", "yes", "other"])
def test_missing_clips_are_named(left_out: str, tmp_path: Path) -> None:
    """Before anything is asked."""
    names = {"safe_word", "yes", "other"} - {left_out}
    place = folder(tmp_path / "ana", **dict.fromkeys(names, talk(0.1)))
    with pytest.raises(ConfigError, match="is missing"):
        ClipStudio({"Ana": place}, LoudDetector(), print)


def test_a_clip_is_heard_in_a_room(tmp_path: Path) -> None:
    """Around it is the faint noise that every room has, never digital silence."""
    place = folder(tmp_path / "ana", safe_word=talk(0.5), yes=talk(0.5), other=talk(0.5))
    sound = ClipStudio({"Ana": place}, LoudDetector(), print).hear("Ana", "take").sound
    assert np.count_nonzero(sound[: RATE_HZ // 10]) > RATE_HZ // 20
