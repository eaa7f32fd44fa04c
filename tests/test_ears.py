"""The ears with scripted engines: sound in, events out.

The scripted detector calls loud frames speech; frames are 20 ms. People talk at 4000, our own voice at 3000.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pytest

from hearback.audio.pcm import RATE_HZ, Clip, Pcm
from hearback.core.effects import Listen, Mode
from hearback.core.events import (
    DeviceLost,
    DeviceReturned,
    EngineFailed,
    Event,
    SafeWordHeard,
    TurnEnded,
    TurnHeard,
    TurnStarted,
)
from hearback.ears import Ears, Job
from hearback.engines.bank import SpotterBank
from hearback.engines.base import HeardText
from hearback.errors import EngineError

VOICE, NOTHING, ZEROS = 4000, 3, 0


def sound(seconds: float, level: int) -> Pcm:
    """Return so many seconds of one level."""
    return np.full(round(seconds * RATE_HZ), level, dtype=np.int16)


class LoudnessDetector:
    """Loud frames are speech; it dies when told to."""

    frame_samples = 320

    def __init__(self) -> None:
        self.is_dead = False
        self.frames = 0
        self.resets = 0

    def probability(self, frame: Pcm) -> float:
        """Return 1 for a loud frame."""
        if self.is_dead:
            raise EngineError("the detector is broken")
        self.frames += 1
        return float(np.abs(frame).max() > 1000)

    def reset(self) -> None:
        """Count how often it was told to forget."""
        self.resets += 1


class ScriptedRecognizer:
    """Gives one text after the other and keeps the clips it was given."""

    reads_back = True

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.clips: list[Clip] = []

    def transcribe(self, clip: Clip) -> HeardText:
        """Return the next text; "!" is a recognizer that dies."""
        self.clips.append(clip)
        text = self.texts.pop(0)
        if text == "!":
            raise EngineError("the recognizer is broken")
        return HeardText(text, 0.9)


class ScriptedAnswers:
    """Has one answer for any turn, and notes what it was fed."""

    def __init__(self, text: str | None) -> None:
        self.text = text
        self.fed = 0.0
        self.loud = 0
        self.asked = 0
        self.start_s = -1.0
        self.expects: list[tuple[str, ...]] = []

    def begin(self, start_s: float, expects: Sequence[str] = ()) -> None:
        """Begin anew."""
        self.expects.append(tuple(expects))
        self.start_s, self.fed, self.loud = start_s, 0.0, 0

    def feed(self, chunk: Pcm) -> None:
        """Count the sound."""
        if self.text == "!":
            raise EngineError("the answers are broken")
        self.fed += len(chunk) / RATE_HZ
        self.loud += int((np.abs(chunk) > 1000).sum())

    def answer(self) -> HeardText | None:
        """Return the text."""
        self.asked += 1
        return None if self.text is None else HeardText(self.text, 0.8)


class LevelSpotter:
    """Spots the loudest sound there is; dies of the lowest."""

    def feed(self, chunk: Pcm) -> bool:
        """Return whether full scale was in it."""
        if len(chunk) and chunk.min() == -32_768:
            raise EngineError("the spotter is broken")
        return bool(len(chunk)) and bool(chunk.max() == 32_767)

    def reset(self) -> None:
        """Nothing is remembered."""


class Rig:
    """Ears with scripted engines, and their recognizer's queue."""

    def __init__(self, *texts: str, answer: str | None = None, mode: Mode = "talk") -> None:
        self.detector = LoudnessDetector()
        self.recognizer = ScriptedRecognizer(*texts)
        self.answers = ScriptedAnswers(answer)
        self.jobs: list[Job] = []
        self.ears = Ears(
            detector=self.detector,
            recognizer=self.recognizer,
            answers=self.answers,
            jobs=self.jobs.append,
            bank=SpotterBank([LevelSpotter]),
        )
        self.listen(mode)

    def listen(self, mode: Mode) -> None:
        """Change the mode."""
        self.ears.listen(Listen("asked", None, mode, "key"))

    def hear(self, *parts: tuple[float, int], chunk: int = 320) -> list[Event]:
        """Feed parts of (seconds, level) in chunks."""
        whole = np.concatenate([sound(*part) for part in parts])
        return [
            event for first in range(0, len(whole), chunk) for event in self.ears.hear(whole[first : first + chunk])
        ]

    def recognize(self) -> list[Event]:
        """Do all the recognizer's work."""
        jobs, self.jobs[:] = list(self.jobs), []
        return [event for job in jobs for event in self.ears.recognize(job)]


