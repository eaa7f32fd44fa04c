"""What a household has chosen: one small TOML file in the user's config folder, checked as a whole.

A missing file means the defaults. Every problem is named at once, with its key and what would be right. Flags given
on the command line win over the file.
"""

import difflib
import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, ValidationError, field_validator

from hearback.errors import ConfigError

_EMPTY_PEOPLE = re.compile(r"^[ \t]*people[ \t]*=[ \t]*\[\s*\][^\n]*\n?", re.MULTILINE)
_NAME_LIMIT = 40  # a name must fit the light line beside everything else


class Config(BaseModel):
    """Every setting, with its default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    people: tuple[str, ...] = ()
    """Who checks in, by the names they want to be called."""
    safe_word: str | None = None
    language: Literal["en"] = "en"
    program: str = "quick"
    """A program's name, or the path of a program file."""
    profile: Literal["guided", "patient"] = "guided"
    """How long silences may grow (PRACTICE C6)."""
    recognizer: Literal["auto", "whisper", "sphinx"] = "auto"
    model: str = "base.en"
    """The Whisper model's name."""
    detector: Literal["silero", "webrtc"] = "silero"
    synthesizer: Literal["auto", "espeak-ng", "pyttsx3"] = "auto"
    voice: str | None = None
    """The synthesizer's own name of a voice; None for its default."""
    rate_wpm: Annotated[StrictInt, Field(ge=120, le=200)] = 155
    """Words a minute; range and default from PRACTICE C5."""
    read_back: Literal["words", "voice", "off"] = "words"
    microphone: str | None = None
    loudspeaker: str | None = None
    prompts: Path | None = None
    """The household's own prompt folder; its lines win over the shipped ones."""
    tones: StrictBool = True

    @field_validator("people")
    @classmethod
    def _people_can_be_called(cls, people: tuple[str, ...]) -> tuple[str, ...]:
        names = tuple(name.strip() for name in people)
        for name in names:
            if not name or len(name) > _NAME_LIMIT or not name.isprintable():
                raise ValueError(f"must be names of 1 to {_NAME_LIMIT} printable letters")
        if len({name.casefold() for name in names}) < len(names):
            raise ValueError("must be different names, so that each person can be called")
        return names


def config_path(flag: Path | None = None, environ: Mapping[str, str] | None = None) -> Path:
    """Return the file to read: the flag, else HEARBACK_CONFIG, else the platform's config folder."""
    given = flag or (os.environ if environ is None else environ).get("HEARBACK_CONFIG")
    return Path(given) if given else platformdirs.user_config_path("hearback") / "config.toml"


def load(path: Path) -> Config:
    """Return the settings in the file, the defaults if there is none.

    Raises ConfigError for a file that can not be read, is not UTF-8 or TOML, or holds a wrong or unknown setting.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise ConfigError(f"{path}: can not be read ({error.strerror}); check its permissions") from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}, line {line}: is not UTF-8 text; save it as UTF-8") from error
    try:
        settings = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from error
    return _checked(settings, str(path), _key)


def with_flags(config: Config, **flags: object) -> Config:
    """Return the config with every flag that is not None put over it; raises ConfigError for a wrong one."""
    given = {key: value for key, value in flags.items() if value is not None}
    return _checked(config.model_dump() | given, "command line", _flag)


def remember_people(path: Path, people: tuple[str, ...]) -> None:
    """Write the names into the config file, keep the rest of it, and let nobody else read it (mode 0600).

    Raises ConfigError where the folder can not be written.
    """
    try:
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        names = ", ".join(json.dumps(name, ensure_ascii=False) for name in people)
        _replace(path, f"people = [{names}]\n" + _EMPTY_PEOPLE.sub("", old))
    except OSError as error:
        raise ConfigError(f"{path}: the names can not be kept ({error.strerror}); give them with --person") from error


def shipped_prompts() -> Path:
    """Return the folder of the shipped prompts: in the installed package, else in the checkout."""
    here = Path(__file__).parent
    for folder in (here / "prompts", here.parents[1] / "prompts"):
        if folder.is_dir():
            return folder
    raise ConfigError(f"{here}: the shipped prompts are missing; install hearback again")


def prompt_folders(config: Config) -> tuple[Path, ...]:
    """Return the folders of prompts in the config's language, the household's own first.

    An own folder holds the files itself or, like the shipped one, a folder per language.
    """
    shipped = shipped_prompts() / config.language
    if config.prompts is None:
        return (shipped,)
    own = config.prompts.expanduser()
    if not own.is_dir():
        raise ConfigError(f"prompts: {own} is not a folder; name the folder that holds your own prompts")
    by_language = own / config.language
    return (by_language if by_language.is_dir() else own, shipped)


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)


def _key(key: str) -> str:
    return key


def _flag(key: str) -> str:
    return "--person" if key == "people" else "--" + key.replace("_", "-")


def _checked(settings: Mapping[str, object], where: str, spelled: Callable[[str], str]) -> Config:
    try:
        return Config.model_validate(settings)
    except ValidationError as error:
        problems = "; ".join(_problem(each, spelled) for each in error.errors())
        raise ConfigError(f"{where}: {problems}") from error


def _problem(error: Any, spelled: Callable[[str], str]) -> str:
    key = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        close = difflib.get_close_matches(key, Config.model_fields, n=1)
        fix = f"did you mean {close[0]}?" if close else "known keys: " + ", ".join(Config.model_fields)
        return f"unknown key {spelled(key)} ({fix})"
    context = error.get("ctx", {})
    if "expected" in context:
        right = f"must be {context['expected']}"
    elif error["type"] == "value_error":
        right = str(context["error"])
    else:
        right = error["msg"].replace("Input should be", "must be")
    return f"{spelled(key)} {right}, not {error['input']!r}"
