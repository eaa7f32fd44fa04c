"""Words without a dictionary entry get plausible phones."""

from pathlib import Path

import pytest

from hearback.engines.pronunciation import Dictionary, british, spelled_out, spoken
from hearback.errors import EngineError


@pytest.mark.parametrize(
    ("word", "phones"),
    [("mmhm", "M HH M"), ("uhuh", "AH AH"), ("blorp", "B L AO R P"), ("Sheesh", "SH IY SH"), ("42", "AH")],
)
def test_letters_become_phones(word: str, phones: str) -> None:
    """Groups of letters that sound as one are taken first; what has no sound leaves at least a vowel."""
    assert spelled_out(word) == phones


@pytest.mark.parametrize(
    ("word", "american", "said"),
    [
        ("pass", "P AE S", "P AA S"),
        ("start", "S T AA R T", "S T AA T"),
        ("more", "M AO R", "M AO"),
        ("over", "OW V ER", "OW V AH"),
        ("not", "N AA T", "N AO T"),
        ("done", "D AH N", "D AA N"),
        ("yes", "Y EH S", "Y EH S"),
        ("ready", "R EH D IY", "R EH D IY"),
    ],
)
def test_words_sound_different_in_britain(word: str, american: str, said: str) -> None:
    """No r but before a vowel, broad and round vowels; the rest stays."""
    assert british(word, american) == said


def test_wordings_become_words_to_pronounce() -> None:
    """Hyphens part words but for the sounds that are one."""
    assert spoken("Start a check-in, please!").split() == ["start", "a", "check", "in", "please"]
    assert spoken("mm-hm") == "mmhm"
    assert spoken("I'm done") == "i'm done"


def test_a_dictionary_gives_every_way_and_names_its_guesses(tmp_path: Path) -> None:
    """Other ways are marked with a number in the file; what is not in it is spelled out."""
    (tmp_path / "words.dict").write_text("pass P AE S\nthe DH AH\nthe(2) DH IY\npassed P AE S T\n", encoding="utf-8")
    words = Dictionary(tmp_path / "words.dict", ["pass", "the", "blorp"])
    assert words.sounds("pass") == (("P", "AE", "S"), ("P", "AA", "S"))
    assert words.sounds("the") == (("DH", "AH"), ("DH", "IY"))
    assert words.guessed == ("blorp",)
    assert words.sounds("blorp")[0] == ("B", "L", "AO", "R", "P")
    with pytest.raises(EngineError, match="dictionary is missing"):
        Dictionary(tmp_path / "none.dict", ["pass"])
