"""The lines that can be spoken: their keys, what may stand in their braces, and which variant comes next.

The words themselves are files (`prompts/en/lines`); this table is the contract between them and the stages.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

LINES: Mapping[str, frozenset[str]] = {
    key: frozenset(names.split())
    for key, names in {
        "arrive.welcome": "",
        "arrive.kept": "",
        "arrive.words": "",
        "arrive.words_alone": "",
        "arrive.name": "name",
        "arrive.consent": "name",
        "arrive.thanks": "",
        "stage.why": "",
        "stage.how": "",
        "stage.breath": "",
        "stage.capacity": "name",
        "stage.low": "",
        "stage.lighter": "name",
        "stage.wish": "name",
        "appreciations.open": "",
        "appreciations.stem": "name",
        "appreciations.thanks": "name",
        "needs.open": "",
        "needs.connected": "name",
        "needs.distant": "name",
        "needs.more": "name",
        "needs.back": "name speaker",
        "reflect.intro": "",
        "reflect.want": "name",
        "reflect.open": "speaker listener",
        "reflect.ready": "name",
        "reflect.take_time": "name",
        "reflect.speak": "name",
        "reflect.reflect": "name speaker",
        "reflect.starter": "name",
        "reflect.shorter": "name listener",
        "reflect.read_back": "listener speaker",
        "reflect.replay": "listener speaker",
        "reflect.verdict": "speaker listener",
        "reflect.piece": "speaker listener",
        "reflect.again": "name speaker",
        "reflect.short": "speaker listener",
        "reflect.repeat_short": "name speaker",
        "reflect.park": "",
        "reflect.heard": "listener",
        "reflect.more": "name",
        "reflect.next_chunk": "name",
        "reflect.summary": "name speaker",
        "reflect.validate": "name speaker",
        "reflect.feeling": "name speaker",
        "reflect.word": "name",
        "reflect.switch": "speaker listener",
        "reflect.passed": "",
        "floor.more_or_done": "",
        "floor.not_begun": "",
        "floor.offer": "",
        "floor.nudge": "",
        "floor.hand_over": "",
        "floor.one_sentence": "",
        "floor.moved_on": "",
        "ask.missed": "",
        "ask.yes_no": "name",
        "ask.verdict": "name",
        "ask.capacity": "name",
        "ask.ready": "name",
        "ask.anything": "name",
        "rest.close": "",
        "close.open": "",
        "close.heard": "name",
        "close.topics": "name",
        "close.format": "name",
        "close.overall": "name",
        "close.reconnect": "name",
        "close.nothing_kept": "",
        "close.goodbye": "",
        "end.declined": "",
        "end.silence": "",
        "end.nobody": "",
        "end.device": "",
        "pause.line": "",
        "pause.options": "",
        "pause.return": "",
        "pause.ready": "name",
        "pause.hint": "name",
        "pause.carry_on": "name",
        "pause.more_time": "",
        "pause.breath": "",
        "pause.choose": "name",
        "pause.choose_hint": "name",
        "pause.lighter": "",
        "pause.smaller": "",
        "pause.enough": "",
        "pause.thanks": "",
        "pause.wish": "name",
        "pause.when": "name",
        "pause.when_hint": "name",
        "pause.agree_an_hour": "name",
        "pause.agree_this_evening": "name",
        "pause.agree_tomorrow": "name",
        "pause.an_hour": "",
        "pause.this_evening": "",
        "pause.tomorrow": "",
        "pause.no_time": "",
        "pause.end": "",
        "pause.slower": "",
        "word.welcome": "",
        "word.how": "",
        "word.ask": "",
        "word.objection": "",
        "word.better": "words",
        "word.takes": "count name",
        "word.normal": "",
        "word.quiet": "",
        "word.upset": "",
        "word.quick": "",
        "word.far": "",
        "word.silent": "",
        "word.loud": "",
        "word.cut": "",
        "word.long": "",
        "word.short": "",
        "word.read": "name",
        "word.reading": "",
        "word.measuring": "",
        "word.sure": "calls caught talk",
        "word.missed": "calls caught",
        "word.mistaken": "count talk",
        "word.keep": "name",
        "word.yes_no": "name",
        "word.kept": "",
        "word.not_kept": "",
        "word.gave_up": "",
        "yield.repeat": "",
        "fault.recognizer": "",
        "fault.synthesizer": "",
        "fault.detector": "",
        "fault.microphone": "",
        "fault.loudspeaker": "",
    }.items()
}
"""Each line's key and the names that may stand in its braces."""

READ_BACK = "read-back"
"""The key of a line made of a person's own words; no file can hold it."""

WORDS_PER_MINUTE = 155
"""PRACTICE C5: comfortable for younger and older listeners."""

LONGEST_LINE = 25
"""Words; PRACTICE C5, the one-breath test."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing we say."""

    key: str
    text: str

    @property
    def seconds(self) -> float:
        """How long it takes to say at the usual pace."""
        return max(1.0, len(self.text.split()) * 60 / WORDS_PER_MINUTE)


@dataclass
class Lines:
    """Picks the next variant of each line, so that the tenth session does not sound like the first."""

    variants: Mapping[str, tuple[str, ...]]
    seed: int = 0
    _said: dict[str, int] = field(default_factory=dict)

    def pick(self, key: str, **names: str) -> Line:
        """Return the line with its braces filled; variants come in turn, from a start that the seed chooses."""
        texts = self.variants[key]
        count = self._said.get(key, 0)
        self._said[key] = count + 1
        start = self.seed + sum(key.encode())
        return Line(key, texts[(start + count) % len(texts)].format(**names))
