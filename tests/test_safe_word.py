"""Which words can be a safe word: the good ones pass, and every other one is told why and what would be better."""

import pytest

from hearback.commands.everyday import everyday
from hearback.core.safe_word import PROPOSALS, Everyday, distance, objections, proposals, syllables
from transcripts.conversation import SHIPPED, shipped

WORDS = (
    "stop paws pause paused applause stopwatch chicken good night checkin banana bandana kitchen zebra elephant "
    "umbrella red lantern sleeper hippopotamus rosie marcello "
    "benny jenna parsley trumpet"
)


@pytest.fixture(scope="module")
def around() -> Everyday:
    """Give what Marcello and Benny say every day, with how the words of these tests sound."""
    return everyday([SHIPPED], shipped(), ["Marcello", "Benny"], WORDS)


@pytest.mark.parametrize("word", ["marigold", "Lighthouse", "umbrella", "zebra", "elephant", "banana", "red lantern"])
def test_a_rare_clear_word_is_fine(word: str, around: Everyday) -> None:
    """Also in capitals, and also two words."""
    assert objections(word, shipped(), around) == []


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ("stop", '"stop" alone can not be told from ordinary talk'),
        ("Stop!", '"stop" alone'),
        ("", "no word"),
        ("42", "letters only"),
        ("red", "1 syllable;"),
        ("hippopotamus", "5 syllables"),
        ("Marcello", "is a name"),
        ("rosie", "is a name"),
        ("rosie zebra", "holds one"),
        ("quiet", "I say myself (the line"),
        ("kitchen", "every day"),
        ("good night", "every day"),
        ("jenna", 'sounds like "'),
        ("checkin", 'sounds like "chicken"'),
        ("sleeper", 'sounds like "sleep'),
        ("parsley", 'for "partly"'),
        ("paws", 'for "pause"'),
        ("applause", 'for "pause"'),
        ("stopwatch", 'for "stop"'),
        ("paused", 'for "pause"'),
        ("start a check-in", 'for "start a check in"'),
        ("end for today", 'for "end for today"'),
    ],
)
def test_a_bad_word_is_told_why(word: str, fault: str, around: Everyday) -> None:
    """The fault is named, and what would be better comes after it."""
    found = [each for each in objections(word, shipped(), around) if fault in each]
    assert len(found) == 1, objections(word, shipped(), around)
    assert ";" in found[0]


def test_a_word_that_the_reading_holds_is_refused(around: Everyday) -> None:
    """What people read aloud while we learn may not hold the word either: the reading is one of our lines."""
    assert any("word.reading" in fault for fault in objections("trumpet", shipped(), around))


def test_every_proposal_is_one(around: Everyday) -> None:
    """Nothing speaks against any word that we propose."""
    assert {word: objections(word, shipped(), around) for word in PROPOSALS} == {word: [] for word in PROPOSALS}


def test_what_was_asked_for_is_not_proposed(around: Everyday) -> None:
    """Three others are, each once."""
    better = proposals(shipped(), around, skip="Marigold")
    assert len(set(better)) == 3
    assert "marigold" not in better


def test_a_proposal_makes_way_for_a_person(around: Everyday) -> None:
    """Who is called Olive or Marigold is not proposed."""
    named = Everyday(around.common_words, around.names | {"marigold", "pineapple"}, around.sounds)
    assert not {"marigold", "pineapple"}.intersection(proposals(shipped(), named))


def test_syllables_are_vowels_as_said(around: Everyday) -> None:
    """Silent letters do not count."""
    assert [syllables([word], around.sounds) for word in ("stop", "zebra", "umbrella", "hippopotamus")] == [1, 2, 3, 5]


def test_related_sounds_are_nearer() -> None:
    """Missing and added phones count one, vowels and related consonants half."""
    assert distance(("P", "AO", "Z"), ("P", "AO", "Z")) == 0
    assert distance(("P", "AO", "Z"), ("B", "AO", "Z")) == 0.5
    assert distance(("P", "AO", "Z"), ("P", "IY", "Z")) == 0.5
    assert distance(("P", "AO", "Z"), ("P", "AO")) == 1
    assert distance(("P", "AO", "Z"), ("P", "L", "AO", "Z")) == 1
    assert distance(("P", "AO", "Z"), ("K", "AO", "Z")) == 1
    assert distance((), ("K", "AO")) == 2
