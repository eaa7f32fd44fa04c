"""The lists of common words and names: read from every prompt folder, and told where they are wrong."""

from pathlib import Path

import pytest

from hearback.commands.everyday import everyday
from hearback.errors import ProgramError
from transcripts.conversation import SHIPPED, shipped


def test_own_words_are_added(tmp_path: Path) -> None:
    """A household's own list stands beside the shipped one, and its people are names."""
    (tmp_path / "common_words.toml").write_text('words = "Sourdough"')
    around = everyday([tmp_path, SHIPPED], shipped(), ["Marcello Rossi"], "zebra")
    assert {"sourdough", "kitchen"} <= around.common_words
    assert {"marcello", "rossi", "emily"} <= around.names
    assert around.sounds("zebra") == ("Z", "IY", "B", "R", "AH")


@pytest.mark.parametrize("text", ["words = [1]", "names = 3", "words ="])
def test_a_wrong_list_is_told(text: str, tmp_path: Path) -> None:
    """The file and what would be right are named."""
    (tmp_path / "common_words.toml").write_text(text)
    with pytest.raises(ProgramError, match="common_words"):
        everyday([tmp_path], shipped(), [], "zebra")