def approx_ended(turn: int, voiced_s: float, silence_s: float) -> TurnEnded:
    """Return a TurnEnded that compares with tolerance."""
    return TurnEnded(turn, pytest.approx(voiced_s), pytest.approx(silence_s))


def names(events: Iterable[Event]) -> list[str]:
    """Return the kinds of the events."""
    return [type(event).__name__ for event in events]


SENTENCE = ((0.5, NOTHING), (2.0, VOICE), (1.0, NOTHING))


@pytest.mark.parametrize("chunk", [1, 160, 320, 333, 16_000, 999_999])
def test_a_turn_is_heard_in_chunks_of_any_length(chunk: int) -> None:
    """Start, end and words are the same however the microphone cuts the stream."""
    rig = Rig("I felt alone")
    parts = SENTENCE if chunk > 1 else ((0.1, NOTHING), (0.3, VOICE), (0.9, NOTHING))
    voiced_s = parts[1][0]
    assert rig.hear(*parts, chunk=chunk) == [TurnStarted(1), approx_ended(1, voiced_s, 0.8)]
    assert rig.recognize() == [TurnHeard(1, "I felt alone", 0.9)]


def test_the_clip_holds_the_first_sound_and_its_stream_time() -> None:
    """The pre-roll is in it, and nothing is missing or doubled."""
    rig = Rig("words")
    rig.hear(*SENTENCE, chunk=333)
    rig.recognize()
    clip = rig.recognizer.clips[0]
    assert clip.start_s == pytest.approx(0.26, abs=0.02)
    assert int((clip.samples == VOICE).sum()) == 2 * RATE_HZ
    assert clip.samples[0] == NOTHING


def test_a_long_turn_is_recognized_while_it_goes_on_and_heard_once() -> None:
    """The stretches' words are joined into one TurnHeard after the end."""
    rig = Rig("first part", "second part")
    assert names(rig.hear((7.0, VOICE), (0.4, NOTHING), (1.0, VOICE))) == ["TurnStarted"]
    assert len(rig.jobs) == 1
    assert rig.recognize() == []
    assert names(rig.hear((1.0, NOTHING))) == ["TurnEnded"]
    assert rig.recognize() == [TurnHeard(1, "first part second part", 0.9)]


def test_a_turn_whose_words_came_before_its_end_is_heard_at_its_end() -> None:
    """Nothing waits for a recognizer that has nothing to do any more."""
    rig = Rig("all of it")
    rig.hear((7.0, VOICE), (0.4, NOTHING))
    assert rig.recognize() == []
    assert rig.hear((0.5, NOTHING)) == [approx_ended(1, 7.0, 0.8), TurnHeard(1, "all of it", 0.9)]


@pytest.mark.parametrize("mode", ["answer", "talk", "starting", "control"])
def test_a_whole_answer_ends_its_turn_after_0_4_s(mode: Mode) -> None:
    """The answer is the turn's words, and no recognizer works for it."""
    rig = Rig(answer="yes", mode=mode)
    events = rig.hear((0.5, NOTHING), (0.3, VOICE), (0.4, NOTHING))
    assert events == [TurnStarted(1), approx_ended(1, 0.3, 0.4), TurnHeard(1, "yes", 0.8)]
    assert rig.jobs == []


def test_the_answer_recognizer_gets_the_whole_turn_once() -> None:
    """From the pre-roll to the silence, with every voiced sample exactly once, whatever the chunks."""
    for chunk in (320, 1000, 99_999):
        rig = Rig("x", mode="answer")
        rig.hear((0.5, NOTHING), (0.3, VOICE), (1.0, NOTHING), chunk=chunk)
        assert rig.answers.loud == pytest.approx(0.3 * RATE_HZ)
        assert rig.answers.start_s == pytest.approx(0.25, abs=0.02)
        assert rig.answers.asked == 1


