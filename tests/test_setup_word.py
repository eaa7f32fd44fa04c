"""`hearback setup word`: which words are refused, what is kept and forgotten; the whole of it with real engines."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from hearback import word_store
from hearback.audio.files import read_sound, write_wav
from hearback.audio.pcm import joined, silence
from hearback.commands.arguments import parser
from hearback.commands.setup_word import WordWish, choose, forget, setup_word
from hearback.commands.studio import ClipStudio
from hearback.core.lines import Lines
from hearback.core.trial import MANNERS
from hearback.engines.embedding import Embedder
from hearback.engines.learned_word import word_from_bytes
from hearback.engines.spotter_learned import LearnedSpotter
from hearback.engines.synthesizer_flite import FliteSynthesizer
from hearback.errors import ConfigError
from hearback.word_store import StoredWord
from pulse_room import PulseRoom
from test_word_store import FakeKeys
from transcripts.conversation import shipped
from voices import LoudDetector

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures" / "audio"


def typed(*words: str) -> Callable[[str], str]:
    """Return somebody who types these words and then leaves."""
    coming: Iterator[str] = iter(words)

    def ask(_question: str) -> str:
        word = next(coming, None)
        if word is None:
            raise EOFError
        return word

    return ask


def judge(word: str) -> tuple[list[str], list[str]]:
    """Speak against every word but "zebra"."""
    return ([] if word == "zebra" else [f"{word} is poor"]), ["marigold", "rhubarb"]


def test_a_poor_word_is_refused_until_there_is_a_good_one() -> None:
    """The reasons are shown, better words are proposed, and the next one is asked for."""
    screen: list[str] = []
    studio = ClipStudio({}, LoudDetector(), screen.append)
    assert choose(studio, Lines(shipped().lines), judge, typed("stop", " zebra ")) == "zebra"
    assert "  stop is poor" in screen
    assert any("marigold, rhubarb" in text for text in screen)


def test_who_leaves_without_a_word_is_told_how_to_give_one() -> None:
    """The end of the terminal is no crash."""
    studio = ClipStudio({}, LoudDetector(), lambda _: None)
    with pytest.raises(ConfigError, match="--word"):
        choose(studio, Lines(shipped().lines), judge, typed("stop"))


def test_a_poor_word_on_the_command_line_is_refused_before_anyone_speaks(tmp_path: Path) -> None:
    """With its reason and with better words."""
    wish = WordWish("kitchen", clips=(FIXTURES / "ana", FIXTURES / "ben"))
    with pytest.raises(ConfigError, match=r"every day.*marigold"):
        setup_word(tmp_path / "none.toml", {}, wish)


def test_forgetting_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Once there was something, then there was nothing; both are fine."""
    word_store.save(StoredWord("zebra", ("Ana",), b"1"), tmp_path, FakeKeys(is_open=False))
    assert forget(tmp_path) == 0
    assert "is forgotten" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
    assert forget(tmp_path) == 0
    assert "nothing to forget" in capsys.readouterr().out


@pytest.mark.parametrize("line", [["--takes", "2"], ["--takes", "6"], ["--takes", "x"], ["--clips"]])
def test_wrong_usage_is_told(line: list[str]) -> None:
    """Three to five takes, and at least one folder."""
    with pytest.raises(SystemExit) as left:
        parser().parse_args(["setup", "word", *line])
    assert left.value.code == 2


def test_the_example_lines_are_command_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """What the help of `setup word` shows can be typed, and plain `setup` still means the model."""
    with pytest.raises(SystemExit):
        parser().parse_args(["setup", "word", "--help"])
    lines = capsys.readouterr().out.split("examples:")[1].strip().splitlines()
    runs = {parser().parse_args(line.split()[1:]).run.__name__ for line in lines}
    assert runs == {"run_setup_word"}
    plain = parser().parse_args(["setup", "--model", "tiny.en", "--yes"])
    assert (plain.run.__name__, plain.model, plain.yes) == ("run_setup", "tiny.en", True)


TALK = (
    "On most mornings the street is still wet when the baker opens her door. She carries two baskets out and puts "
    "them on the bench. A man with a grey coat walks past and asks what is warm today. The round loaves, she says, "
    "and the small ones with seeds. He buys three and gives one to the girl who sells flowers across the road."
)


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Give the folders of two synthetic people: three takes each at three paces and levels, a reading and a yes."""
    place = tmp_path_factory.mktemp("people")
    for name, voice in (("ana", "slt"), ("ben", "rms")):
        flite = FliteSynthesizer(voice)
        (place / name).mkdir()
        for number, (rate_wpm, gain) in enumerate(((155, 1.0), (135, 0.3), (180, 1.3)), 1):
            take = np.clip(flite.render("lighthouse", rate_wpm) * gain, -32_000, 32_000).astype(np.int16)
            write_wav(place / name / f"safe-word-{number}.wav", take)
        write_wav(place / name / "reading.wav", flite.render(TALK, 150))
        write_wav(place / name / "yes.wav", read_sound(FIXTURES / name / "yes.wav"))
    return [place / "ana", place / "ben"]


def run(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `hearback setup word` with a home of its own and no terminal."""
    # no desktop session, so no keyring: what is kept is kept in this home
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    command = [sys.executable, "-m", "hearback.main", "setup", "word", *arguments]
    env |= {"PYTHONPATH": str(ROOT / "src"), "HEARBACK_CONFIG": str(tmp_path / "config.toml")}
    return subprocess.run(command, env=env, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)


