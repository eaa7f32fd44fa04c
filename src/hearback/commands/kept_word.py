"""The safe word that was learned, for a session: its text among the settings, and its numbers for the spotter."""

from collections.abc import Callable
from pathlib import Path

from hearback import word_store
from hearback.config import Config, with_flags
from hearback.engines.learned_word import LearnedWord, word_from_bytes
from hearback.word_store import Keys


def with_kept_word(
    config: Config, say: Callable[[str], None], place: Path | None = None, keyring: Keys | None = None
) -> tuple[Config, LearnedWord | None]:
    """Return the config with the learned word as its safe word, and the word; the config as it is where none is kept.

    The learned word wins over a typed one: everyone said yes to it. Raises ConfigError or JournalError, with what mends
    it, if it is kept but can not be read: nobody should begin in the belief that it counts.
    """
    stored = word_store.load(place, keyring)
    if stored is None:
        return config, None
    if config.safe_word and config.safe_word.casefold() != stored.text.casefold():
        say("the settings name another safe_word; the learned one counts, until `hearback setup word --forget`")
    return with_flags(config, safe_word=stored.text), word_from_bytes(stored.learned)


def offered(ask: Callable[[str], str], teach: Callable[[], int], say: Callable[[str], None]) -> bool:
    """Offer to choose the word before the first check-in; return whether one is kept now.

    `teach` is the whole of `hearback setup word`. A no is fine: the words that always work are named.
    """
    try:
        answer = ask("Choose your safe word now? It takes about five minutes. [Y/n] ")
    except EOFError:
        answer = "n"
    if answer.strip().lower() in ("", "y", "yes") and teach() == 0:
        return True
    say('without one, "pause" and the space bar stop everything; `hearback setup word` chooses one later')
    return False