def test_the_answer_recognizer_is_told_what_can_be_meant() -> None:
    """What is expected while a turn goes on counts from the next turn on."""
    rig = Rig("words", "words", mode="answer")
    rig.ears.listen(Listen("asked", None, "answer", "key", ("yes", "no")))
    rig.hear((0.5, VOICE))
    rig.ears.listen(Listen("floor", None, "talk", "key", ("done",)))
    rig.hear((0.5, VOICE), (1.0, NOTHING), (0.5, VOICE))
    assert rig.answers.expects == [("yes", "no"), ("done",)]


def test_what_is_no_answer_goes_to_the_recognizer() -> None:
    """The turn ends after 0.8 s and its words come later."""
    rig = Rig("no not really", mode="answer")
    assert rig.hear(*SENTENCE) == [TurnStarted(1), approx_ended(1, 2.0, 0.8)]
    assert rig.recognize() == [TurnHeard(1, "no not really", 0.9)]


def test_a_long_turn_is_no_short_answer() -> None:
    """After 4 s of voice nobody follows it as an answer, so it is held its full silence."""
    rig = Rig("much", answer="done")
    assert names(rig.hear((5.0, VOICE), (0.5, NOTHING))) == ["TurnStarted"]
    assert rig.answers.fed < 5.0


def test_an_answer_is_asked_for_in_each_silence() -> None:
    """Who says "yes" after a murmur of half a second's pause is understood at the second silence."""
    rig = Rig(mode="answer")
    rig.hear((0.5, VOICE), (0.5, NOTHING))
    rig.answers.text = "yes"
    assert rig.hear((0.3, VOICE), (0.4, NOTHING))[-1] == TurnHeard(1, "yes", 0.8)


@pytest.mark.parametrize("mode", ["starting", "control"])
def test_free_speech_is_not_recognized_outside_a_session_and_at_rest(mode: Mode) -> None:
    """Its turn has no words, gives no job and leaves no sound to replay."""
    rig = Rig("must not be asked", mode=mode)
    assert rig.hear(*SENTENCE) == [TurnStarted(1), approx_ended(1, 2.0, 0.8), TurnHeard(1, "", 0.0)]
    assert rig.jobs == []
    assert rig.answers.asked == 1
    assert len(rig.ears.replay([1], 12.0)) == 0


def test_while_starting_only_two_seconds_of_sound_exist() -> None:
    """What was said before is overwritten while people still talk."""
    rig = Rig("late", mode="starting")
    rig.hear((6.0, VOICE))
    rig.listen("talk")
    rig.hear((1.0, NOTHING))
    rig.recognize()
    assert np.count_nonzero(rig.recognizer.clips[0].samples == VOICE) <= 2.1 * RATE_HZ


def test_closed_ears_hear_nothing_and_forget_everything() -> None:
    """An open turn ends without words, waiting words never come, and the detector is given nothing."""
    rig = Rig("before", "during")
    rig.hear(*SENTENCE)
    rig.hear((1.0, VOICE))
    rig.listen("closed")
    frames = rig.detector.frames
    assert names(rig.hear((1.0, VOICE), (1.0, 32_767))) == ["TurnEnded"]
    assert rig.recognize() == []
    assert rig.detector.frames == frames
    assert len(rig.ears.replay([1, 2], 12.0)) == 0


def test_time_goes_on_while_closed() -> None:
    """A turn right after a closed time has the stream time of the samples that passed, and none of their sound."""
    rig = Rig("after")
    rig.listen("closed")
    rig.hear((3.0, VOICE), chunk=333)
    rig.listen("talk")
    rig.hear((0.1, NOTHING), (2.0, VOICE), (1.0, NOTHING), chunk=333)
    rig.recognize()
    clip = rig.recognizer.clips[0]
    assert clip.start_s == pytest.approx(2.86, abs=0.02)
    assert np.count_nonzero(clip.samples == VOICE) == 2 * RATE_HZ


