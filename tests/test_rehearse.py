"""`hearback rehearse`: the contract that other people drive, by text and by sound."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from hearback.audio.files import read_sound, write_wav
from hearback.audio.pcm import seconds, silence
from hearback.commands.rehearse import rehearse
from hearback.errors import ConfigError

needs_flite = pytest.mark.skipif(shutil.which("flite") is None, reason="needs flite; scripts/test installs it")

SHORT = """\
title = "Short"
minutes = 2
[[stage]]
kind = "arrive"
names = false
[[stage]]
kind = "reflect"
want = false
word = false
[[stage]]
kind = "close"
questions = []
"""


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Write a rehearsal file beside a short program, and return its path."""
    (tmp_path / "short.toml").write_text(SHORT)

    def wrote(text: str, people: str = '["Ana", "Ben"]', program: str = "short.toml") -> Path:
        path = tmp_path / "rehearsal.toml"
        path.write_text(f'people = {people}\nprogram = "{program}"\nsafe_word = "lighthouse"\n{text}')
        return path

    return wrote


def held(path: Path, capsys: pytest.CaptureFixture[str], *, text: bool = False, wav: Path | None = None) -> Any:
    """Rehearse the file and return the report on the last line."""
    capsys.readouterr()
    assert rehearse(path, text=text, json=True, wav=wav) == 0
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.mark.slow
@needs_flite
def test_the_safe_word_over_a_prompt_in_sound_is_one_pause(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Taught first and called over our own voice as loud as it was played: one pause, and silence within 0.4 s."""
    say = """
[room]
echo_db = 0
recognizer = "script"
[[say]]
who = "Ana"
when = "prompt"
nth = 4
after_s = 0.6
text = "lighthouse"
"""
    report = held(write(say), capsys)
    (pause,) = report["pauses"]
    assert pause["silent_at"] - pause["said_until"] <= 0.4
    assert not any("lighthouse" in line["text"] for line in report["spoken"])


def test_the_report_has_every_part_of_the_contract(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever reads the last line finds each key, with the fields that were promised."""
    report = held(write(""), capsys, text=True)
    outcome = {"finished", "ended", "duration_s", "stages", "errors", "unsaid", "kept", "pauses"}
    assert outcome | {"spoken", "heard", "floors", "reflections"} <= set(report)
    assert report["finished"] is True
    assert report["ended"] == "done"
    assert report["stages"] == ["arrive", "listening", "close"]
    assert report["kept"] == []
    assert set(report["spoken"][0]) == {"at", "until", "line", "text"}
    assert set(report["heard"][0]) == {"who", "at", "until", "said", "text"}
    assert set(report["floors"][0]) == {"holder", "from", "until", "ended_by"}
    assert set(report["reflections"][0]) == {"speaker", "listener", "tries", "verdict", "read_back"}


def test_captions_come_without_json(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """A person sees who said what, and how it ended."""
    assert rehearse(write(""), text=True) == 0
    shown = capsys.readouterr().out
    assert "Ana: Start a check-in." in shown
    assert "Hearback:" in shown
    assert "Ended: done" in shown


def test_text_makes_no_sound_file(write: Any, tmp_path: Path) -> None:
    """A text rehearsal can not be written as sound, and says so."""
    with pytest.raises(ConfigError, match="--wav"):
        rehearse(write(""), text=True, wav=tmp_path / "out.wav")


def test_an_unknown_program_names_the_file(write: Any) -> None:
    """The sentence begins with the file and proposes a program that there is."""
    path = write("", program="quik")
    with pytest.raises(ConfigError, match=r"rehearsal\.toml: program: .*did you mean quick") as caught:
        rehearse(path, text=True)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("word", ["microphone", "...", "thank you"])
def test_a_safe_word_that_we_would_say_is_refused(write: Any, word: str) -> None:
    """A word that stands in a line of ours, or that nobody can hear, is no safe word."""
    path = write("")
    path.write_text(path.read_text().replace("lighthouse", word))
    with pytest.raises(ConfigError, match=r"safe_word: .*choose a"):
        rehearse(path, text=True)


@needs_flite
@pytest.mark.slow
def test_a_scripted_sound_session_reads_the_reflection_back(
    write: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Through voices, echo, ears and turns the listener's own words come back, and the sound file holds the session."""
    wav = tmp_path / "out.wav"
    said = "I hear you say that Sunday was lonely for you."
    path = write(
        '[room]\nrecognizer = "script"\necho_db = 0\n'
        f'[[say]]\nwho = "Ben"\nwhen = "reflect"\ntext = "{said}"\n'
        '[[say]]\nwho = "Ana"\nwhen = "floor"\n'
        'text = ["I felt alone on Sunday.", 3.5, "I did not know how to say it."]\n'
    )
    report = held(path, capsys, wav=wav)
    assert report["finished"] is True
    assert report["errors"] == []
    assert report["unsaid"] == []
    reflection = next(row for row in report["reflections"] if row["speaker"] == "Ana")
    assert reflection["read_back"].lower().strip(" .") == said.lower().strip(" .")
    floor = next(row for row in report["floors"] if row["holder"] == "Ana")
    last = max(row["until"] for row in report["heard"] if "how to say it" in row["said"])
    assert floor["until"] > last
    assert abs(seconds(read_sound(wav)) - report["duration_s"]) < 3


@needs_flite
@pytest.mark.slow
def test_the_embedded_recognizer_replays_the_listener(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Without words that can be trusted the listener's own voice is played again, and the session is complete."""
    report = held(write("seed = 1\n"), capsys)
    assert report["finished"] is True
    lines = [row["line"] for row in report["spoken"]]
    assert "replay" in lines
    assert "read-back" not in lines
    assert all(row["read_back"] is None for row in report["reflections"])


@needs_flite
@pytest.mark.slow
def test_clips_speak_for_a_person(write: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A folder of clips is a voice; a text of the file that no clip says is named."""
    clips = Path(__file__).parents[1] / "fixtures" / "audio" / "ben"
    report = held(write(f'[room]\nrecognizer = "script"\n[voices]\nBen = {{clips = "{clips}"}}\n'), capsys)
    assert report["finished"] is True
    say = '[[say]]\nwho = "Ben"\nwhen = "floor"\ntext = "Nobody recorded this."\n'
    with pytest.raises(ConfigError, match="Nobody recorded this"):
        rehearse(write(f'[voices]\nBen = {{clips = "{clips}"}}\n{say}'))
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(ConfigError, match="holds no clips"):
        rehearse(write(f'[voices]\nBen = {{clips = "{empty}"}}\n'))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[voices]\nAna = "flite:nobody"\n', "voices: Ana"),
        ('[voices]\nAna = "festival:ked"\n', "write flite:NAME or espeak:NAME"),
        ('[room]\nnoise = "broken.wav"\n', "broken.wav"),
    ],
)
@needs_flite
def test_what_the_room_can_not_have_is_one_sentence(write: Any, tmp_path: Path, text: str, words: str) -> None:
    """A voice or a sound file that is not there is named with the file, in one line."""
    (tmp_path / "broken.wav").write_bytes(b"RIFF this is no sound")
    path = write(text)
    with pytest.raises(ConfigError) as caught:
        rehearse(path)
    assert str(caught.value).startswith(str(path))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@needs_flite
@pytest.mark.slow
def test_noise_starts_nothing(write: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A noisy room in which nobody says a word stays as it is, and nobody started."""
    noise = tmp_path / "noise.wav"
    write_wav(noise, silence(1.0) + 5)
    path = write(f'[room]\nnoise = "{noise}"\n[[say]]\nwho = "Ana"\nwhen = "waiting"\ntext = ""\n')
    report = held(path, capsys)
    assert report["ended"] == "nobody started"
    assert report["finished"] is False
    assert 120 <= report["duration_s"] < 130
