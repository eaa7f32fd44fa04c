"""The sealed safe word: what goes in comes out, to its owner alone, and nothing of it stands in plain sight."""

import stat
from pathlib import Path

import pytest

from hearback import word_store
from hearback.errors import ConfigError
from hearback.word_store import KEY, SEALED, StoredWord

WORD = StoredWord("marigold", ("Ana", "Ben"), bytes(range(256)))


class FakeKeys:
    """A keyring in memory; `is_open` tells whether it answers."""

    name = "keyring"

    def __init__(self, *, is_open: bool = True) -> None:
        self.is_open = is_open
        self.kept: dict[str, bytes] = {}

    def _answer(self) -> None:
        if not self.is_open:
            raise ConfigError("there is no system keyring here")

    def read(self, name: str) -> bytes | None:
        """Return the key."""
        self._answer()
        return self.kept.get(name)

    def write(self, name: str, key: bytes) -> None:
        """Keep the key."""
        self._answer()
        self.kept[name] = key

    def drop(self, name: str) -> None:
        """Forget the key."""
        self._answer()
        self.kept.pop(name, None)


OPEN, NONE = FakeKeys, lambda: FakeKeys(is_open=False)


def modes(folder: Path) -> dict[str, int]:
    """Return each file with its permission bits."""
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


@pytest.mark.parametrize(("keys", "place", "files"), [(OPEN(), "keyring", {SEALED}), (NONE(), "file", {SEALED, KEY})])
def test_a_word_comes_back(keys: FakeKeys, place: str, files: set[str], tmp_path: Path) -> None:
    """With a keyring and without one; every file is for its owner alone, and no half-written one is left."""
    folder = tmp_path / "new" / "folder"
    assert word_store.load(folder, keys) is None
    assert not word_store.exists(folder)
    assert word_store.save(WORD, folder, keys) == place
    assert word_store.load(folder, keys) == WORD
    assert word_store.exists(folder)
    assert modes(folder) == dict.fromkeys(files, 0o600)


@pytest.mark.parametrize("keys", [OPEN(), NONE()])
def test_nothing_of_it_stands_in_plain_sight(keys: FakeKeys, tmp_path: Path) -> None:
    """Neither the word nor the names nor the numbers can be read from the sealed file, and no two files are alike."""
    word_store.save(WORD, tmp_path, keys)
    first = (tmp_path / SEALED).read_bytes()
    assert not [secret for secret in (b"marigold", b"Ana", WORD.learned[:16], b"learned") if secret in first]
    word_store.save(WORD, tmp_path, keys)
    assert (tmp_path / SEALED).read_bytes() != first


@pytest.mark.parametrize("at", [0, 10, 26, 45, -1])
def test_a_changed_byte_is_noticed(at: int, tmp_path: Path) -> None:
    """Wherever it is: in the first line, the nonce or the sealed part; the error says what mends it."""
    word_store.save(WORD, tmp_path, NONE())
    content = bytearray((tmp_path / SEALED).read_bytes())
    content[at] ^= 1
    (tmp_path / SEALED).write_bytes(content)
    with pytest.raises(ConfigError, match="hearback setup word"):
        word_store.load(tmp_path, NONE())


@pytest.mark.parametrize("content", [b"", b"\n", b"hello", b"hearback safe word 1, key in file\n", b"\xff\xfe\n\x00"])
def test_another_file_is_no_word(content: bytes, tmp_path: Path) -> None:
    """A file that was cut off or is something else is told with its mend."""
    word_store.save(WORD, tmp_path, NONE())
    (tmp_path / SEALED).write_bytes(content)
    with pytest.raises(ConfigError, match="hearback setup word"):
        word_store.load(tmp_path, NONE())


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    """A wrong key, a cut one and a lost one are each told with their mend."""
    word_store.save(WORD, tmp_path, NONE())
    for key in (bytes(32), b"short"):
        (tmp_path / KEY).write_bytes(key)
        with pytest.raises(ConfigError, match="hearback setup word"):
            word_store.load(tmp_path, NONE())
    (tmp_path / KEY).unlink()
    with pytest.raises(ConfigError, match="key is gone"):
        word_store.load(tmp_path, NONE())


def test_a_first_line_from_another_file_is_noticed(tmp_path: Path) -> None:
    """Nobody can make a word sealed by the keyring look like one with a key file, with a key of their own beside."""
    keys = OPEN()
    word_store.save(WORD, tmp_path, keys)
    (tmp_path / KEY).write_bytes(keys.kept["safe-word"])
    sealed = (tmp_path / SEALED).read_bytes()
    (tmp_path / SEALED).write_bytes(sealed.replace(b"keyring", b"file", 1))
    with pytest.raises(ConfigError, match="changed"):
        word_store.load(tmp_path, keys)


def test_a_locked_keyring_is_told(tmp_path: Path) -> None:
    """A word sealed by the keyring can not be had without it, and nobody is told that it is gone."""
    keys = OPEN()
    word_store.save(WORD, tmp_path, keys)
    keys.is_open = False
    with pytest.raises(ConfigError, match="keyring"):
        word_store.load(tmp_path, keys)
    keys.is_open = True
    assert word_store.load(tmp_path, keys) == WORD


def test_a_later_word_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    """Also when a keyring came between: the key file is gone then."""
    word_store.save(WORD, tmp_path, NONE())
    keys = OPEN()
    later = StoredWord("pineapple", ("Cleo", "Dan"), b"2")
    word_store.save(later, tmp_path, keys)
    assert word_store.load(tmp_path, keys) == later
    assert set(modes(tmp_path)) == {SEALED}


@pytest.mark.parametrize("keys", [OPEN(), NONE()])
def test_forgetting_leaves_nothing(keys: FakeKeys, tmp_path: Path) -> None:
    """File, key and what a broken-off writing left are gone; forgetting again says that there was nothing."""
    word_store.save(WORD, tmp_path, keys)
    (tmp_path / f"{SEALED}.new").write_bytes(b"half")
    assert word_store.forget(tmp_path, keys)
    assert list(tmp_path.iterdir()) == []
    assert keys.kept == {}
    assert word_store.load(tmp_path, keys) is None
    assert not word_store.forget(tmp_path, keys)


def test_a_broken_word_can_be_forgotten(tmp_path: Path) -> None:
    """Also one whose first line no longer says where its key is, with a keyring and without one."""
    word_store.save(WORD, tmp_path, NONE())
    (tmp_path / SEALED).write_bytes(b"broken")
    assert word_store.forget(tmp_path, NONE())
    keys = OPEN()
    word_store.save(WORD, tmp_path, keys)
    (tmp_path / SEALED).write_bytes(b"broken")
    assert word_store.forget(tmp_path, keys)
    assert keys.kept == {}


def test_a_folder_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    """The path and a mend are named, and the older word is still there."""
    word_store.save(WORD, tmp_path, NONE())
    (tmp_path / f"{SEALED}.new").mkdir()
    with pytest.raises(ConfigError, match=r"safe-word.*can not be written.*permissions"):
        word_store.save(StoredWord("pineapple", (), b""), tmp_path, NONE())
    assert word_store.load(tmp_path, NONE()) == WORD