def test_our_own_voice_starts_no_turn() -> None:
    """Neither while we speak nor in the 0.3 s after."""
    rig = Rig()
    rig.ears.speaking(is_playing=True)
    assert rig.hear((4.0, 3000)) == []
    rig.ears.speaking(is_playing=False)
    assert rig.hear((0.3, 3000), (2.0, NOTHING)) == []


def test_who_still_talks_after_our_voice_starts_a_turn_then() -> None:
    """The turn starts when the 0.3 s are over."""
    rig = Rig("late")
    rig.ears.speaking(is_playing=True)
    rig.hear((2.0, 3000))
    rig.ears.speaking(is_playing=False)
    assert rig.hear((0.3, VOICE)) == []
    assert rig.hear((1.0, VOICE), (0.8, NOTHING)) == [TurnStarted(1), approx_ended(1, 1.0, 0.8)]


def test_a_turn_ends_as_it_is_when_we_begin_to_speak() -> None:
    """Its words still come, and our own voice is not in its sound."""
    rig = Rig("cut short")
    rig.hear((1.0, VOICE), (0.1, NOTHING))
    rig.ears.speaking(is_playing=True)
    assert rig.hear((2.0, 3000)) == [approx_ended(1, 1.0, 0.1)]
    assert rig.recognize() == [TurnHeard(1, "cut short", 0.9)]
    assert not (rig.recognizer.clips[0].samples == 3000).any()


def test_an_answer_cut_by_our_voice_is_still_understood() -> None:
    """Where no recognizer follows, the answer recognizer is asked at the end."""
    rig = Rig(answer="pause", mode="control")
    rig.hear((0.5, VOICE))
    rig.ears.speaking(is_playing=True)
    assert rig.hear((0.1, 3000))[-1] == TurnHeard(1, "pause", 0.8)


def test_the_detector_runs_through_and_is_never_reset() -> None:
    """Our voice, the edges of turns and changes of mode leave its state alone."""
    rig = Rig("a", "b")
    rig.hear(*SENTENCE)
    rig.ears.speaking(is_playing=True)
    rig.hear((1.0, 3000))
    rig.ears.speaking(is_playing=False)
    rig.listen("answer")
    rig.hear(*SENTENCE)
    assert rig.detector.frames == 8 * 50
    assert rig.detector.resets == 0


def test_a_safe_word_is_heard_in_every_open_mode_also_over_our_voice() -> None:
    """Spotters get the raw sound, always."""
    modes: tuple[Mode, ...] = ("answer", "talk", "control")
    for mode in modes:
        rig = Rig(mode=mode)
        rig.ears.speaking(is_playing=True)
        assert rig.hear((0.02, 32_767)) == [SafeWordHeard()]


def test_a_turn_that_is_forgotten_before_its_words_has_none() -> None:
    """The job finds nothing, and the recognizer is not even asked."""
    rig = Rig("secret")
    rig.hear(*SENTENCE)
    rig.ears.forget([1])
    assert rig.recognize() == []
    assert rig.recognizer.clips == []


def test_an_open_turn_that_is_forgotten_ends_without_words() -> None:
    """What is said after the order belongs to it too."""
    rig = Rig("secret")
    rig.hear((7.0, VOICE), (0.4, NOTHING))
    rig.ears.forget([1])
    assert names(rig.hear((2.0, VOICE), (1.0, NOTHING))) == ["TurnEnded"]
    assert rig.recognize() == []
    assert len(rig.ears.replay([1], 12.0)) == 0


def test_a_forgotten_answer_has_no_words() -> None:
    """The short path obeys too."""
    rig = Rig(answer="yes", mode="answer")
    rig.hear((0.5, VOICE))
    rig.ears.forget([1])
    assert names(rig.hear((1.0, NOTHING))) == ["TurnEnded"]


def test_forgetting_everything_silences_all_turns() -> None:
    """Open and ended turns alike."""
    rig = Rig("a", "b")
    rig.hear(*SENTENCE)
    rig.hear((1.0, VOICE))
    rig.ears.forget_all()
    assert names(rig.hear((1.0, NOTHING))) == ["TurnEnded"]
    assert rig.recognize() == []
    assert len(rig.ears.replay([1, 2], 12.0)) == 0


