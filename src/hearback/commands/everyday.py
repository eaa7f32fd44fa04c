"""What a household says every day, for choosing a safe word: the lists of the prompt folders, and how words sound."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from hearback.core.intents import words_of
from hearback.core.program import Prompts
from hearback.core.safe_word import PROPOSALS, STOPPING, Everyday, Phones
from hearback.engines.answers_sphinx import model_folder
from hearback.engines.pronunciation import Dictionary
from hearback.errors import ProgramError
from hearback.tables import read_table

COMMON_WORDS = "common_words.toml"
LISTS = ("words", "names")


def everyday(folders: Sequence[Path], prompts: Prompts, people: Iterable[str], word: str) -> Everyday:
    """Return what `word` has to keep away from; an own folder's list is added to the shipped one.

    Raises ProgramError for a list that can not be read, EngineError where the dictionary of sounds is missing.
    """
    tables = [_lists(folder / COMMON_WORDS) for folder in folders if (folder / COMMON_WORDS).is_file()]
    common, names = (frozenset(word for table in tables for word in words_of(table[key])) for key in LISTS)
    names |= {part for name in people for part in words_of(name)}
    meant = (text for texts in prompts.wordings.values() for text in texts)
    said = {part for text in (word, *PROPOSALS, *STOPPING, *meant) for part in words_of(text)}
    dictionary = Dictionary(model_folder().with_name("cmudict-en-us.dict"), said | common | names)

    @cache
    def sounds(spoken: str) -> Phones:
        return dictionary.sounds(spoken)[0]

    return Everyday(common, names, sounds)


def _lists(path: Path) -> dict[str, str]:
    table = read_table(path, ProgramError)
    wrong = [key for key in LISTS if not isinstance(table.get(key, ""), str)]
    if wrong:
        raise ProgramError(f"{path}: {wrong[0]} must be one text of words, parted by spaces")
    return {key: table.get(key, "") for key in LISTS}
