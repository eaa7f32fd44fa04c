"""The rehearsal file: each mistake gives one line that names file, key and mend."""

from pathlib import Path

import pytest

from hearback.commands.rehearse import rehearse
from hearback.errors import ConfigError
from hearback.rehearsal.file import load

PEOPLE = 'people = ["Ana", "Ben"]\n'
SAY = '[[say]]\nwho = "Ana"\nwhen = "floor"\ntext = "Hello."\n'

WRONG = {
    "no people": ('program = "quick"\n', ("people", "missing")),
    "empty people": ("people = []\n", ("people",)),
    "a nameless person": ('people = ["Ana", ""]\n', ("people",)),
    "people twice": ('people = ["Ana", "Ana"]\n', ("people", "different")),
    "people no list": ('people = "Ana"\n', ("people",)),
    "unknown top key": (PEOPLE + "sead = 3\n", ("sead", "seed")),
    "unknown room key": (PEOPLE + "[room]\necho = 3\n", ("room", "echo", "echo_db")),
    "unknown say key": (PEOPLE + SAY + "nht = 2\n", ("say 1", "nht", "nth")),
    "unknown voice": (PEOPLE + '[voices]\nZoe = "flite:slt"\n', ("voices", "Zoe", "Ana")),
    "wrong voice": (PEOPLE + "[voices]\nAna = 3\n", ("voices", "Ana")),
    "unknown recognizer": (PEOPLE + '[room]\nrecognizer = "ears"\n', ("room", "recognizer", "sphinx")),
    "unknown program": (PEOPLE + 'program = "quik"\n', ("program", "quik", "quick")),
    "missing program file": (PEOPLE + 'program = "mine.toml"\n', ("program", "mine.toml")),
    "unknown moment": (PEOPLE + SAY.replace("floor", "flor"), ("say 1", "when", "floor")),
    "who not there": (PEOPLE + SAY.replace("Ana", "Zoe"), ("say 1", "who", "Zoe", "Ana")),
    "no text": (PEOPLE + SAY.replace('text = "Hello."\n', ""), ("say 1", "text")),
    "text of the wrong type": (PEOPLE + SAY.replace('"Hello."', "true"), ("say 1", "text")),
    "a negative silence": (PEOPLE + SAY.replace('"Hello."', '["Hello.", -2]'), ("say 1", "text")),
    "an endless silence": (PEOPLE + SAY.replace('"Hello."', '["Hello.", inf]'), ("say 1", "text")),
    "nth zero": (PEOPLE + SAY + "nth = 0\n", ("say 1", "nth", "1")),
    "nth no number": (PEOPLE + SAY + 'nth = "two"\n', ("say 1", "nth")),
    "after before": (PEOPLE + SAY + "after_s = -1\n", ("say 1", "after_s", "0")),
    "echo of the wrong type": (PEOPLE + '[room]\necho_db = "loud"\n', ("room", "echo_db")),
    "missing noise": (PEOPLE + '[room]\nnoise = "rain.wav"\n', ("room", "noise", "rain.wav")),
    "missing clips": (PEOPLE + '[voices]\nAna = {clips = "ana"}\n', ("voices", "Ana", "ana")),
    "not TOML": ("people = [", ("TOML",)),
    "say no list": (PEOPLE + 'say = "hello"\n', ("say",)),
    "seed no number": (PEOPLE + 'seed = "x"\n', ("seed",)),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_mistake_is_named_in_one_line(tmp_path: Path, name: str) -> None:
    """File, key and what would be right stand in a single line."""
    text, parts = WRONG[name]
    path = tmp_path / "mine.rehearsal.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        rehearse(path, text=True)
    line = str(caught.value)
    assert "\n" not in line
    assert str(path) in line
    assert all(part in line for part in parts), line
    assert "Traceback" not in line
    assert "pydantic" not in line


def test_a_file_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    """Missing, a folder, or not UTF-8: one line each."""
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'people = ["Ana"]\nprogram = "caf\xe9"\n')
    for path, part in ((tmp_path / "no.toml", "no such file"), (tmp_path, "folder"), (latin, "line 2: is not UTF-8")):
        with pytest.raises(ConfigError, match=part) as caught:
            rehearse(path, text=True)
        assert str(path) in str(caught.value)


def test_several_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """All of them stand in the one line."""
    path = tmp_path / "f.toml"
    path.write_text(PEOPLE + "sead = 3\n" + SAY + "nth = 0\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"sead.*nth|nth.*sead"):
        load(path)


def test_a_short_file_is_enough(tmp_path: Path) -> None:
    """Only the people must be given; silences may be whole numbers and a text may be empty."""
    path = tmp_path / "f.toml"
    path.write_text(PEOPLE + SAY.replace('"Hello."', '["One.", 2, "", 0.5, "Two."]'), encoding="utf-8")
    rehearsal = load(path)
    assert (rehearsal.program, rehearsal.seed, rehearsal.room.echo_db) == ("quick", 0, None)
    assert rehearsal.say[0].parts == ("One.", 2, "", 0.5, "Two.")
    assert (rehearsal.say[0].nth, rehearsal.say[0].after_s) == (1, 0.7)


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    """Wherever the command runs, a path is looked up beside the file."""
    (tmp_path / "rain.wav").touch()
    (tmp_path / "ana").mkdir()
    path = tmp_path / "f.toml"
    path.write_text(PEOPLE + '[room]\nnoise = "rain.wav"\n[voices]\nAna = {clips = "ana"}\n', encoding="utf-8")
    rehearsal = load(path)
    assert rehearsal.room.noise == tmp_path / "rain.wav"
    assert rehearsal.voices["Ana"].clips == tmp_path / "ana"
