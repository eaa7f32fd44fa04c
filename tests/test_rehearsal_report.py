"""The report of a rehearsal: the contract's fields, and nothing but what happened."""

import json
from pathlib import Path

import pytest

from hearback.commands.rehearse import rehearse

FIELDS = {
    "finished", "ended", "duration_s", "stages", "errors", "unsaid", "kept", "spoken", "heard", "floors", "reflections",
    "pauses",
}  # fmt: skip


def report_of(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> dict[str, object]:
    """Return the report of a text rehearsal of this file."""
    path = tmp_path / "f.toml"
    path.write_text('people = ["Ana", "Ben"]\n' + text, encoding="utf-8")
    assert rehearse(path, text=True, json=True) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert isinstance(told, dict)
    return told


def test_a_whole_session_is_told_in_the_contracts_fields(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every field is there, times are in order, and what was decided is told."""
    told = report_of(tmp_path, capsys, "")
    assert set(told) == FIELDS
    assert (told["finished"], told["ended"], told["errors"], told["unsaid"], told["kept"]) == (True, "done", [], [], [])
    for row in told["spoken"]:
        assert set(row) == {"at", "until", "line", "text"}
        assert 0 <= row["at"] < row["until"] <= told["duration_s"]
    for row in told["heard"]:
        assert set(row) == {"who", "at", "until", "said", "text"}
        assert row["text"] == row["said"]
    for row in told["floors"]:
        assert set(row) == {"holder", "from", "until", "ended_by"}
    assert [row["speaker"] for row in told["reflections"]] == ["Ana", "Ben"]
    for row in told["reflections"]:
        assert set(row) == {"speaker", "listener", "tries", "verdict", "read_back"}
        assert (row["tries"], row["verdict"]) == (1, "yes")
        assert row["read_back"] in " ".join(heard["said"] for heard in told["heard"])


def test_the_same_file_tells_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing in a rehearsal is left to chance."""
    assert report_of(tmp_path, capsys, "seed = 5\n") == report_of(tmp_path, capsys, "seed = 5\n")


def test_nobody_starts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After 120 s it is over, not finished, and was no error."""
    told = report_of(tmp_path, capsys, '[[say]]\nwho = "Ana"\nwhen = "waiting"\ntext = "Hello."\n')
    assert (told["finished"], told["ended"], told["stages"], told["floors"]) == (False, "nobody started", [], [])
    assert 120.0 <= told["duration_s"] < 150.0


def test_what_was_wished_and_never_came_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The wish stands there as it was written."""
    told = report_of(tmp_path, capsys, '[[say]]\nwho = "Ben"\nwhen = "reflect"\nnth = 9\ntext = "No."\n')
    assert [(row["who"], row["when"], row["nth"]) for row in told["unsaid"]] == [("Ben", "reflect", 9)]


def test_the_safe_word_is_a_pause_and_everyone_comes_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The floor that it cut is told, nothing is said for ten seconds, and it is one pause that nobody has called."""
    wish = '[[say]]\nwho = "Ana"\nwhen = "floor"\ntext = "I can not, lighthouse."\n'
    told = report_of(tmp_path, capsys, 'safe_word = "lighthouse"\n' + wish)
    assert (told["finished"], told["ended"]) == (True, "done")
    assert [row["ended_by"] for row in told["floors"]].count("pause") == 1
    (pause,) = told["pauses"]
    assert set(pause) == {"said_until", "silent_at", "resumed", "minutes"}
    assert pause["resumed"] is True
    assert 20 < pause["minutes"] < 22
    assert 0 <= pause["silent_at"] - pause["said_until"] < 0.1
    called = next(row for row in told["heard"] if "lighthouse" in row["said"])
    after = [row["at"] for row in told["spoken"] if row["at"] > called["at"]]
    assert after[0] - called["until"] == pytest.approx(10.0, abs=0.5)
    assert "lighthouse" not in " ".join(row["text"] for row in told["spoken"])


def test_each_verdict_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three noes park the statement after three tries; the last read-back is the listener's last words."""
    noes = "".join(f'[[say]]\nwho = "Ana"\nwhen = "verdict"\nnth = {nth}\ntext = "No."\n' for nth in (1, 2, 3))
    last = '[[say]]\nwho = "Ben"\nwhen = "reflect"\nnth = 3\ntext = "I hear you say that it hurts."\n'
    first = report_of(tmp_path, capsys, noes + last)["reflections"][0]
    assert (first["tries"], first["verdict"], first["read_back"]) == (3, "parked", "I hear you say that it hurts.")
