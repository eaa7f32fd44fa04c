"""The kept word in a session: it counts where there is one, and a broken one stops the start."""

from pathlib import Path

import numpy as np
import pytest

from hearback import word_store
from hearback.commands.kept_word import offered, with_kept_word
from hearback.config import Config
from hearback.engines.learned_word import JOINED, LearnedWord
from hearback.errors import ConfigError, JournalError
from hearback.word_store import KEY, StoredWord
from test_word_store import FakeKeys

NUMBERS = LearnedWord(np.ones((JOINED, 96), np.float32), 0.5, 4.0, 3.0, 1.0)


def keep(place: Path, learned: bytes) -> None:
    """Keep a word without a keyring."""
    word_store.save(StoredWord("marigold", ("Ana", "Ben"), learned), place, FakeKeys(is_open=False))


def test_without_a_kept_word_nothing_changes(tmp_path: Path) -> None:
    """The typed word stays the word, and nothing is said."""
    config = Config(safe_word="zebra")
    assert with_kept_word(config, pytest.fail, tmp_path) == (config, None)


@pytest.mark.parametrize("typed", [None, "Marigold"])
def test_the_kept_word_is_the_word(typed: str | None, tmp_path: Path) -> None:
    """With its numbers; a settings file that names the same word is no reason to speak."""
    keep(tmp_path, NUMBERS.to_bytes())
    config, learned = with_kept_word(Config(safe_word=typed), pytest.fail, tmp_path)
    assert config.safe_word == "marigold"
    assert learned is not None
    assert (learned.threshold, learned.candidate_threshold) == (4.0, 3.0)


def test_another_typed_word_gives_way_and_is_told(tmp_path: Path) -> None:
    """Neither word is said in it."""
    keep(tmp_path, NUMBERS.to_bytes())
    said: list[str] = []
    config, _ = with_kept_word(Config(safe_word="zebra"), said.append, tmp_path)
    assert config.safe_word == "marigold"
    assert len(said) == 1
    assert "zebra" not in said[0]
    assert "marigold" not in said[0]


def test_a_broken_word_stops_the_start(tmp_path: Path) -> None:
    """A lost key and numbers of another version are told with their mend: nobody is to believe that the word counts."""
    keep(tmp_path, b"other numbers")
    with pytest.raises(JournalError, match="hearback setup word"):
        with_kept_word(Config(), pytest.fail, tmp_path)
    (tmp_path / KEY).unlink()
    with pytest.raises(ConfigError, match="hearback setup word"):
        with_kept_word(Config(), pytest.fail, tmp_path)


@pytest.mark.parametrize(("answer", "code", "is_kept"), [("", 0, True), ("Yes", 0, True), ("y", 1, False)])
def test_a_first_check_in_offers_to_choose_the_word(answer: str, code: int, is_kept: bool) -> None:
    """A yes teaches it; where nothing came of that, the words that always work are named."""
    taught: list[int] = []
    said: list[str] = []

    def teach() -> int:
        taught.append(code)
        return code

    assert offered(lambda _question: answer, teach, said.append) == is_kept
    assert taught == [code]
    assert bool(said) != is_kept


@pytest.mark.parametrize("answer", ["n", "No", "later", None])
def test_a_no_is_fine(answer: str | None) -> None:
    """Nothing is taught, also when nobody types any more, and what works without a word is named."""
    said: list[str] = []

    def ask(_question: str) -> str:
        if answer is None:
            raise EOFError
        return answer

    assert not offered(ask, lambda: pytest.fail("taught"), said.append)
    assert "space bar" in said[0]
