"""The learned safe word, kept sealed: the word, who taught it, and the learned numbers. Never a take, never any sound.

- One file, `safe-word.sealed`, and one key. The key is in the system keyring where there is one, else in a file of its
  own beside it that only its owner may read.
- What that protects: with the keyring, a copied file or backup says nothing. With a key file it protects only a copy
  that leaves the key out: whoever can read your folder can read both.
- The file's first line says where its key is; it is sealed along, so nobody can change it unseen.
"""

import binascii
import json
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import platformdirs

from hearback.errors import ConfigError
from hearback.system_keyring import SystemKeyring

SEALED, KEY = "safe-word.sealed", "safe-word.key"
KEY_NAME = "safe-word"
FORM = b"hearback safe word 1, key in "
KEY_BYTES, NONCE_BYTES = 32, 12
"""AES-256-GCM, with the nonce length of NIST SP 800-38D."""
MEND = "teach it again: hearback setup word"


@dataclass(frozen=True, slots=True)
class StoredWord:
    """What is kept of a household's safe word."""

    text: str
    """The word itself; it is shown and said nowhere."""
    people: tuple[str, ...]
    """Whose takes it was learned from."""
    learned: bytes
    """What `LearnedWord.to_bytes` gave."""


class Keys(Protocol):
    """A place for keys; each method raises ConfigError where the place does not work."""

    name: str

    def read(self, name: str) -> bytes | None:
        """Return the key, None where there is none."""
        ...

    def write(self, name: str, key: bytes) -> None:
        """Keep the key."""
        ...

    def drop(self, name: str) -> None:
        """Forget the key, if there is one."""
        ...


class KeyFile:
    """Keeps the key in a file beside the sealed one, for its owner alone (mode 0600)."""

    name = "file"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> bytes | None:
        """Return the key, None where there is no file."""
        return _read(self._folder / f"{name}.key")

    def write(self, name: str, key: bytes) -> None:
        """Keep the key."""
        _replace(self._folder / f"{name}.key", key)

    def drop(self, name: str) -> None:
        """Remove the file."""
        _remove(self._folder / f"{name}.key")


def folder() -> Path:
    """Return where the sealed word is kept: the platform's data folder."""
    return platformdirs.user_data_path("hearback")


def exists(place: Path | None = None) -> bool:
    """Return whether a word is kept; asks no keyring."""
    return ((place or folder()) / SEALED).is_file()


def load(place: Path | None = None, keyring: Keys | None = None) -> StoredWord | None:
    """Return the kept word, None where none was ever kept.

    Raises ConfigError, with what mends it, if the file was changed or damaged or its key is gone or locked away.
    """
    where = place or folder()
    content = _read(where / SEALED)
    if content is None:
        return None
    first, _, sealed = content.partition(b"\n")
    keys = _named(first, where, keyring)
    key = keys.read(KEY_NAME)
    if key is None:
        raise ConfigError(f"{where / SEALED}: its key is gone from the {keys.name}; {MEND}")
    return _stored(_opened(sealed, key, first, where / SEALED), where / SEALED)


def save(word: StoredWord, place: Path | None = None, keyring: Keys | None = None) -> str:
    """Keep the word in place of an older one; return where its key is: "keyring" or "file".

    Raises ConfigError where the folder can not be written; the older word is then kept.
    """
    where = place or folder()
    keys, key = _ready_key(where, keyring or SystemKeyring())
    first = FORM + keys.name.encode()
    _replace(where / SEALED, first + b"\n" + _sealed(_content(word), key, first))
    if keys.name != KeyFile.name:
        KeyFile(where).drop(KEY_NAME)
    return keys.name


def forget(place: Path | None = None, keyring: Keys | None = None) -> bool:
    """Remove the word and its key; return whether a word was there.

    Raises ConfigError if the keyring does not let its key go; the word itself is gone then, and the key opens nothing.
    """
    where = place or folder()
    was_there, has_key_file = (where / SEALED).is_file(), (where / KEY).is_file()
    for name in (SEALED, SEALED + ".new", KEY, KEY + ".new"):
        _remove(where / name)
    if was_there and not has_key_file:
        (keyring or SystemKeyring()).drop(KEY_NAME)
    return was_there


def _named(first: bytes, where: Path, keyring: Keys | None) -> Keys:
    name = first.removeprefix(FORM).decode("ascii", "replace") if first.startswith(FORM) else ""
    if name == KeyFile.name:
        return KeyFile(where)
    ring = keyring or SystemKeyring()
    if name != ring.name:
        raise ConfigError(f"{where / SEALED}: is no sealed safe word, or of another version; {MEND}")
    return ring


def _ready_key(where: Path, ring: Keys) -> tuple[Keys, bytes]:
    """Return a key and the place that keeps it: the keyring, else a file."""
    try:
        return ring, _kept_key(ring)
    except ConfigError:
        beside = KeyFile(where)
        return beside, _kept_key(beside)


def _kept_key(keys: Keys) -> bytes:
    known = keys.read(KEY_NAME)
    if known is not None and len(known) == KEY_BYTES:
        return known
    fresh = os.urandom(KEY_BYTES)
    keys.write(KEY_NAME, fresh)
    return fresh


def _sealed(content: bytes, key: bytes, first: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, first)


def _opened(sealed: bytes, key: bytes, first: bytes, path: Path) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], first)
    except (InvalidTag, ValueError) as error:
        raise ConfigError(f"{path}: was damaged or changed, or its key is another one; {MEND}") from error


def _content(word: StoredWord) -> bytes:
    table = {"text": word.text, "people": word.people, "learned": b64encode(word.learned).decode()}
    return json.dumps(table).encode()


def _stored(content: bytes, path: Path) -> StoredWord:
    try:
        table: dict[str, Any] = json.loads(content)
        return StoredWord(table["text"], tuple(table["people"]), b64decode(table["learned"], validate=True))
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise ConfigError(f"{path}: is of another version; {MEND}") from error


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"{path}: can not be read ({error.strerror}); check its permissions") from error


def _replace(path: Path, content: bytes) -> None:
    """Write all or nothing, readable by its owner alone."""
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise ConfigError(f"{path}: can not be written ({error.strerror}); check the folder's permissions") from error


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(f"{path}: can not be removed ({error.strerror}); remove it by hand") from error