@pytest.mark.slow
def test_a_word_is_taught_kept_and_forgotten(people: list[Path], tmp_path: Path) -> None:
    """With real engines: caught 6 of 6, kept sealed by everyone's yes; heard in talk, and then removed."""
    done = run(tmp_path, "--word", "lighthouse", "--clips", *map(str, people))
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"6 (times )?of 6", done.stdout)
    assert "lighthouse" not in done.stdout
    place = next((tmp_path / "data").rglob(word_store.SEALED)).parent
    assert sorted(path.name for path in (tmp_path / "data").rglob("*.*")) == [word_store.KEY, word_store.SEALED]
    stored = word_store.load(place, FakeKeys(is_open=False))
    assert stored is not None
    assert (stored.text, stored.people) == ("lighthouse", ("Ana", "Ben"))
    spotter = LearnedSpotter(word_from_bytes(stored.learned), Embedder())
    wish, word = (read_sound(FIXTURES / "ana" / f"{name}.wav") for name in ("wish-1", "safe-word"))
    assert not spotter.feed(joined([wish, silence(1.0)]))
    assert spotter.feed(joined([wish, word, silence(1.0)]))
    gone = run(tmp_path, "--forget")
    assert (gone.returncode, "is forgotten" in gone.stdout) == (0, True)
    assert list(place.iterdir()) == []


@pytest.mark.slow
def test_one_person_without_a_yes_keeps_nothing(people: list[Path], tmp_path: Path) -> None:
    """Ben's no ends it with exit code 1, and no file is left."""
    for folder in people:
        (tmp_path / folder.name).mkdir()
        for path in folder.iterdir():
            write_wav(tmp_path / folder.name / path.name, read_sound(path))
    write_wav(tmp_path / "ben" / "yes.wav", read_sound(FIXTURES / "ben" / "no.wav"))
    done = run(tmp_path, "--word", "lighthouse", "--clips", str(tmp_path / "ana"), str(tmp_path / "ben"))
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"6 (times )?of 6", done.stdout)
    assert list(tmp_path.rglob("safe-word.*")) == []


@pytest.mark.slow
def test_a_word_that_they_say_differently_is_not_kept(people: list[Path], tmp_path: Path) -> None:
    """Takes that are six different words teach nothing: the trial says so, proposes better ones, and exits 1."""
    for folder in people:
        (tmp_path / folder.name).mkdir()
        for path in folder.glob("[ry]*.wav"):
            write_wav(tmp_path / folder.name / path.name, read_sound(path))
        for number, name in enumerate(("tea", "partly", "pass"), 1):
            word = read_sound(FIXTURES / folder.name / f"{name}.wav")
            write_wav(tmp_path / folder.name / f"safe-word-{number}.wav", word)
    done = run(tmp_path, "--word", "zebra", "--clips", str(tmp_path / "ana"), str(tmp_path / "ben"))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "marigold" in done.stdout
    assert list(tmp_path.rglob("safe-word.sealed")) == []


KEYS = {text: key for key, texts in shipped().lines.items() if key.startswith("word.") for text in texts}
CLIPS = {"reading": "reading.wav", "answer": "yes.wav"}


def wanted(shown: str) -> str | None:
    """Return what a shown line asks for: a take, a reading or an answer; None for any other line."""
    named = shown.replace("Ana", "{name}").replace("Ben", "{name}")
    key = KEYS.get(named, "").removeprefix("word.")
    kinds = {"take": MANNERS, "reading": ("read", "short"), "answer": ("keep", "yes_no")}
    return next((kind for kind, keys in kinds.items() if key in keys), None)


def spoken_lesson(room: PulseRoom, people: list[Path], child: subprocess.Popen[str]) -> str:
    """Be both people: say what is asked for when it listens, after a breath; return all that was shown."""
    assert child.stdout is not None
    takes = {folder.name: iter(sorted(folder.glob("safe-word*")) * 3) for folder in people}
    whole, kind, who = "", "take", people[0]
    for shown in child.stdout:
        whole += shown
        kind = wanted(shown.strip()) or kind
        who = next((folder for folder in people if folder.name.title() in shown), who)
        if "(listening)" in shown:
            clip = next(takes[who.name]) if kind == "take" else who / CLIPS[kind]
            after_a_breath = people[0].parent / "breath.wav"
            write_wav(after_a_breath, joined([silence(0.8), read_sound(clip)]))
            room.say(after_a_breath)
    return whole


@pytest.mark.slow
@pytest.mark.device
def test_a_word_is_taught_on_real_devices(pulse_room: PulseRoom, people: list[Path], tmp_path: Path) -> None:
    """By voice alone: our lines leave the loudspeaker, both people answer them, and the word is kept."""
    env = pulse_room.env | {"PYTHONPATH": str(ROOT / "src"), "HEARBACK_CONFIG": str(tmp_path / "config.toml")}
    env |= {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}
    flags = ["--word", "lighthouse", "--person", "Ana", "--person", "Ben", "--rate-wpm", "200"]
    command = [sys.executable, "-u", "-m", "hearback.main", "setup", "word", *flags]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as child:
        whole = spoken_lesson(pulse_room, people, child)
        assert child.wait(10) == 0, whole
    assert re.search(r"6 (times )?of 6", whole)
    assert list((tmp_path / "data").rglob(word_store.SEALED))
