"""Words without a dictionary entry get plausible phones."""

import pytest

from hearback.engines.pronunciation import spelled_out


@pytest.mark.parametrize(
    ("word", "phones"),
    [("mmhm", "M HH M"), ("uhuh", "AH AH"), ("blorp", "B L AO R P"), ("Sheesh", "SH IY SH"), ("42", "AH")],
)
def test_letters_become_phones(word: str, phones: str) -> None:
    """Groups of letters that sound as one are taken first; what has no sound leaves at least a vowel."""
    assert spelled_out(word) == phones
