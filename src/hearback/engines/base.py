"""The contracts of the engines. Every backend of a contract passes the same contract test.

All sound is 16 kHz mono int16 (`hearback.audio.pcm.Pcm`). An engine that can not start raises `EngineError` from its
constructor, with the line that mends it; one that fails later raises `EngineError` from the call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hearback.audio.pcm import Clip, Pcm


@dataclass(frozen=True, slots=True)
class HeardText:
    """What a recognizer made of a clip."""

    text: str
    """Lower case is not promised; empty when nothing was heard."""
    confidence: float
    """0-1: below 0.5 the words are not to be read back."""


class Detector(Protocol):
    """Tells speech from other sound, frame by frame."""

    frame_samples: int
    """The only frame length it takes (512 for silero, 480 for webrtc)."""

    def probability(self, frame: Pcm) -> float:
        """Return how likely it is that this frame is speech, 0-1. Frames are consecutive."""
        ...

    def reset(self) -> None:
        """Forget what came before (a new stream); never called at a turn's edge."""
        ...


class Recognizer(Protocol):
    """Turns a finished clip of speech into text. Called from one thread of its own, never the session's."""

    reads_back: bool
    """Its words are good enough to be read back; where False the listener's own voice is replayed."""

    def transcribe(self, clip: Clip) -> HeardText:
        """Return the heard text of the clip."""
        ...


class AnswerRecognizer(Protocol):
    """Follows short answers while they are spoken (a grammar): yes, no, done, repeat, pass, pause, ...

    `begin`, then `feed` with consecutive chunks of one turn, then `answer` any time (also repeatedly). It must not
    force ordinary speech into its grammar: what is not an answer is None.
    """

    def begin(self, start_s: float, expects: Sequence[str] = ()) -> None:
        """Start a new turn at this stream time, in which only these intents can be meant; empty: any of them."""
        ...

    def feed(self, chunk: Pcm) -> None:
        """Take the next sound of the turn, voiced or not."""
        ...

    def answer(self) -> HeardText | None:
        """Return the answer if all that was fed so far is one whole answer, else None."""
        ...


class Synthesizer(Protocol):
    """Makes sound of a line; playing it is ours."""

    def render(self, text: str, rate_wpm: int) -> Pcm:
        """Return the spoken text at about `rate_wpm` words a minute. Never blocks longer than a few seconds."""
        ...


class Spotter(Protocol):
    """Listens for one word or phrase in a stream of sound, in frames of any length."""

    def feed(self, chunk: Pcm) -> bool:
        """Take the next chunk; return True at the moment it is sure that the word was said."""
        ...

    def reset(self) -> None:
        """Forget what came before."""
        ...


@dataclass(frozen=True, slots=True)
class Spotted:
    """What a bank of spotters made of one chunk."""

    is_sure: bool = False
    """The word was said; one call is told once."""
    is_candidate: bool = False
    """Some member finds it worth a second look."""
    failures: tuple[str, ...] = ()
    """Why members died in this chunk; the others go on."""


class Bank(Protocol):
    """Several spotters for the same purpose; any sure one is enough."""

    def hear(self, raw: Pcm, cleaned: Pcm | None) -> Spotted:
        """Take the next chunk, also without our own voice; `cleaned` is None while nothing of ours is heard."""
        ...

    def sleep(self, chunk: Pcm) -> None:
        """Take a chunk in which nobody can call; the last of them are heard when it wakes."""
        ...
