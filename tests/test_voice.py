"""The voice: every line is answered, and a stop is a stop."""

from collections.abc import Iterator

import pytest

from fakes import PATIENCE_S, FakeLoudspeaker, FakeSynthesizer, dead_voice, taken
from hearback.audio.pcm import silence
from hearback.core.effects import Say
from hearback.core.events import DeviceLost, EngineFailed, LineEnded, LineStarted
from hearback.runner.inbox import Inbox
from hearback.runner.voice import Voice


class Stand:
    """A voice with its fakes."""

    def __init__(self) -> None:
        self.inbox, self.loudspeaker, self.synthesizer = Inbox(), FakeLoudspeaker(), FakeSynthesizer()
        self.loudspeaker.start()
        self.voice = Voice(self.loudspeaker, self.synthesizer, self.inbox, rate_wpm=140, limit_s=PATIENCE_S)


@pytest.fixture
def stand() -> Iterator[Stand]:
    """Give a voice and close it."""
    stand = Stand()
    yield stand
    stand.synthesizer.go_on.set()
    stand.voice.close()


def test_a_line_is_spoken_and_answered(stand: Stand) -> None:
    """The text is rendered at our rate, played, and its beginning and end are told with its id."""
    stand.voice.say(Say(3, "stage.why", "hello"))
    assert taken(stand.inbox, 2) == [LineStarted(3), LineEnded(3)]
    assert [list(pcm) for pcm in stand.loudspeaker.played] == [[140] * 5]


def test_a_read_back_is_not_kept(stand: Stand) -> None:
    """A fixed line may stay in the synthesizer's memory, a person's own words may not."""
    stand.voice.say(Say(1, "stage.why", "hello"))
    stand.voice.say(Say(2, "read-back", "I feel alone"))
    taken(stand.inbox, 4)
    assert stand.synthesizer.kept == ["hello"]


def test_it_speaks_from_the_first_to_the_last_sound(stand: Stand) -> None:
    """While a line sounds, and only then, the voice says that it speaks; a tone is no line."""
    stand.loudspeaker.holds = True
    stand.voice.tone(silence(0.1))
    assert stand.loudspeaker.got_sound.wait(PATIENCE_S)
    assert not stand.voice.speaking
    stand.voice.say(Say(1, "k", "hello"))
    assert taken(stand.inbox, 1) == [LineStarted(1)]
    assert stand.voice.speaking
    stand.loudspeaker.let_go()
    assert taken(stand.inbox, 1) == [LineEnded(1)]
    assert not stand.voice.speaking


def test_a_stop_drops_a_line_that_is_still_being_rendered(stand: Stand) -> None:
    """The late sound of a stopped line is never heard, its end is told at once, and the next line is spoken."""
    stand.synthesizer.hangs_on = "slow"
    stand.voice.say(Say(1, "k", "slow"))
    stand.voice.say(Say(2, "k", "queued"))
    assert stand.synthesizer.began.wait(PATIENCE_S)
    stand.voice.stop()
    stand.voice.say(Say(3, "k", "now"))
    assert taken(stand.inbox, 4) == [LineEnded(1), LineEnded(2), LineStarted(3), LineEnded(3)]
    stand.synthesizer.go_on.set()
    assert stand.voice.finish(PATIENCE_S)
    assert [len(pcm) for pcm in stand.loudspeaker.played] == [len("now"), 320]


def test_a_stop_silences_on_the_callers_thread(stand: Stand) -> None:
    """When stop returns, the loudspeaker has been told."""
    stand.loudspeaker.holds = True
    stand.voice.say(Say(1, "k", "hello"))
    taken(stand.inbox, 1)
    stand.voice.stop()
    assert stand.loudspeaker.stops == 1
    assert taken(stand.inbox, 1) == [LineEnded(1)]


def test_a_dead_synthesizer_is_told_and_nobody_waits(stand: Stand) -> None:
    """The failure and the line's end both come, and the voice tries the next line again."""
    stand.synthesizer.error = dead_voice()
    stand.voice.say(Say(1, "k", "hello"))
    assert taken(stand.inbox, 2) == [EngineFailed("synthesizer", "espeak-ng is not installed"), LineEnded(1)]
    stand.synthesizer.error = None
    stand.voice.say(Say(2, "k", "hello"))
    assert taken(stand.inbox, 2) == [LineStarted(2), LineEnded(2)]


def test_an_unknown_error_does_not_tell_what_was_to_be_said(stand: Stand) -> None:
    """A foreign exception may quote the line: only its type is told."""
    stand.synthesizer.error = RuntimeError("could not speak: I feel alone")
    stand.voice.say(Say(1, "read-back", "I feel alone"))
    assert taken(stand.inbox, 2) == [EngineFailed("synthesizer", "RuntimeError"), LineEnded(1)]


def test_a_synthesizer_that_hangs_is_given_up() -> None:
    """After its time limit the line ends with a failure."""
    inbox, synthesizer, loudspeaker = Inbox(), FakeSynthesizer(), FakeLoudspeaker()
    synthesizer.hangs_on = "slow"
    voice = Voice(loudspeaker, synthesizer, inbox, limit_s=0.01)
    voice.say(Say(1, "k", "slow"))
    failed, ended = taken(inbox, 2)
    assert isinstance(failed, EngineFailed)
    assert "in time" in failed.reason
    assert ended == LineEnded(1)
    synthesizer.go_on.set()
    voice.close()
    assert loudspeaker.played == []


def test_a_lost_loudspeaker_is_told(stand: Stand) -> None:
    """A line for a loudspeaker that is gone ends, and the loss is told."""
    stand.loudspeaker.close()
    stand.voice.say(Say(1, "k", "hello"))
    assert taken(stand.inbox, 2) == [DeviceLost("loudspeaker"), LineEnded(1)]
