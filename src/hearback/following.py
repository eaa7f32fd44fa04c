"""Following the open turn as a short answer, while it is spoken; the ears' part that knows the answer recognizer."""

from hearback.audio.pcm import Pcm
from hearback.core.events import EngineFailed, Event
from hearback.engines.base import AnswerRecognizer, HeardText
from hearback.errors import EngineError

ANSWER_SILENCE_S = 0.4
"""A whole answer is over after this much silence (PRACTICE C1)."""
LONGEST_ANSWER_S = 4.0
"""Voiced seconds after which a turn is no short answer any more; saves the work of following it."""


class Following:
    """Has the open turn's `answer` once it is a whole one and the person is silent; without an engine never."""

    def __init__(self, answers: AnswerRecognizer | None) -> None:
        self.answer: HeardText | None = None
        self._answers = answers
        self._is_on = False  # the open turn may still be a short answer
        self._is_asked = False  # once in each silence

    def begin(self, start_s: float, so_far: Pcm, expects: tuple[str, ...]) -> list[Event]:
        """Follow a turn from this stream time, with its sound so far, as an answer that can mean these."""
        self.answer, self._is_asked = None, False
        self._is_on = self._answers is not None
        if self._answers is None:
            return []
        self._answers.begin(start_s, expects)
        return self._feed(self._answers, so_far)

    def follow(self, frame: Pcm, voiced_s: float, quiet_s: float) -> list[Event]:
        """Take the turn's next frame; after it, `answer` may be known."""
        if self._answers is None or not self._is_on:
            return []
        if voiced_s > LONGEST_ANSWER_S:
            self._is_on = False
            return []
        events = self._feed(self._answers, frame)
        if quiet_s < ANSWER_SILENCE_S:
            self._is_asked = False
            return events
        return events if self._is_asked else [*events, *self._ask()]

    def ask_now(self) -> list[Event]:
        """Ask for the answer of a turn that was cut before its silence."""
        return [] if self._is_asked else self._ask()

    def end(self) -> None:
        """Follow no more, and forget the answer."""
        self.answer, self._is_on = None, False

    def _feed(self, answers: AnswerRecognizer, sound: Pcm) -> list[Event]:
        try:
            answers.feed(sound)
        except EngineError as error:
            return self._drop(error)
        return []

    def _ask(self) -> list[Event]:
        """Take the open turn's answer, if it is a whole one so far."""
        self._is_asked = True
        try:
            self.answer = self._answers.answer() if self._answers is not None and self._is_on else None
        except EngineError as error:
            return self._drop(error)
        return []

    def _drop(self, error: EngineError) -> list[Event]:
        self._answers, self._is_on = None, False
        return [EngineFailed("recognizer", str(error))]
