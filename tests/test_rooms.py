"""The whole chain in the virtual room: voices, noise and echo into the ears, with the real detector.

Truth is in the sidecars of the fixtures. Rooms are as hard as a kitchen: noise 15 dB under the voices, and our own
voice as loud in the microphone as it was played.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from hearback.audio.files import read_sound
from hearback.audio.pcm import Pcm, seconds
from hearback.audio.room import Room
from hearback.core.effects import Listen
from hearback.core.events import Event, TurnEnded, TurnHeard, TurnStarted
from hearback.ears import Ears, Job
from hearback.engines.answers_script import ScriptAnswers
from hearback.engines.detector_silero import SileroDetector
from hearback.engines.recognizer_script import ScriptRecognizer

FIXTURES = Path(__file__).parents[1] / "fixtures" / "audio"
BLOCK_S = 0.02
TOLERANCE_S = 0.25

pytestmark = pytest.mark.slow


@dataclass
class Home:
    """A room with ears in it; keeps each event with its time."""

    room: Room
    is_following: bool = True
    events: list[tuple[float, Event]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put the ears into the room."""
        answers = ScriptAnswers(self.room.said, {"yes": ["Yes."]}) if self.is_following else None
        self._jobs: list[Job] = []
        self.ears = Ears(
            detector=SileroDetector(),
            recognizer=ScriptRecognizer(self.room.said),
            answers=answers,
            jobs=self._jobs.append,
        )
        self.ears.listen(Listen("floor", None, "talk", "floor"))

    def live(self, seconds: float) -> None:
        """Let time pass."""
        until_s = self.room.now_s + seconds
        while self.room.now_s < until_s:
            chunk = self.room.advance(BLOCK_S)
            self.ears.speaking(self.room.loudspeaker.is_playing)
            events = self.ears.hear(chunk)
            while self._jobs:
                events += self.ears.recognize(self._jobs.pop(0))
            self.events += [(self.room.now_s, event) for event in events]

    def starts(self) -> list[float]:
        """Return when turns were known to have started."""
        return [at_s for at_s, event in self.events if isinstance(event, TurnStarted)]

    def ends(self) -> list[float]:
        """Return when people stopped talking, as the turns say."""
        return [at_s - event.silence_s for at_s, event in self.events if isinstance(event, TurnEnded)]

    def heard(self) -> list[str]:
        """Return the words of the turns."""
        return [event.text for _, event in self.events if isinstance(event, TurnHeard)]


def kitchen(seed: int = 1) -> Pcm:
    """Return ten seconds of a synthetic kitchen: a rushing tap, a humming fridge and a cup now and then."""
    chance = np.random.default_rng(seed)
    tap = np.convolve(chance.normal(0, 800, 160_000), np.ones(8) / 8, mode="same")
    hum = 300 * np.sin(2 * np.pi * 50 * np.arange(160_000) / 16_000)
    sound = tap + hum
    for at in chance.integers(0, 150_000, 8):
        ring = np.exp(-np.arange(1600) / 200) * np.sin(2 * np.pi * 2800 * np.arange(1600) / 16_000)
        sound[at : at + 1600] += 6000 * ring
    return np.clip(sound, -32_768, 32_767).astype(np.int16)


def clips(*names: str) -> Iterator[tuple[Pcm, str, float, float]]:
    """Yield the sound, the words and the first and last second of speech of both main voices' clips."""
    for name in names:
        for who in ("ana", "ben"):
            path = FIXTURES / who / f"{name}.json"
            sidecar = json.loads(path.read_text(encoding="utf-8"))
            speech = sidecar["speech"]
            yield read_sound(path.with_suffix(".wav")), sidecar["words"], speech[0][0], speech[-1][1]


