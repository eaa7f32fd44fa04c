"""Teaching a safe word: who is asked for what, what is asked again, how the word is tried, and whose yes it needs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from hearback.audio.pcm import RATE_HZ, Pcm, joined, silence
from hearback.commands.lesson import Lesson, Teaching, Voices, try_out
from hearback.commands.recording import Recording, Wanted, in_a_quiet_room
from hearback.core.lines import LINES, Lines
from hearback.core.trial import Trial
from voices import WORD_HZ, PitchSpotter, call, pitch_hz, talk

YES, NO, MUMBLE = (talk(1.0, level) for level in (1000.0, 2000.0, 3000.0))
SILENT = Recording(silence(0), 0.0, 0.0, is_over=False)


def heard(sound: Pcm, begins_s: float = 0.5) -> Recording:
    """Return a recording that can be used."""
    return Recording(sound, begins_s, len(sound) / RATE_HZ, is_over=True)


TAKE, READING = heard(in_a_quiet_room(call())), heard(talk(30.0))


@dataclass
class FakeStudio:
    """People who say what the test lists, and otherwise do as they are asked."""

    others: dict[tuple[str, Wanted], list[Recording]] = field(default_factory=dict)
    """What a person says first, in this order."""
    said: list[str] = field(default_factory=list)
    heard: list[tuple[str, Wanted]] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Keep the line's key, which is its text here."""
        self.said.append(text)

    def show(self, text: str) -> None:
        """Keep it, marked."""
        self.said.append(f"[{text}]")

    def hear(self, who: str, wanted: Wanted) -> Recording:
        """Return the next thing from the list, else what was wanted."""
        self.heard.append((who, wanted))
        usual = {"take": TAKE, "reading": READING, "answer": heard(YES)}[wanted]
        others = self.others.get((who, wanted))
        return others.pop(0) if others else usual


def by_pitch(takes: Sequence[Pcm], _readings: Sequence[Pcm]) -> bytes:
    """Learn the pitch that most takes have."""
    pitches = [round(pitch_hz(take), -1) for take in takes]
    return str(max(pitches, key=pitches.count)).encode()


def meant(sound: Pcm) -> str | None:
    """Return what an answer means, by how loud it is."""
    peak = int(np.abs(sound.astype(np.int32)).max(initial=0))
    return {1000: "yes", 2000: "no"}.get(round(peak, -3))


TEACHING = Teaching(by_pitch, PitchSpotter, meant)
KEYS_AS_TEXTS = {key: (f"{key} " + " ".join(f"{{{name}}}" for name in sorted(names)),) for key, names in LINES.items()}


def lesson(studio: FakeStudio, people: Sequence[str] = ("Ana", "Ben"), teaching: Teaching = TEACHING) -> Lesson:
    """Return a lesson whose lines are their keys."""
    return Lesson(studio, Lines(KEYS_AS_TEXTS), teaching, people, ["marigold", "rhubarb"])


def keys(studio: FakeStudio) -> list[str]:
    """Return the keys of what was said aloud, in order."""
    return [text.split()[0] for text in studio.said if not text.startswith("[")]


def test_a_lesson_from_beginning_to_end() -> None:
    """Each person is asked for three takes and a reading in turn; then it is tried, and each person is asked."""
    studio = FakeStudio()
    assert lesson(studio).hold(3) == str(WORD_HZ).encode()
    each = ["word.takes", "word.normal", "word.quiet", "word.upset", "word.read"]
    assert keys(studio) == [*each, *each, "word.measuring", "word.sure", "word.keep", "word.keep"]
    assert "word.sure 6 6 1 minute" in studio.said
    assert [text for text in studio.said if "keep" in text] == ["word.keep Ana", "word.keep Ben"]


def test_the_text_is_on_the_screen_before_it_is_asked_for() -> None:
    """Who is asked to read can begin at once."""
    studio = FakeStudio()
    lesson(studio).hold(3)
    at = studio.said.index("word.read Ana")
    assert studio.said[at - 1].startswith("[word.reading")


@pytest.mark.parametrize("count", [4, 5])
def test_more_takes_are_other_manners(count: int) -> None:
    """Up to five, no two alike."""
    studio = FakeStudio()
    lesson(studio, ["Ana", "Ben", "Cleo"]).hold(count)
    assert studio.heard.count(("Cleo", "take")) == count
    assert f"word.sure {3 * count} {3 * count} 1 minute and 30 seconds" in studio.said


