"""Who checks in: from the settings, else asked for once, else two plain names."""

from collections.abc import Callable
from pathlib import Path

from hearback.config import Config, remember_people, with_flags
from hearback.errors import ConfigError

NOBODY_NAMED = ("Partner one", "Partner two")

Ask = Callable[[str], str]


def with_people(config: Config, path: Path, ask: Ask | None, say: Callable[[str], None]) -> Config:
    """Return the config with at least two people in it.

    `ask` puts a question to the terminal, None where there is none. Typed names are kept in the config file at `path`.
    Raises ConfigError for a single name, or names that can not be used or kept.
    """
    if len(config.people) == 1:
        raise ConfigError(f"people: {config.people[0]} alone can not check in; name at least two")
    if config.people:
        return config
    if ask is None:
        say(f"No names are set, so you are {NOBODY_NAMED[0]} and {NOBODY_NAMED[1]}; --person NAME changes that.")
        return with_flags(config, people=NOBODY_NAMED)
    named = with_flags(config, people=_asked(ask))
    remember_people(path, named.people)
    say(f"Your names are kept in {path}, for you alone to read.")
    return named


def _asked(ask: Ask) -> tuple[str, ...]:
    """Return typed names: two at least, an empty line ends."""
    names: list[str] = []
    while True:
        name = ask(f"Name of person {len(names) + 1}{' (or just Enter)' if len(names) >= 2 else ''}: ").strip()
        if name:
            names.append(name)
        elif len(names) >= 2:
            return tuple(names)