@pytest.mark.parametrize("name", ["yes", "done", "start", "reflection-1", "statement-1", "statement-3"])
def test_turns_in_a_hard_room_lie_where_people_talk(name: str) -> None:
    """One turn per clip, its edges within 0.25 s of the truth, all its words and no other."""
    for pcm, words, first_s, last_s in clips(name):
        home = Home(Room(echo_db=0.0, noise=kitchen(), noise_snr_db=15, seed=2), is_following=False)
        home.room.say(pcm, 1.5, "Ana", words)
        home.live(1.5 + seconds(pcm) + 1.5)
        # A start is known 0.15 s after it, when it can not be a click any more.
        assert home.starts() == [pytest.approx(1.5 + first_s + 0.15, abs=TOLERANCE_S)]
        assert home.ends() == [pytest.approx(1.5 + last_s, abs=TOLERANCE_S)]
        assert home.heard() == [words]


def test_a_yes_is_understood_within_0_8_s() -> None:
    """The short path answers less than 0.8 s after the word ended (B7), also in a hard room."""
    for pcm, words, _, last_s in clips("yes"):
        home = Home(Room(echo_db=0.0, noise=kitchen(), noise_snr_db=15, seed=2))
        home.room.say(pcm, 1.5, "Ana", words)
        home.live(4.0)
        [(at_s, event)] = [(at_s, event) for at_s, event in home.events if isinstance(event, TurnHeard)]
        assert event.text == "Yes."
        assert at_s - (1.5 + last_s) < 0.8


def test_a_kitchen_starts_no_turn() -> None:
    """A minute of synthetic noise as loud as it is behind a talk."""
    home = Home(Room(noise=kitchen(), noise_snr_db=5))
    home.live(60.0)
    assert home.events == []


def test_recorded_households_start_no_turn(recordings: Path) -> None:
    """Dishes, a cat, a bike and a tap, each from begin to end, at two levels."""
    for path in sorted((recordings / "noise" / "household").glob("*.flac")):
        noise = read_sound(path)
        for snr_db in (15, 5):
            home = Home(Room(noise=noise, noise_snr_db=snr_db))
            home.live(min(seconds(noise), 60.0))
            assert home.events == [], f"{path.name} at {snr_db} dB"


@pytest.mark.parametrize("has_reverb", [False, True])
def test_our_own_prompt_starts_no_turn(has_reverb: bool) -> None:
    """Its echo is as loud as a person, in a dry room and in one that rings for 0.2 s."""
    chance = np.random.default_rng(5)
    ringing = np.concatenate(([1.0], 0.05 * chance.normal(size=3200) * np.exp(-np.arange(3200) / 500)))
    home = Home(Room(echo_db=0.0, impulse=ringing if has_reverb else None))
    for pcm, _, _, _ in clips("statement-1", "yes", "start"):
        home.room.loudspeaker.play(pcm)
        home.live(seconds(pcm) + 1.0)
    assert home.events == []


def test_who_answers_after_our_prompt_is_heard_whole() -> None:
    """With echo at 0 dB, a reply 0.7 s after the prompt is one turn with all its words."""
    [(prompt, _, _, _), *_] = clips("close")
    for pcm, words, _, _ in clips("reflection-1", "no"):
        home = Home(Room(echo_db=0.0, noise=kitchen(), noise_snr_db=15))
        home.room.loudspeaker.play(prompt)
        home.live(seconds(prompt))
        home.room.say(pcm, home.room.now_s + 0.7, "Ben", words)
        home.live(seconds(pcm) + 2.5)
        assert home.heard() == [words]


def test_a_long_floor_is_recognized_as_it_goes() -> None:
    """Two statements in one breath are one turn whose words all arrive, most of them before it ends."""
    home = Home(Room(noise=kitchen(), noise_snr_db=15), is_following=False)
    said = list(clips("statement-1", "statement-2", "statement-3"))[::2]
    at_s = 1.0
    for pcm, words, _, _ in said:
        at_s = home.room.say(pcm, at_s, "Ana", words)
    home.live(at_s + 1.5)
    assert home.heard() == [" ".join(words for _, words, _, _ in said)]
    assert len(home.ears.replay([1], 12.0)) > 0


def test_virtual_time_is_much_faster_than_real_time() -> None:
    """A quiet minute takes well under 4 s even on a machine that is busy with other things (idle: over 100 times)."""
    home = Home(Room(noise=kitchen()))
    before = time.process_time()
    home.live(60.0)
    assert time.process_time() - before < 4.0