@pytest.mark.parametrize(
    ("first", "key"),
    [
        (SILENT, "word.silent"),
        (heard(call(), begins_s=0.0), "word.cut"),
        (heard(talk(0.6, 60_000.0)), "word.loud"),
        (heard(talk(4.0)), "word.long"),
    ],
)
def test_a_take_that_can_not_be_used_is_asked_for_again(first: Recording, key: str) -> None:
    """Kindly and with the reason; the bad take is not learned."""
    studio = FakeStudio({("Ben", "take"): [first]})
    assert lesson(studio).hold(3) == str(WORD_HZ).encode()
    assert keys(studio).count(key) == 1
    assert studio.heard.count(("Ben", "take")) == 4
    assert "word.sure 6 6 1 minute" in studio.said


@pytest.mark.parametrize("wanted", ["take", "reading"])
def test_after_three_tries_it_ends_kindly(wanted: Wanted) -> None:
    """Nothing is learned and nobody is asked further."""
    studio = FakeStudio({("Ana", wanted): [SILENT] * 3})
    assert lesson(studio).hold(3) is None
    assert keys(studio)[-1] == "word.gave_up"
    assert "Ben" not in " ".join(studio.said)


@pytest.mark.parametrize(
    ("answers", "asked"),
    [([heard(NO)], 1), ([heard(MUMBLE), heard(NO)], 2), ([SILENT] * 3, 3), ([heard(MUMBLE)] * 3, 3)],
)
def test_one_person_without_a_yes_is_enough(answers: list[Recording], asked: int) -> None:
    """A no, silence and mumbling are no yes, whoever said yes before."""
    studio = FakeStudio({("Ben", "answer"): list(answers)})
    assert lesson(studio).hold(3) is None
    assert studio.heard.count(("Ben", "answer")) == asked
    assert keys(studio)[-1] == "word.not_kept"


def test_a_yes_may_come_at_the_second_asking() -> None:
    """Who was not understood is asked again."""
    studio = FakeStudio({("Ana", "answer"): [heard(MUMBLE), heard(YES)]})
    assert lesson(studio).hold(3) is not None


def test_a_missed_call_is_told_with_better_words() -> None:
    """A word that is missed once is not kept, and nobody is asked to want it."""
    studio = FakeStudio({("Ben", "take"): [heard(in_a_quiet_room(call(2000.0)))]})
    assert lesson(studio).hold(3) is None
    assert studio.said[-3:] == ["word.missed 6 5", "word.better marigold, rhubarb", "word.not_kept "]
    assert ("Ana", "answer") not in studio.heard


def test_a_word_that_is_heard_in_talk_is_told() -> None:
    """Two persons' readings, one of which holds the pitch once."""
    mistaken = heard(joined([talk(16.0), call(), talk(14.0)]))
    studio = FakeStudio({("Ana", "reading"): [mistaken]})
    assert lesson(studio).hold(3) is None
    assert "word.mistaken once 1 minute" in studio.said


def test_each_sound_is_tried_on_what_the_others_taught() -> None:
    """Every take and every reading is left out exactly once, when it is the one that is tried."""
    takes = [(0, talk(0.6)), (0, call()), (1, call(500.0))]
    readings = [talk(20.0), talk(25.0)]
    left_out: list[tuple[list[int], list[int]]] = []

    def learn(given: Sequence[Pcm], read: Sequence[Pcm]) -> bytes:
        left_out.append(
            (
                [at for at, (_, take) in enumerate(takes) if not any(take is one for one in given)],
                [at for at, reading in enumerate(readings) if not any(reading is one for one in read)],
            )
        )
        return b""

    trial = try_out(Voices(takes, readings), Teaching(learn, PitchSpotter, meant))
    assert left_out == [([0], []), ([1], []), ([2], []), ([], [0]), ([], [1])]
    assert trial == Trial(calls=3, caught=0, false=0, talk_s=45.0)


def test_a_find_before_the_call_is_not_a_catch() -> None:
    """The talk before the call may set the spotter off; the call itself still has to be heard."""
    takes = [(0, in_a_quiet_room(talk(0.6))) for _ in range(2)]
    readings = [joined([talk(20.0), call()])]
    teaching = Teaching(lambda _takes, _readings: str(WORD_HZ).encode(), PitchSpotter, meant)
    assert try_out(Voices(takes, readings), teaching).caught == 0
