"""The prompt files: the shipped ones are sound and kind, and every mistake is told with its place and mend."""

import re
from pathlib import Path

import pytest

from hearback.commands.prompts import check
from hearback.core.lines import LONGEST_LINE
from hearback.errors import ProgramError
from hearback.prompts import load, load_program
from transcripts.conversation import SHIPPED, shipped

ALL_LINES = [(key, text) for key, texts in shipped().lines.items() for text in texts]
TALK_OF_THERAPY = re.compile(
    r"therap|diagnos|attachment|trauma|toxic|session|process|your feelings are|homework|couple", re.IGNORECASE
)

QUICK = (SHIPPED / "programs" / "quick.toml").read_text(encoding="utf-8")


def test_the_shipped_prompts_pass_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    """The parent of the language folders, and the folder itself, are fine."""
    assert check(None) == 0
    assert check(SHIPPED) == 0
    assert capsys.readouterr().out.count("fine") == 2


@pytest.mark.parametrize(("key", "text"), ALL_LINES)
def test_every_line_is_one_calm_breath(key: str, text: str) -> None:
    """At most 25 words, nothing shouted, no talk of therapy."""
    assert 0 < len(text.split()) <= LONGEST_LINE, key
    assert "!" not in text
    assert not TALK_OF_THERAPY.search(text)


def test_every_line_has_variants() -> None:
    """The tenth session does not sound like the first."""
    assert [key for key, texts in shipped().lines.items() if len(set(texts)) < 2] == []


def test_no_line_is_a_control_word_that_would_stop_us() -> None:
    """None of our lines, heard by ourselves, means pause or done."""
    intents = shipped().intents(("Ana", "Ben"))
    names = {"name": "Ana", "speaker": "Ana", "listener": "Ben"}
    names |= {"words": "rain", "count": "3", "caught": "9", "calls": "9", "talk": "a minute"}
    said = [(key, intents.control(text.format(**names))) for key, text in ALL_LINES]
    assert [(key, meant) for key, meant in said if meant in ("pause", "done")] == []


