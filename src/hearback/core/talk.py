"""Following whoever talks: which turn is going on, which are still being recognized, and since when it is quiet.

Only turns that began after `listen` count: a turn of an earlier question changes nothing, however late its words come.
"""

from dataclasses import dataclass, field, replace

from hearback.core.events import Event, TurnEnded, TurnHeard, TurnStarted

LEAST_CONFIDENCE = 0.5
"""The recognizers' contract (`engines.base.HeardText`): below this a text is a guess."""

HEARING_LIMIT_S = 10.0
"""Recognition that takes longer than this is given up: the turn counts as heard without words."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn that was heard."""

    number: int
    text: str
    confidence: float
    voiced_s: float
    started_at: float
    after_quiet_s: float
    """How long it was quiet before the turn began."""

    @property
    def sure_text(self) -> str:
        """The text, if the recognizer is sure of it: a guess is nobody's answer and no control word."""
        return self.text if self.confidence >= LEAST_CONFIDENCE else ""


@dataclass
class Talk:
    """The turns since `listen`."""

    quiet_since: float = 0.0
    first_at: float | None = None
    """When the first turn began."""
    heard: list[Turn] = field(default_factory=list)
    voiced_s: float = 0.0
    _open: dict[int, Turn] = field(default_factory=dict)
    """Turns going on."""
    _unheard: dict[int, tuple[Turn, float]] = field(default_factory=dict)
    """Turns that ended and wait for their words, and when each is given up."""
    _early: dict[int, TurnHeard] = field(default_factory=dict)
    """Words that came before the end of their turn was known: two threads tell of them."""
    _numbers: list[int] = field(default_factory=list)

    def listen(self, now: float) -> None:
        """Begin to count; whatever was before is another step's."""
        self.quiet_since, self.first_at, self.voiced_s = now, None, 0.0
        self.heard, self._numbers = [], []
        self._open, self._unheard, self._early = {}, {}, {}

    @property
    def is_talking(self) -> bool:
        """Whether a turn is going on."""
        return bool(self._open)

    @property
    def talking_since(self) -> float:
        """When the oldest turn going on began."""
        return min((turn.started_at for turn in self._open.values()), default=float("inf"))

    @property
    def is_hearing(self) -> bool:
        """Whether words of an ended turn are still awaited."""
        return bool(self._unheard)

    @property
    def unheard(self) -> tuple[Turn, ...]:
        """Turns that ended and have no words yet."""
        return tuple(turn for turn, _ in self._unheard.values())

    @property
    def has_spoken(self) -> bool:
        """Whether any turn began."""
        return self.first_at is not None

    @property
    def numbers(self) -> tuple[int, ...]:
        """Every turn that began since `listen`."""
        return tuple(self._numbers)

    @property
    def deadline(self) -> float:
        """When the oldest recognition is given up."""
        return min((given_up for _, given_up in self._unheard.values()), default=float("inf"))

    def quiet_s(self, now: float) -> float:
        """Return how long nobody has talked."""
        return 0.0 if self.is_talking else now - self.quiet_since

    def skip(self, seconds: float, now: float) -> None:
        """Leave out time that our own voice filled: it was nobody's silence."""
        self.quiet_since = min(now, self.quiet_since + seconds)

    def drop(self, number: int) -> None:
        """Forget a turn that was heard."""
        self._numbers.remove(number)
        self.heard = [turn for turn in self.heard if turn.number != number]

    def note(self, event: Event, now: float) -> Turn | None:
        """Take an event; return the turn whose words just arrived (or were given up)."""
        match event:
            case TurnStarted(turn=number) if number not in self._numbers:
                self._start(number, now)
            case TurnEnded(turn=number) if number in self._open:
                self._end(event, now)
                early = self._early.pop(number, None)
                return None if early is None else self._hear(number, early.text, early.confidence)
            case TurnHeard(turn=number) if number in self._unheard:
                return self._hear(number, event.text, event.confidence)
            case TurnHeard(turn=number) if number in self._open:
                self._early[number] = event
            case _ if now >= self.deadline:
                return self._hear(min(self._unheard, key=lambda n: self._unheard[n][1]), "", 0.0)
        return None

    def _start(self, number: int, now: float) -> None:
        after_quiet_s = self.quiet_s(now)
        self._numbers.append(number)
        self._open[number] = Turn(number, "", 0.0, 0.0, now, after_quiet_s)
        if self.first_at is None:
            self.first_at = now

    def _end(self, event: TurnEnded, now: float) -> None:
        turn = replace(self._open.pop(event.turn), voiced_s=event.voiced_s)
        self.voiced_s += event.voiced_s
        self.quiet_since = max(self.quiet_since, now - event.silence_s)
        self._unheard[event.turn] = (turn, now + HEARING_LIMIT_S)

    def _hear(self, number: int, text: str, confidence: float) -> Turn:
        turn = replace(self._unheard.pop(number)[0], text=text, confidence=confidence)
        self.heard.append(turn)
        return turn
