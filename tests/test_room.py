"""The virtual room: levels, times and the exact same samples for the same seed."""

import numpy as np
import pytest

from hearback.audio.pcm import RATE_HZ, Pcm, silence
from hearback.audio.room import FLOOR, Room


def hum(seconds: float, amplitude: int = 4000) -> Pcm:
    """Return a square hum whose root mean square is the amplitude."""
    return np.resize(np.repeat(np.array([amplitude, -amplitude], dtype=np.int16), 40), round(seconds * RATE_HZ))


def heard(room: Room, seconds: float, block_s: float = 0.02) -> Pcm:
    """Return what the microphone gives in that time, taken in blocks."""
    return np.concatenate([room.advance(block_s) for _ in range(round(seconds / block_s))])


def rms(pcm: Pcm) -> float:
    """Return the root mean square."""
    return float(np.sqrt(np.mean(np.square(pcm, dtype=np.float64))))


def db(pcm: Pcm, reference: Pcm) -> float:
    """Return the level of one sound over another's."""
    return float(20 * np.log10(rms(pcm) / rms(reference)))


def test_an_empty_room_has_the_noise_floor_of_a_microphone() -> None:
    """Never exact zeros, and nothing that could be heard."""
    quiet = heard(Room(), 2.0)
    assert rms(quiet) == pytest.approx(FLOOR, rel=0.1)


def test_people_are_heard_when_they_speak() -> None:
    """The clip begins at its sample, over the floor, and its end is told."""
    room = Room()
    assert room.say(hum(0.5), 1.01, "Ana", "hello") == pytest.approx(1.51)
    sound = heard(room, 2.0)
    assert np.flatnonzero(np.abs(sound) > 1000)[[0, -1]].tolist() == [16_160, 24_159]


def test_what_should_have_been_said_before_is_said_now() -> None:
    """The past can not be changed."""
    room = Room()
    heard(room, 1.0)
    assert room.say(hum(0.5), 0.2, "Ana", "hello") == pytest.approx(1.5)


def test_two_people_at_once_add_up_and_clip() -> None:
    """Too loud a sum stays at full scale and never wraps around."""
    room = Room()
    room.say(hum(1.0, 30_000), 0.0, "Ana", "a")
    room.say(hum(1.0, 30_000), 0.0, "Ben", "b")
    sound = heard(room, 1.0)
    assert [int(sound[:40].min()), int(sound[:40].max())] == [32_767, 32_767]


@pytest.mark.parametrize("echo_db", [0.0, -12.0])
def test_our_voice_comes_back_later_and_scaled(echo_db: float) -> None:
    """The echo is that much under the playback and 30 ms late."""
    room = Room(echo_db=echo_db)
    room.loudspeaker.play(hum(1.0))
    sound = heard(room, 2.0)
    assert db(sound[480 : 480 + RATE_HZ], hum(1.0)) == pytest.approx(echo_db, abs=0.1)
    assert rms(sound[:480]) < 10 > rms(sound[480 + RATE_HZ :])


def test_a_room_without_echo_hears_only_people() -> None:
    """Playback alone leaves the microphone at its floor."""
    room = Room()
    room.loudspeaker.play(hum(1.0))
    assert rms(heard(room, 1.5)) < 10


def test_an_impulse_response_shapes_the_echo() -> None:
    """A response of two taps gives two echoes, whatever the block."""
    response = np.zeros(1601)
    response[0], response[1600] = 1.0, 0.5
    room = Room(echo_db=0.0, echo_delay_s=0.0, impulse=response)
    room.loudspeaker.play(hum(0.05))
    sound = heard(room, 0.3)
    assert db(sound[1600:2400], sound[:800]) == pytest.approx(-6.0, abs=0.1)
    assert rms(sound[800:1600]) < 10


def test_noise_has_the_ratio_to_what_people_said() -> None:
    """Soft people get soft noise, and it goes on after the recording ends."""
    noise = np.random.default_rng(3).normal(0, 500, RATE_HZ).astype(np.int16)
    room = Room(noise=noise, noise_snr_db=15)
    room.say(hum(1.0, 1000), 10.0, "Ana", "hm")
    assert db(heard(room, 5.0), hum(1.0, 1000)) == pytest.approx(-15, abs=0.3)


def test_the_same_seed_gives_the_same_sound_in_any_blocks() -> None:
    """Every sample is the same for one seed and not for another."""

    def played(seed: int, block_s: float) -> Pcm:
        room = Room(echo_db=-6, noise=hum(0.777, 300), noise_snr_db=10, seed=seed)
        room.say(hum(1.0), 0.5, "Ana", "hm")
        room.loudspeaker.play(hum(0.25))
        return heard(room, 1.92, block_s)

    assert np.array_equal(played(7, 0.02), played(7, 0.032))
    assert not np.array_equal(played(7, 0.02), played(8, 0.02))


def test_sounds_play_one_after_the_other_and_tell_it() -> None:
    """Notices come in order, each once, in the block where the sound begins and ends."""
    room, told = Room(), list[tuple[str, float]]()
    room.loudspeaker.play(
        hum(0.1), lambda: told.append(("on 1", room.now_s)), lambda: told.append(("off 1", room.now_s))
    )
    room.loudspeaker.play(
        hum(0.1), lambda: told.append(("on 2", room.now_s)), lambda: told.append(("off 2", room.now_s))
    )
    assert room.loudspeaker.is_playing
    heard(room, 0.5)
    assert [what for what, _ in told] == ["on 1", "off 1", "on 2", "off 2"]
    assert [when for _, when in told] == pytest.approx([0.0, 0.08, 0.1, 0.18])
    assert not room.loudspeaker.is_playing


def test_a_stop_silences_within_the_block_and_ends_every_sound_once() -> None:
    """What was playing and what was queued are over; what is played afterwards is heard."""
    room, told = Room(echo_db=0.0, echo_delay_s=0.0), list[str]()
    room.loudspeaker.play(hum(1.0), on_end=lambda: told.append("first"))
    room.loudspeaker.play(hum(1.0), on_end=lambda: told.append("second"))
    heard(room, 0.1)
    room.loudspeaker.stop()
    assert told == ["first", "second"]
    assert rms(heard(room, 0.5)) < 10
    room.loudspeaker.play(hum(0.2))
    assert rms(heard(room, 0.2)) == pytest.approx(4000, rel=0.01)
    assert told == ["first", "second"]


def test_a_sound_of_no_length_starts_and_ends() -> None:
    """Nobody waits for an empty line."""
    room, told = Room(), list[str]()
    room.loudspeaker.play(silence(0.0), lambda: told.append("on"), lambda: told.append("off"))
    heard(room, 0.04)
    assert told == ["on", "off"]


def test_the_recording_has_people_and_our_voice_but_no_noise() -> None:
    """It is the whole mix where it was asked for, and nothing where it was not."""
    room, other = (Room(noise=hum(1.0), is_recording=on) for on in (True, False))
    for one in (room, other):
        one.say(hum(0.5, 1000), 0.0, "Ana", "hm")
        heard(one, 0.5)
        one.loudspeaker.play(hum(0.5, 2000))
        heard(one, 0.5)
    assert np.array_equal(room.recording(), np.concatenate((hum(0.5, 1000), hum(0.5, 2000))))
    assert len(other.recording()) == 0


def test_the_room_knows_what_was_said() -> None:
    """A script can ask for the words between two times."""
    room = Room()
    room.say(hum(2.0), 1.0, "Ana", "good morning")
    assert [room.said(0.0, 2.0), room.said(2.0, 4.0), room.said(0.0, 4.0, "Ben")] == ["good", "morning", ""]