def faults(path: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what the check says of a path that is not sound."""
    assert check(path) == 1
    return capsys.readouterr().out.splitlines()


def test_a_wrong_number_is_told_with_file_stage_and_fix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The example of the house rules, word for word."""
    path = tmp_path / "programs" / "quick.toml"
    path.parent.mkdir()
    path.write_text(QUICK.replace('kind = "set_stage"', 'kind = "set_stage"\nwait_s = -3'), encoding="utf-8")
    assert faults(path, capsys) == [f"{path}, stage 2: wait_s must be above 0, not -3"]


WRONG = {
    "unknown key": (
        "programs/x.toml",
        QUICK.replace("speak_s = 30", "speek_s = 30"),
        ("stage 3", "speek_s", "speak_s"),
    ),
    "unknown kind": ("programs/x.toml", QUICK.replace('"reflect"', '"dance"'), ("stage 4", "dance", "reflect")),
    "unknown line": (
        "programs/x.toml",
        QUICK.replace('"needs.more"', '"needs.mor"'),
        ("stage 5", "needs.mor", "needs.more"),
    ),
    "no close": ("programs/x.toml", QUICK.rsplit("[[stage]]", 1)[0], ("close",)),
    "not TOML": ("programs/x.toml", "title = ", ("not TOML",)),
    "too long": ("lines/x.toml", '[arrive]\nkept = "' + "word " * 26 + '"\n', ("arrive.kept", "26", "25")),
    "empty line": ("lines/x.toml", '[arrive]\nkept = ["", "x"]\n', ("arrive.kept", "variant 1", "empty")),
    "no text": ("lines/x.toml", "[arrive]\nkept = 3\n", ("arrive.kept", "quotes")),
    "no variants": ("lines/x.toml", "[arrive]\nkept = []\n", ("arrive.kept", "list")),
    "unknown name": ("lines/x.toml", '[arrive]\nname = "{nome}, hello."\n', ("arrive.name", "{nome}", "{name}")),
    "open brace": ("lines/x.toml", '[arrive]\nname = "{name, hello."\n', ("arrive.name", "brace")),
    "never spoken": ("lines/x.toml", '[arrive]\nkeptt = "x"\n', ("arrive.keptt", "arrive.kept")),
    "unknown intent": ("intents.toml", 'yess = ["yes"]\n', ("yess", "yes")),
    "wordings of the wrong shape": ("intents.toml", 'yes = "yes"\n', ("yes", "list")),
    "wordings of the wrong type": ("intents.toml", "yes = [1]\n", ("yes", "list")),
    "wordings in a table": ("intents.toml", "[yes]\na = 1\n", ("yes", "list")),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_mistake_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """With its file, its place and what would be right, in a folder of one's own and as a single file."""
    at, text, parts = WRONG[name]
    path = tmp_path / "en" / at
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    for target in (tmp_path / "en", path, tmp_path):
        told = faults(target, capsys)
        assert len(told) == 1, told
        assert str(path) in told[0]
        assert all(part in told[0] for part in parts), told[0]


def test_all_mistakes_are_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Over files and within one, each on a line of its own."""
    for folder in ("lines", "programs"):
        (tmp_path / folder).mkdir()
    text = QUICK.replace('kind = "set_stage"', 'kind = "set_stage"\nwait_s = -3\nwish_s = 0')
    (tmp_path / "programs" / "quick.toml").write_text(text, encoding="utf-8")
    (tmp_path / "lines" / "a.toml").write_text('[arrive]\nkept = ""\nname = "{x}"\n', encoding="utf-8")
    told = faults(tmp_path, capsys)
    assert [part for part in ("wait_s", "wish_s", "arrive.kept", "{x}") if not any(part in line for line in told)] == []
    assert len(told) == 4


def test_what_is_no_text_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not UTF-8, and a directory where a file should be."""
    (tmp_path / "lines" / "dir.toml").mkdir(parents=True)
    (tmp_path / "lines" / "latin.toml").write_bytes(b'[arrive]\nkept = "caf\xe9"\n')
    told = faults(tmp_path, capsys)
    assert [line for line in told if "dir.toml" in line and "folder" in line]
    assert [line for line in told if "latin.toml, line 2" in line and "UTF-8" in line]


def test_nothing_to_check_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty folder or a path that is not there exits 1 and says what to name."""
    for target in (tmp_path, tmp_path / "missing"):
        expected = "nothing to check" if target.exists() else "no such file or folder"
        assert expected in faults(target, capsys)[0]


def test_an_own_folder_wins_line_by_line(tmp_path: Path) -> None:
    """Its lines replace the shipped ones of the same key; all others stay."""
    (tmp_path / "lines").mkdir()
    (tmp_path / "lines" / "mine.toml").write_text(
        '[arrive]\nkept = "Nothing stays."\n[stems]\nown = "{name}, and you?"\n'
    )
    mine = load([tmp_path, SHIPPED])
    assert mine.lines["arrive.kept"] == ("Nothing stays.",)
    assert mine.lines["stems.own"] == ("{name}, and you?",)
    assert mine.lines["arrive.welcome"] == shipped().lines["arrive.welcome"]
    assert mine.programs.keys() == shipped().programs.keys()


def test_a_missing_line_is_told_when_loading(tmp_path: Path) -> None:
    """A folder that has not everything can not stand alone."""
    (tmp_path / "lines").mkdir()
    (tmp_path / "lines" / "mine.toml").write_text('[arrive]\nkept = "x"\n')
    with pytest.raises(ProgramError, match=r"arrive\.welcome is missing"):
        load([tmp_path])


def test_a_program_is_found_by_name_or_by_path(tmp_path: Path) -> None:
    """A path is relative to the file that names it; an unknown name gets a suggestion."""
    (tmp_path / "mine.toml").write_text(QUICK.replace("Quick check-in", "Mine"), encoding="utf-8")
    assert load_program("quick", shipped()).title == "Quick check-in"
    assert load_program("mine.toml", shipped(), tmp_path).title == "Mine"
    with pytest.raises(ProgramError, match="did you mean quick"):
        load_program("quik", shipped())
    with pytest.raises(ProgramError, match="no such file"):
        load_program("other.toml", shipped(), tmp_path)
