"""Variants of lines come in turn, and each tells how long it takes."""

from hearback.core.lines import LINES, Line, Lines
from transcripts.conversation import shipped

NAMES = {"name": "Ana", "speaker": "Ana", "listener": "Ben"}
NUMBERS = {"words": "rain", "count": "3", "caught": "9", "calls": "9", "talk": "a minute"}


def test_variants_come_in_turn() -> None:
    """All variants come before one comes again, and another seed begins elsewhere."""
    lines = Lines({"a.b": ("x", "y", "z")}, seed=0)
    said = [lines.pick("a.b").text for _ in range(4)]
    assert sorted(said[:3]) == ["x", "y", "z"]
    assert said[3] == said[0]
    assert len({Lines({"a.b": ("x", "y", "z")}, seed=seed).pick("a.b").text for seed in range(3)}) == 3


def test_every_shipped_line_can_be_said() -> None:
    """Every key has a text, and every variant takes the names that its key is given."""
    for key, names in LINES.items():
        for text in shipped().lines[key]:
            assert text.format(**{name: (NAMES | NUMBERS)[name] for name in names})


def test_a_line_knows_its_length() -> None:
    """At 155 words a minute; a single word takes a second."""
    assert Line("k", "word " * 31).seconds == 12.0
    assert Line("k", "Yes.").seconds == 1.0


def test_braces_in_a_name_are_just_a_name() -> None:
    """Names are filled in as they are."""
    assert Lines({"k": ("{name}, yes.",)}).pick("k", name="{x}").text == "{x}, yes."