def test_a_turn_can_be_replayed_from_memory() -> None:
    """Its voiced sound comes back, and of a long one the last part."""
    rig = Rig("a", "b")
    rig.hear(*SENTENCE)
    rig.hear((30.0, VOICE), (1.0, NOTHING))
    assert np.count_nonzero(rig.ears.replay([1], 12.0) == VOICE) == 2 * RATE_HZ
    assert 5.0 < len(rig.ears.replay([1, 2], 30.0)) / RATE_HZ <= 12.0


def test_a_recognizer_that_dies_keeps_nobody_waiting() -> None:
    """The failure is told, and the turn is heard without words."""
    rig = Rig("!")
    rig.hear(*SENTENCE)
    assert rig.recognize() == [EngineFailed("recognizer", "the recognizer is broken"), TurnHeard(1, "", 0.0)]


def test_without_a_recognizer_a_turn_has_no_words() -> None:
    """It is heard at its end, empty."""
    ears = Ears(detector=LoudnessDetector(), recognizer=None, answers=None, jobs=lambda _job: pytest.fail("a job"))
    ears.listen(Listen("floor", "Ana", "talk", "key"))
    events = ears.hear(np.concatenate([sound(*part) for part in SENTENCE]))
    assert events == [TurnStarted(1), approx_ended(1, 2.0, 0.8), TurnHeard(1, "", 0.0)]


def test_a_dead_detector_is_told_once_and_ends_the_turn() -> None:
    """Nobody is left talking for ever."""
    rig = Rig("words")
    rig.hear((1.0, VOICE))
    rig.detector.is_dead = True
    assert rig.hear((2.0, VOICE)) == [EngineFailed("detector", "the detector is broken"), approx_ended(1, 1.0, 0.8)]
    rig.detector.is_dead = False
    assert names(rig.hear((1.0, VOICE))) == ["TurnStarted"]


def test_dead_answers_are_told_once_and_the_recognizer_takes_over() -> None:
    """The turn goes the long way, and so do all later ones."""
    rig = Rig("one", "two", answer="!", mode="answer")
    assert names(rig.hear(*SENTENCE)) == ["TurnStarted", "EngineFailed", "TurnEnded"]
    assert rig.recognize() == [TurnHeard(1, "one", 0.9)]
    assert names(rig.hear(*SENTENCE)) == ["TurnStarted", "TurnEnded"]


def test_a_dead_spotter_is_told_once() -> None:
    """The others and the turns go on."""
    rig = Rig("words")
    assert rig.hear((0.1, -32_768), (1.0, NOTHING))[0] == EngineFailed("spotter", "the spotter is broken")
    assert names(rig.hear(*SENTENCE)) == ["TurnStarted", "TurnEnded"]


def test_a_microphone_of_zeros_is_lost_once_and_returns() -> None:
    """Three seconds of exact zeros mean no permission; a quiet room is never exactly zero."""
    rig = Rig()
    assert rig.hear((60.0, NOTHING)) == []
    assert rig.hear((2.9, ZEROS)) == []
    assert rig.hear((30.0, ZEROS)) == [DeviceLost("microphone")]
    assert rig.hear((1.0, NOTHING)) == [DeviceReturned("microphone")]
    assert rig.hear((2.9, ZEROS), (0.02, NOTHING), (2.9, ZEROS)) == []


def test_before_our_first_line_nobody_can_call() -> None:
    """While waiting for a start the spotters sleep; they wake with our first line, before anything is asked."""
    rig = Rig(mode="starting")
    assert rig.hear((0.5, 32_767)) == [TurnStarted(1)]
    rig = Rig(mode="starting")
    rig.ears.speaking(is_playing=True)
    rig.hear((0.02, NOTHING))
    assert rig.hear((0.02, 32_767)) == [SafeWordHeard()]


def test_spotters_sleep_in_a_still_room_and_hear_the_word_that_ends_the_stillness() -> None:
    """In a long rest they cost nothing; the first loud sound is heard whole."""
    rig = Rig(mode="control")
    assert rig.hear((10.0, NOTHING)) == []
    assert not rig.ears._bank._raw.is_awake
    assert SafeWordHeard() in rig.hear((0.1, VOICE), (0.1, 32_767))
