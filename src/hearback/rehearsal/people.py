"""Virtual people: at each moment they say what the file wants of them, and otherwise cooperate.

A moment is counted for each person by its kind. What the file does not take, people answer by themselves: they say yes,
speak, reflect, confirm and say "I'm done".
"""

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from hearback.core.effects import Listen
from hearback.rehearsal.file import AFTER_S, SaySpec, When

STATEMENT_S, REFLECTION_S, ANSWER_S = 45.0, 25.0, 2.0
"""How long what they say by themselves lasts, where no sound tells."""
LENGTHS = {"appreciations.": 30.0, "needs.back": ANSWER_S, "needs.": 35.0, "stems.": 35.0, "stage.wish": 12.0,
           "reflect.piece": 12.0, "reflect.short": 6.0, "appreciations.thanks": ANSWER_S}  # fmt: skip
"""The same for particular lines: stems take the time that their stage gives; the longest key wins."""
DONE_AFTER_S = 1.0
"""Between the last word and "I'm done"."""
GIVEN_WPM = 150
"""How fast given texts are spoken, where no sound tells."""


@dataclass(frozen=True, slots=True)
class Utter:
    """Something one person is about to say."""

    who: str
    text: str
    after_s: float
    """Seconds of silence before it, after the moment or after what was said before."""
    seconds: float | None
    """How long it lasts; None leaves it to the words."""


@dataclass
class People:
    """Everyone in the room."""

    names: Sequence[str]
    says: Sequence[SaySpec]
    words: dict[str, list[str]] = field(default_factory=lambda: words("en"))
    _moments: Counter[tuple[str, str]] = field(default_factory=Counter)
    _taken: set[int] = field(default_factory=set)
    _used: Counter[str] = field(default_factory=Counter)

    def at(self, when: When, who: str, listen: Listen | None = None, *, is_talking: bool = False) -> list[Utter]:
        """Return what this person says at this moment, in order; nothing by themselves while they talk already."""
        say = self._override(when, who)
        if say is not None:
            return _given(say)
        if is_talking or listen is None:
            return []
        return self._cooperate(when, who, listen)

    @property
    def unsaid(self) -> list[SaySpec]:
        """The wishes of the file whose moment never came."""
        return [say for at, say in enumerate(self.says) if at not in self._taken]

    def _override(self, when: When, who: str) -> SaySpec | None:
        """Count the moment, and return the first wish of the file that it fulfils."""
        self._moments[who, when] += 1
        self._moments[who, "any"] += 1
        for at, say in enumerate(self.says):
            if at not in self._taken and say.who == who and self._is_now(say, when):
                self._taken.add(at)
                return say
        return None

    def _is_now(self, say: SaySpec, when: When) -> bool:
        count = self._moments[say.who, say.when]
        # "any" is the next moment: several such wishes are fulfilled one after another.
        return say.nth <= count if say.when == "any" else say.when == when and say.nth == count

    def _cooperate(self, when: When, who: str, listen: Listen) -> list[Utter]:
        match when:
            case "waiting":
                return [self._utter(who, "start")] if who == self.names[0] else []
            case "floor":
                return self._speak(who, listen.key)
            case "reflect":
                return [self._utter(who, "reflection", REFLECTION_S)]
            case "asked":
                return self._answer(who, listen)
            case "verdict" | "pause":
                return [self._utter(who, "default")]
            case _:
                return []

    def _speak(self, who: str, key: str) -> list[Utter]:
        kind = {"reflect.piece": "piece", "reflect.short": "short"}.get(key, "statement")
        return [self._utter(who, kind, _length(key, STATEMENT_S)), self._done(who)]

    def _answer(self, who: str, listen: Listen) -> list[Utter]:
        if listen.key == "floor.not_begun":
            return self._speak(who, listen.key)
        answer = self._utter(who, self._kind(listen.key), _length(listen.key, ANSWER_S))
        is_stem = listen.mode == "talk" and (answer.seconds or 0) > ANSWER_S
        return [answer, self._done(who)] if is_stem and listen.key != "stage.wish" else [answer]

    def _kind(self, key: str) -> str:
        if key in self.words:
            return key
        return "stem" if key.startswith("stems.") else "default"

    def _done(self, who: str) -> Utter:
        text = self._utter(who, "done").text
        return Utter(who, text, DONE_AFTER_S, ANSWER_S / 2)

    def _utter(self, who: str, kind: str, seconds: float = ANSWER_S) -> Utter:
        wordings = self.words[kind]
        text = wordings[self._used[kind] % len(wordings)]
        self._used[kind] += 1
        return Utter(who, text.format(name=who), AFTER_S, seconds)


def words(language: str) -> dict[str, list[str]]:
    """Return what people say by themselves in this language, by kind or line key."""
    source = files("hearback.rehearsal") / "words" / f"{language}.toml"
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    return {**table.pop("asked"), **table}


def _length(key: str, otherwise: float) -> float:
    near = [name for name in LENGTHS if key.startswith(name)]
    return LENGTHS[max(near, key=len)] if near else otherwise


def _given(say: SaySpec) -> list[Utter]:
    """Return the parts of a given text, each after the silences before it."""
    found: list[Utter] = []
    after_s = say.after_s
    for part in say.parts:
        if isinstance(part, str):
            if part.strip():
                found.append(Utter(say.who, part, after_s, None))
                after_s = 0.0
        else:
            after_s += part
    return found


def spoken_s(utter: Utter) -> float:
    """Return how long it lasts where no sound tells."""
    return utter.seconds if utter.seconds is not None else max(0.3, len(utter.text.split()) * 60 / GIVEN_WPM)
