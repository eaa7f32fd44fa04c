"""The linear canceller: most of the echo goes, and words over it stay whole."""

import numpy as np
import pytest

from hearback.audio.linear_echo import FRAME, LinearEcho
from hearback.audio.pcm import RATE_HZ, Pcm
from test_echo import db, echo_of, talk


def cleaned(heard: Pcm, played: Pcm) -> Pcm:
    """Let both streams pass."""
    canceller = LinearEcho()
    frames = range(0, len(heard) - FRAME + 1, FRAME)
    return np.concatenate([canceller.frame(heard[at : at + FRAME], played[at : at + FRAME]) for at in frames])


@pytest.mark.parametrize("delay_s", [0.0, 0.03, 0.13, 0.25])
def test_the_echo_goes(delay_s: float) -> None:
    """Within two seconds at least 20 dB of it, at any delay that devices have."""
    played = talk(3.0, 1)
    heard = echo_of(played, round(delay_s * RATE_HZ))
    assert db(cleaned(heard, played)[2 * RATE_HZ :]) < db(heard[2 * RATE_HZ :]) - 20


def test_words_over_it_stay_whole() -> None:
    """What is left when the person is taken away is 15 dB under the person, while both talk."""
    played, person = talk(5.0, 1), talk(2.0, 2)
    heard = echo_of(played, 480)
    heard[3 * RATE_HZ :] = np.clip(heard[3 * RATE_HZ :].astype(int) + person, -32_768, 32_767)
    after = cleaned(heard, played)[3 * RATE_HZ :]
    assert db((after - person.astype(float)).astype(np.int16)) < db(person) - 15


def test_a_room_without_echo_is_left_alone() -> None:
    """Where nothing comes back, nothing is added that could be heard."""
    heard = np.random.default_rng(3).normal(0, 2, 2 * RATE_HZ).astype(np.int16)
    after = cleaned(heard, talk(2.0, 1))[RATE_HZ:]
    assert db(after) < 30
