"""The ears while we speak, with a canceller: scripted engines as in `test_ears`.

The scripted canceller leaves nothing of our own voice (3000) and all of a person's (4000).
"""

import numpy as np

from hearback.audio.pcm import Pcm
from hearback.core.events import EngineFailed, Event, TalkedOver, TurnEnded, TurnHeard, TurnStarted
from hearback.ears import Ears
from hearback.engines.base import Spotted
from hearback.errors import EngineError
from test_ears import NOTHING, VOICE, LoudnessDetector, Rig, ScriptedAnswers, ScriptedRecognizer, approx_ended

OURS = 3000


class LevelCanceller:
    """Takes one level out; dies when told to."""

    def __init__(self) -> None:
        self.is_ours = False
        self.is_dead = False
        self.linear: Pcm = np.zeros(0, dtype=np.int16)

    def clean(self, chunk: Pcm) -> Pcm:
        """Return the chunk without our level."""
        if self.is_dead:
            raise EngineError("the canceller is broken")
        self.is_ours = bool((chunk == OURS).any()) or self.is_ours
        return np.where(chunk == OURS, NOTHING, chunk).astype(np.int16)


class OverUs(Rig):
    """Ears that have learned in two seconds of our voice that the canceller works."""

    def __init__(self, *texts: str, answer: str | None = None, proved_s: float = 2.0) -> None:
        self.detector, self.canceller = LoudnessDetector(), LevelCanceller()
        self.recognizer, self.answers = ScriptedRecognizer(*texts), ScriptedAnswers(answer)
        self.jobs = []
        self.ears = Ears(
            detector=self.detector,
            recognizer=self.recognizer,
            answers=self.answers,
            jobs=self.jobs.append,
            canceller=self.canceller,
        )
        self.listen("talk")
        self.ours((proved_s, OURS))
        self.hear((1.0, NOTHING))

    def ours(self, *parts: tuple[float, int]) -> list[Event]:
        """Feed parts of (seconds, level) while a line of ours is heard."""
        self.ears.speaking(is_playing=True)
        events = self.hear(*parts)
        self.ears.speaking(is_playing=False)
        return events


def test_our_own_voice_is_nobody() -> None:
    """Half a minute of it starts no turn."""
    assert OverUs().ours((30.0, OURS)) == []


def test_who_talks_over_us_and_goes_on_is_told_at_once() -> None:
    """0.7 voiced seconds after the beginning, while we still speak; the words come as of any turn."""
    rig = OverUs("wait a moment")
    assert rig.ours((1.0, OURS), (0.7, VOICE)) == []
    assert rig.ours((0.02, VOICE)) == [TalkedOver(1)]
    assert rig.hear((1.0, VOICE), (1.0, NOTHING)) == [approx_ended(1, 1.72, 0.8)]
    assert rig.recognize() == [TurnHeard(1, "wait a moment", 0.9)]


def test_a_short_sound_over_us_is_never_told() -> None:
    """A "yeah" over our line leaves no event, no work for the recognizer and no sound."""
    rig = OverUs()
    assert rig.ours((1.0, OURS), (0.4, VOICE), (2.0, OURS)) == []
    assert rig.jobs == []
    assert len(rig.ears.replay([1], 5.0)) == 0


def test_a_pause_over_us_counts_as_a_turn_of_its_own() -> None:
    """The one short answer that is heard over our line; nothing else can be meant."""
    rig = OverUs(answer="pause")
    assert rig.ours((1.0, OURS), (0.4, VOICE), (1.0, OURS)) == [
        TurnStarted(1),
        approx_ended(1, 0.4, 0.4),
        TurnHeard(1, "pause", 0.8),
    ]
    assert rig.answers.expects[-1] == ("pause",)


def test_an_early_answer_counts_once_our_line_is_over() -> None:
    """Who answers into our last words is heard as soon as our voice is gone, for what is expected then."""
    rig = OverUs(answer="yes")
    assert rig.ours((1.0, OURS), (0.3, VOICE)) == []
    assert rig.hear((0.2, VOICE), (0.6, NOTHING)) == [
        TurnStarted(1),
        approx_ended(1, 0.5, 0.4),
        TurnHeard(1, "yes", 0.8),
    ]
    assert rig.answers.expects[-1] == ()
    assert rig.answers.loud == round(0.5 * 16_000)


def test_before_it_proved_itself_turns_are_half_duplex() -> None:
    """In the first second of our voice nobody is heard over it."""
    assert OverUs(proved_s=0.0).ours((0.9, OURS), (2.0, VOICE)) == []


def test_after_two_wordless_turns_over_us_it_is_half_duplex_again() -> None:
    """What stopped us twice without a word was not a person."""
    rig = OverUs("", "")
    for turn in (1, 2):
        assert TalkedOver(turn) in rig.ours((1.0, VOICE), (1.0, OURS))
        assert [type(event) for event in rig.recognize()] == [TurnHeard]
    assert rig.ours((1.0, OURS), (2.0, VOICE), (1.0, OURS)) == []


def test_a_canceller_that_dies_leaves_half_duplex_ears() -> None:
    """It is reported once; people are still heard while we are silent."""
    rig = OverUs("hello")
    rig.canceller.is_dead = True
    assert rig.ours((0.02, OURS)) == [EngineFailed("canceller", "the canceller is broken")]
    assert rig.ours((1.0, OURS), (2.0, VOICE), (1.0, NOTHING)) == []
    assert [type(event) for event in rig.hear((1.0, VOICE), (1.0, NOTHING))] == [TurnStarted, TurnEnded]


class DoubtfulBank:
    """Finds a candidate where the level is a person's, and the word at none."""

    def hear(self, raw: Pcm, cleaned: Pcm | None) -> Spotted:  # noqa: ARG002 -- the contract
        """Doubt."""
        return Spotted(is_candidate=bool((raw == VOICE).any()))

    def sleep(self, chunk: Pcm) -> None:
        """Nothing is remembered."""


def test_a_candidate_quiets_our_voice_for_a_moment() -> None:
    """Soft at once, as loud as before 0.6 s after the last doubt; nobody is told of it."""
    ducks: list[bool] = []
    ears = Ears(
        detector=LoudnessDetector(),
        recognizer=None,
        answers=None,
        jobs=lambda _job: None,
        bank=DoubtfulBank(),
        duck=ducks.append,
    )
    rig = Rig()
    rig.ears = ears
    rig.listen("talk")
    assert rig.hear((0.1, VOICE)) == []
    assert ducks == []  # we were silent
    ears.speaking(is_playing=True)
    assert rig.hear((0.02, OURS), (0.02, VOICE)) == []
    assert ducks == [True]
    assert rig.hear((0.58, OURS)) == []
    assert ducks == [True]
    rig.hear((0.04, OURS))
    assert ducks == [True, False]
