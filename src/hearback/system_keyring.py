"""Keys in the system's own keyring, where there is one: the login keychain, the Secret Service or Windows' vault.

- Never asks and never waits for long: a locked keyring counts as absent, and every call has a time limit.
- Only the system's own keyrings are used. Others that may be installed ask for a password in the terminal.
"""

import base64
import binascii
import queue
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol

from hearback.errors import ConfigError

SERVICE = "hearback"
LIMIT_S = 3.0
"""A keyring that works answers within 0.1 s; one that asks the person first waits for ever."""

_OUTCOME = tuple[Any, Exception | None]


class Keyring(Protocol):
    """What is used of a backend of the package `keyring`."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is kept, or None."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Drop it; raises where there is none."""
        ...


class SystemKeyring:
    """Keeps keys by name. Every failure is a ConfigError with what mends it."""

    name = "keyring"

    def __init__(self, find: Callable[[], Keyring | None] | None = None, limit_s: float = LIMIT_S) -> None:
        """`find` returns the system's keyring or None; `limit_s` is how long a call may take."""
        self._find = find or system_keyring
        self._limit_s = limit_s

    def read(self, name: str) -> bytes | None:
        """Return the key, None where there is none; raises ConfigError without a keyring that answers."""
        text = self._within_limit(lambda ring: ring.get_password(SERVICE, name))
        try:
            return None if text is None else base64.b64decode(text, validate=True)
        except binascii.Error as error:
            raise ConfigError(f"the system keyring's entry {SERVICE}/{name} is no key; remove that entry") from error

    def write(self, name: str, key: bytes) -> None:
        """Keep the key and make sure that it can be read again; raises ConfigError where it can not."""
        text = base64.b64encode(key).decode()
        self._within_limit(lambda ring: ring.set_password(SERVICE, name, text))
        if self.read(name) != key:
            raise ConfigError("the system keyring does not give back what it was given")

    def drop(self, name: str) -> None:
        """Forget the key, if there is one; raises ConfigError without a keyring that answers."""
        if self.read(name) is not None:
            self._within_limit(lambda ring: ring.delete_password(SERVICE, name))

    def _within_limit(self, work: Callable[[Keyring], Any]) -> Any:
        outcomes: queue.SimpleQueue[_OUTCOME] = queue.SimpleQueue()

        def run() -> None:
            try:
                outcomes.put((self._used(work), None))
            except Exception as error:  # noqa: BLE001 -- the top of a thread: told to the caller
                outcomes.put((None, error))

        threading.Thread(target=run, name="keyring", daemon=True).start()
        try:
            answer, error = outcomes.get(timeout=self._limit_s)
        except queue.Empty:
            raise ConfigError("the system keyring does not answer; unlock it and try again") from None
        if isinstance(error, ConfigError):
            raise error
        if error is not None:
            raise ConfigError(f"the system keyring refuses ({type(error).__name__}); unlock it and try again")
        return answer

    def _used(self, work: Callable[[Keyring], Any]) -> Any:
        ring = self._find()
        if ring is None:
            raise ConfigError("there is no system keyring here, or it is locked; unlock it and try again")
        return work(ring)


def system_keyring() -> Keyring | None:
    """Return the system's own keyring if it is there and open, else None. Imports late: 0.1 s."""
    name = {"darwin": "macOS", "win32": "Windows"}.get(sys.platform)
    if name is None:
        return _secret_service()
    kind: Any = import_module(f"keyring.backends.{name}").Keyring
    return _made(kind)


def _secret_service() -> Keyring | None:
    """Return the Secret Service's keyring unless it is locked: opening that would ask the person."""
    from keyring.backends import SecretService

    kind: Any = SecretService.Keyring
    if not kind.viable:
        return None
    import secretstorage

    with secretstorage.dbus_init() as bus:
        # By its alias: `get_default_collection` would ask the person to make one where there is none.
        is_locked = secretstorage.get_collection_by_alias(bus, "default").is_locked()
    return None if is_locked else _made(kind)


def _made(kind: Any) -> Keyring | None:
    ring: Keyring | None = kind() if kind.viable else None
    return ring
