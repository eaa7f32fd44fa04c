"""Keys in the system's keyring: kept and dropped, and a keyring that is absent, refuses or hangs is no trap."""

from threading import Event as Flag

import pytest

from hearback.errors import ConfigError
from hearback.system_keyring import SystemKeyring


class FakeRing:
    """A keyring in memory; `hangs` makes it wait for a password, `refuses` makes it fail, `forgetful` keep nothing."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.hangs = self.refuses = self.forgetful = False
        self.go_on = Flag()

    def get_password(self, service: str, username: str) -> str | None:
        """Return what is kept."""
        if self.hangs:
            self.go_on.wait(5)
        if self.refuses:
            raise RuntimeError("the secret is lighthouse")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        if not self.forgetful:
            self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Drop it, which must be there."""
        del self.kept[service, username]


@pytest.fixture
def ring() -> FakeRing:
    """Give an empty keyring."""
    return FakeRing()


def test_a_key_comes_back_and_goes(ring: FakeRing) -> None:
    """What is written is read, in letters only; once dropped it is gone, and dropping it again is fine."""
    keys = SystemKeyring(lambda: ring)
    assert keys.read("k") is None
    keys.write("k", b"\x00\xff" * 16)
    assert keys.read("k") == b"\x00\xff" * 16
    assert all(text.isascii() for text in ring.kept.values())
    keys.drop("k")
    keys.drop("k")
    assert ring.kept == {}


def test_a_keyring_that_forgets_at_once_is_refused(ring: FakeRing) -> None:
    """Nothing is sealed with a key that nobody can find again."""
    ring.forgetful = True
    with pytest.raises(ConfigError, match="give back"):
        SystemKeyring(lambda: ring).write("k", bytes(32))


def test_no_keyring_is_told_with_its_mend() -> None:
    """Absent and locked keyrings are ConfigErrors."""
    with pytest.raises(ConfigError, match="unlock it"):
        SystemKeyring(lambda: None).read("k")


def test_a_keyring_that_asks_for_a_password_is_not_waited_for(ring: FakeRing) -> None:
    """The call ends within its limit although the keyring never answers."""
    ring.hangs = True
    with pytest.raises(ConfigError, match="does not answer"):
        SystemKeyring(lambda: ring, limit_s=0.02).read("k")
    ring.go_on.set()


def test_what_a_keyring_says_stays_out_of_the_error(ring: FakeRing) -> None:
    """A refusing keyring's own words may hold secrets; only their kind is told."""
    ring.refuses = True
    with pytest.raises(ConfigError, match="RuntimeError") as told:
        SystemKeyring(lambda: ring).read("k")
    assert "lighthouse" not in str(told.value)


def test_an_entry_that_is_no_key_is_named(ring: FakeRing) -> None:
    """Somebody else's entry of that name is not taken for a key."""
    ring.kept["hearback", "k"] = "not base 64!"
    with pytest.raises(ConfigError, match="hearback/k"):
        SystemKeyring(lambda: ring).read("k")
