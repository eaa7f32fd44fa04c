"""Echo cancellation: our voice goes, people stay, and lost or late blocks do no lasting harm."""

import sys

import numpy as np
import pytest

from hearback.audio.echo import EchoCanceller
from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.errors import EngineError

BLOCK = 320


def talk(seconds: float, seed: int, level: float = 3000.0) -> Pcm:
    """Return something like speech: noise that swells and fades four times a second."""
    chance = np.random.default_rng(seed)
    count = round(seconds * RATE_HZ)
    swell = np.maximum(0, np.sin(2 * np.pi * 4 * np.arange(count) / RATE_HZ))
    return (chance.standard_normal(count) * swell * level).astype(np.int16)


def echo_of(played: Pcm, delay: int) -> Pcm:
    """Return what comes back of it after so many samples."""
    return np.concatenate((np.zeros(delay, dtype=np.int16), played))[: len(played)]


def cleaned(canceller: EchoCanceller, played: Pcm, heard: Pcm, chunk: int = BLOCK) -> Pcm:
    """Let both streams pass in chunks; return the cleaned one."""
    parts = []
    for at in range(0, len(heard), chunk):
        canceller.played(played[at : at + chunk])
        parts.append(canceller.clean(heard[at : at + chunk]))
    return np.concatenate(parts)


def db(sound: Pcm) -> float:
    """Return its level; 0 dB is a unit of int16."""
    return 10 * float(np.log10(np.mean(np.square(sound, dtype=np.float64)) + 1e-3))


@pytest.mark.parametrize("delay_s", [0.005, 0.03, 0.13, 0.3])
def test_our_voice_goes_whatever_its_delay(delay_s: float) -> None:
    """After two seconds at least 25 dB of the echo are gone, at any delay up to 0.3 s."""
    played = talk(4.0, 1)
    heard = echo_of(played, round(delay_s * RATE_HZ))
    after = cleaned(EchoCanceller(), played, heard)[2 * RATE_HZ :]
    assert db(after) < db(heard[2 * RATE_HZ :]) - 25


def test_a_person_over_our_voice_stays() -> None:
    """Who talks over us as loudly as our echo is heard afterwards at nearly the same level."""
    played, person = talk(6.0, 1), talk(2.0, 2)
    heard = echo_of(played, 480)
    heard[4 * RATE_HZ :] = np.clip(heard[4 * RATE_HZ :].astype(int) + person, -32_768, 32_767)
    after = cleaned(EchoCanceller(), played, heard)
    assert db(after[4 * RATE_HZ :]) > db(person) - 9


@pytest.mark.parametrize("chunk", [1, 100, 160, 320, 512, 1000])
def test_a_chunk_comes_back_as_long_as_it_went_in(chunk: int) -> None:
    """Chunks of any length keep their length, and while we are silent nothing is changed but 10 ms of delay."""
    heard = talk(0.5 if chunk > 1 else 0.1, 3)
    canceller = EchoCanceller()
    parts = [canceller.clean(heard[at : at + chunk]) for at in range(0, len(heard), chunk)]
    assert [len(part) for part in parts] == [len(heard[at : at + chunk]) for at in range(0, len(heard), chunk)]
    after = np.concatenate(parts)
    delay = int(np.flatnonzero(after)[0] - np.flatnonzero(heard)[0])
    assert delay == 160
    assert np.array_equal(after[delay:], heard[: len(heard) - delay])


def test_a_backlog_of_the_reference_is_dropped() -> None:
    """When the microphone lost half a second, the echo is gone again within eight seconds."""
    played = talk(10.0, 1)
    canceller = EchoCanceller()
    canceller.played(talk(0.5, 9))
    after = cleaned(canceller, played, echo_of(played, 480))[8 * RATE_HZ :]
    assert len(canceller._played) < 0.1 * RATE_HZ
    assert db(after) < db(played) - 20


def test_it_says_when_the_voice_was_ours() -> None:
    """`is_ours` follows the reference, not the microphone."""
    canceller = EchoCanceller()
    canceller.clean(talk(0.1, 3))
    assert not canceller.is_ours
    canceller.played(np.full(BLOCK, 3000, dtype=np.int16))
    canceller.clean(np.zeros(BLOCK, dtype=np.int16))
    assert canceller.is_ours


def test_a_missing_library_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pywebrtc-audio can not be imported, the error says what follows and what mends it."""
    monkeypatch.setitem(sys.modules, "pywebrtc_audio", None)
    with pytest.raises(EngineError, match="pip install"):
        EchoCanceller()


def test_a_machine_that_is_late_for_a_while_keeps_the_pairing() -> None:
    """For two seconds the microphone's chunks come a second late, then it catches up: the echo stays away."""
    played, second = talk(8.0, 1), RATE_HZ
    heard = echo_of(played, 480)
    canceller = EchoCanceller()
    cleaned(canceller, played[: 3 * second], heard[: 3 * second])
    canceller.played(played[3 * second : 4 * second])
    late = cleaned(canceller, played[4 * second : 6 * second], heard[3 * second : 5 * second])
    assert db(late[second:]) < db(heard[4 * second : 5 * second]) - 18
    canceller.clean(heard[5 * second : 6 * second])
    after = cleaned(canceller, played[6 * second :], heard[6 * second :])
    assert db(after) < db(heard[6 * second :]) - 18


def test_nobody_pays_for_the_linear_part_without_spotters() -> None:
    """Without it the cleaned sound is the same, and the linear one is the microphone's own."""
    sound = np.random.default_rng(2).normal(0, 800, RATE_HZ).astype(np.int16)
    with_linear, without = EchoCanceller(), EchoCanceller(with_linear=False)
    for canceller in (with_linear, without):
        canceller.played(sound)
    assert np.array_equal(with_linear.clean(sound), without.clean(sound))
    assert np.array_equal(without.linear[160:], sound[:-160])
    assert not np.array_equal(with_linear.linear, without.linear)
