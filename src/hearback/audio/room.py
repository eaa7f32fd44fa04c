"""The virtual room: people, our loudspeaker's echo and household noise into one microphone, in virtual time.

- Nothing here waits; `advance` is the clock. The same calls with the same seed give the same samples, whatever the
  blocks.
- People are added as they are. Noise is scaled to the given ratio under the average level of what people said so far.
- The microphone always has a noise floor of a few units: exact zeros mean a microphone without permission.
- Echo is what the loudspeaker plays, later and scaled; `impulse` gives it a room (people come in dry).
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.audio.playlist import DUCKED, Notice, Playlist, Sound, soften
from hearback.audio.said import Said, Samples

FLOOR = 2.0
"""Standard deviation of the microphone's own noise, in units of 1/32768: about -84 dBFS, as a good laptop's."""


class VirtualLoudspeaker:
    """Plays one sound after another as the room's time goes on; the same calls as the real one, on one thread."""

    def __init__(self) -> None:
        self.on_played: Callable[[Pcm], None] | None = None
        """Gets every block that leaves, silence included: the echo's reference."""
        self._gain = 1.0
        self._playlist = Playlist()
        self._playing = 0

    @property
    def is_playing(self) -> bool:
        """Whether a sound is queued or has not left yet."""
        return self._playing > 0

    def play(self, pcm: Pcm, on_start: Notice = lambda: None, on_end: Notice = lambda: None) -> None:
        """Queue this sound; the notices come in the block in which its first and its last sample leave."""
        self._playing += 1
        self._playlist.add(Sound(pcm, on_start, partial(self._ended, on_end)))

    def duck(self, is_ducked: bool) -> None:
        """Play softly from the next block on, or as loudly as before."""
        self._gain = DUCKED if is_ducked else 1.0

    def stop(self) -> None:
        """Fall silent and drop what is queued; each of them has ended."""
        dropped, self._playlist = self._playlist, Playlist()
        for notice in dropped.cut():
            notice()

    def pull(self, count: int) -> Pcm:
        """Return the next samples that leave."""
        block = np.zeros(count, dtype=np.int16)
        self._playlist.fill(block)
        soften(block, self._gain)
        if self.on_played is not None:
            self.on_played(block)
        for notice in self._playlist.left(0):
            notice()
        return block

    def _ended(self, on_end: Notice) -> None:
        self._playing -= 1
        on_end()


class Room:
    """A room with people, a loudspeaker and a microphone. Levels are in dB, times in seconds since it was made."""

    def __init__(
        self,
        *,
        echo_db: float | None = None,
        echo_delay_s: float = 0.03,
        noise: Pcm | None = None,
        noise_snr_db: float = 15.0,
        seed: int = 0,
        impulse: Samples | None = None,
        is_recording: bool = False,
    ) -> None:
        self.loudspeaker = VirtualLoudspeaker()
        self._chance = np.random.default_rng(seed)
        self._now = 0  # samples
        self._said = Said()
        self._clips: list[tuple[int, Pcm]] = []
        self._echo = _Echo(echo_db, echo_delay_s, impulse)
        self._noise = None if noise is None else _Noise(noise, noise_snr_db, self._chance)
        self._recorded: list[Pcm] | None = [] if is_recording else None
        self.audible: Pcm = np.zeros(0, dtype=np.int16)
        """What a person in the room heard in the last block: people and the loudspeaker."""

    @property
    def now_s(self) -> float:
        """Virtual time."""
        return self._now / RATE_HZ

    def say(self, pcm: Pcm, at_s: float, who: str, words: str) -> float:
        """Have a person say these words with this sound, now or later; return when they end."""
        first = max(round(at_s * RATE_HZ), self._now)
        self._clips.append((first, pcm))
        self._said.add(pcm, first / RATE_HZ, who, words)
        return (first + len(pcm)) / RATE_HZ

    def said(self, start_s: float, end_s: float, who: str | None = None) -> str:
        """Return the words whose middle lies between two times, in the order they were said; by one person or all."""
        return self._said.between(start_s, end_s, who)

    def advance(self, seconds: float) -> Pcm:
        """Let time pass; return what the microphone gave meanwhile."""
        count = round(seconds * RATE_HZ)
        played = self.loudspeaker.pull(count)
        people = self._people(count)
        heard = people + self._chance.standard_normal(count) * FLOOR
        if self._echo.is_on:
            heard += self._echo.step(played)
        if self._noise is not None:
            heard += self._noise.step(count, self._said.rms)
        self.audible = _clipped(people + played)
        if self._recorded is not None:
            self._recorded.append(self.audible)
        self._now += count
        return _clipped(heard)

    def recording(self) -> Pcm:
        """Return all that people and the loudspeaker said so far, where the room was made to record it."""
        return np.concatenate(self._recorded) if self._recorded else np.zeros(0, dtype=np.int16)

    def _people(self, count: int) -> Samples:
        block = np.zeros(count)
        last = self._now + count
        for first, pcm in self._clips:
            begin, end = max(first, self._now), min(first + len(pcm), last)
            if begin < end:
                block[begin - self._now : end - self._now] += pcm[begin - first : end - first]
        self._clips = [(first, pcm) for first, pcm in self._clips if first + len(pcm) > last]
        return block


class _Echo:
    """Our playback on its way to the microphone."""

    def __init__(self, echo_db: float | None, delay_s: float, impulse: Samples | None) -> None:
        self.is_on = echo_db is not None
        self._gain = 10 ** ((echo_db or 0.0) / 20)
        self._delay = round(delay_s * RATE_HZ)
        self._impulse = impulse
        self._coming: Samples = np.zeros(0)

    def step(self, played: Pcm) -> Samples:
        """Take what leaves the loudspeaker now; return as many samples of what reaches the microphone now."""
        if played.any():
            sound: Samples = played.astype(np.float64) * self._gain
            self._add(sound if self._impulse is None else np.convolve(sound, self._impulse).astype(np.float64))
        heard = np.zeros(len(played))
        ready = self._coming[: len(played)]
        heard[: len(ready)] = ready
        self._coming = self._coming[len(played) :]
        return heard

    def _add(self, sound: Samples) -> None:
        missing = self._delay + len(sound) - len(self._coming)
        if missing > 0:
            self._coming = np.concatenate((self._coming, np.zeros(missing)))
        self._coming[self._delay : self._delay + len(sound)] += sound


class _Noise:
    """A recording of noise, repeated for ever from a place that chance chose."""

    def __init__(self, noise: Pcm, snr_db: float, chance: np.random.Generator) -> None:
        rms = float(np.sqrt(np.mean(np.square(noise, dtype=np.float64)))) if len(noise) else 0.0
        self._noise: Samples = noise / rms if rms else np.zeros(1)
        self._gain = 10 ** (-snr_db / 20)
        self._at = int(chance.integers(len(self._noise)))

    def step(self, count: int, speech_rms: float) -> Samples:
        """Return the next samples, at the wanted ratio under this level of speech."""
        block = self._noise.take(range(self._at, self._at + count), mode="wrap")
        self._at = (self._at + count) % len(self._noise)
        return np.asarray(block * (speech_rms * self._gain))


def _clipped(sound: Samples) -> Pcm:
    return np.clip(np.rint(sound), -32_768, 32_767).astype(np.int16)
