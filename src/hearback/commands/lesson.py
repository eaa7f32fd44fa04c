"""Teaching a safe word: each person says it and reads a text, the word is learned, tried, and kept by everyone's yes.

- Nothing is kept here: what is learned is given back, and the sound is gone with it.
- The word itself is neither said nor shown; nobody needs to be told it.
- A trial is honest: each call is tried on what the other takes taught, each reading on what the others did.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hearback.audio.pcm import RATE_HZ, Pcm, joined, silence
from hearback.commands.recording import Wanted, fault_of, in_a_quiet_room, talk_s
from hearback.commands.studio import Studio
from hearback.core.lines import Lines
from hearback.core.trial import MANNERS, Trial, times
from hearback.engines.base import Spotter

TRIES = 3
"""How often one thing is asked for before we give up, kindly (PRACTICE C1: three graded prompts)."""
BEFORE_S, AFTER_S = 2.0, 1.0
"""A call is tried after so much of its person's talk, and has so long to be noticed."""
CHUNK = 1280
"""80 ms, as the spotter judges."""


@dataclass(frozen=True, slots=True)
class Teaching:
    """How words are learned and heard; a learned word is the bytes that will be stored."""

    learn: Callable[[Sequence[Pcm], Sequence[Pcm]], bytes]
    """From takes and readings to the word; raises EngineError."""
    spotter: Callable[[bytes], Spotter]
    """What hears that word."""
    means: Callable[[Pcm], str | None]
    """Whether an answer is "yes" or "no"; None for anything else."""


@dataclass(frozen=True, slots=True, eq=False)
class Voices:
    """All that was said, in memory only; one reading for each person."""

    takes: Sequence[tuple[int, Pcm]]
    """Each with the number of its person."""
    readings: Sequence[Pcm]


@dataclass
class Lesson:
    """One lesson with these people."""

    studio: Studio
    lines: Lines
    teaching: Teaching
    people: Sequence[str]
    better: Sequence[str] = field(default=())
    """Words to propose if this one is poor."""

    def hold(self, count: int) -> bytes | None:
        """Return the learned word if it is good and everyone wants it; `count` takes from each person."""
        voices = self._gathered(count)
        if voices is None:
            self._say("word.gave_up")
            return None
        self._say("word.measuring")
        trial = try_out(voices, self.teaching)
        for key, names in trial.said():
            self._say(key, **names)
        if not trial.is_good:
            if self.better:
                self._say("word.better", words=", ".join(self.better))
            self._say("word.not_kept")
            return None
        if not all(self._agrees(who) for who in self.people):
            self._say("word.not_kept")
            return None
        return self.teaching.learn([take for _, take in voices.takes], voices.readings)

    def _gathered(self, count: int) -> Voices | None:
        """Return everyone's takes and readings, None where somebody can not be heard."""
        takes: list[tuple[int, Pcm]] = []
        readings: list[Pcm] = []
        for number, who in enumerate(self.people):
            self._say("word.takes", name=who, count=times(count))
            for manner in MANNERS[:count]:
                take = self._heard(who, "take", f"word.{manner}")
                if take is None:
                    return None
                takes.append((number, take))
            reading = self._read(who)
            if reading is None:
                return None
            readings.append(reading)
        return Voices(takes, readings)

    def _read(self, who: str) -> Pcm | None:
        for text in self.lines.variants["word.reading"]:
            self.studio.show(text)
        return self._heard(who, "reading", "word.read")

    def _heard(self, who: str, wanted: Wanted, key: str) -> Pcm | None:
        """Return what the person said, asked for again as long as it can not be used, None after the last try."""
        for _ in range(TRIES):
            self._say(key, name=who)
            recording = self.studio.hear(who, wanted)
            fault = fault_of(recording, wanted)
            if fault is None:
                return recording.sound
            key = f"word.{fault}"
        return None

    def _agrees(self, who: str) -> bool:
        """Return whether the person said yes; silence and anything else is a no."""
        for key in ("word.keep", *["word.yes_no"] * (TRIES - 1)):
            self._say(key, name=who)
            meant = self.teaching.means(self.studio.hear(who, "answer").sound)
            if meant is not None:
                return meant == "yes"
        return False

    def _say(self, key: str, **names: str) -> None:
        self.studio.say(self.lines.pick(key, **names).text)


def try_out(voices: Voices, teaching: Teaching) -> Trial:
    """Return what comes of trying every take and every reading on what all the others taught."""
    takes = [take for _, take in voices.takes]
    hush, caught = in_a_quiet_room(silence(BEFORE_S)), 0
    for at, (person, take) in enumerate(voices.takes):
        word = teaching.learn(takes[:at] + takes[at + 1 :], voices.readings)
        talk = voices.readings[person][-round(BEFORE_S * RATE_HZ) :]
        caught += all(_is_caught(teaching.spotter(word), before, take) for before in (talk, hush))
    false = 0
    for at, reading in enumerate(voices.readings):
        word = teaching.learn(takes, [*voices.readings[:at], *voices.readings[at + 1 :]])
        false += _calls_in(teaching.spotter(word), reading)
    return Trial(len(takes), caught, false, talk_s(voices.readings))


def _is_caught(spotter: Spotter, before: Pcm, take: Pcm) -> bool:
    _calls_in(spotter, before)
    return _calls_in(spotter, joined([take, in_a_quiet_room(silence(AFTER_S))])) > 0


def _calls_in(spotter: Spotter, sound: Pcm) -> int:
    return sum(spotter.feed(sound[start : start + CHUNK]) for start in range(0, len(sound), CHUNK))
