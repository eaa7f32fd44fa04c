"""Where a word is taught: it says a line, aloud and on the screen, and hears what a person answers.

One studio is a microphone and a loudspeaker, the other a folder of clips for each person.
"""

import queue
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Protocol, Self

from hearback.audio.files import read_sound
from hearback.audio.pcm import RATE_HZ, Pcm, joined, silence
from hearback.audio.tones import tone
from hearback.commands.recording import LIMITS, Recording, Wanted, in_a_quiet_room, recorded
from hearback.engines.base import Detector, Synthesizer
from hearback.errors import ConfigError, DeviceError

SHOW = Callable[[str], None]
TAIL_S = 0.3
"""Our own sound rings on in the room for so long after it ended."""
PLAYING_LIMIT_S = 20.0
"""The longest line takes 10 s."""
NO_SOUND_S = 2.0
"""A microphone that gives nothing for so long is gone."""
NAMES: dict[Wanted, str] = {"take": "safe-word*.wav", "answer": "yes*.wav", "reading": "a clip of other talk"}


class Studio(Protocol):
    """What teaching a word needs of the world."""

    def say(self, text: str) -> None:
        """Say and show the text, and return when it has been said."""
        ...

    def show(self, text: str) -> None:
        """Only show it."""
        ...

    def hear(self, who: str, wanted: Wanted) -> Recording:
        """Let that person talk, and return what was heard; raises DeviceError, or ConfigError for missing clips."""
        ...


class Microphone(Protocol):
    """What is used of a microphone."""

    def start(self, on_chunk: Callable[[Pcm], None]) -> None:
        """Open it; raises DeviceError."""
        ...

    def stop(self) -> None:
        """Close it."""
        ...


class Loudspeaker(Protocol):
    """What is used of a loudspeaker."""

    def start(self) -> None:
        """Open it; raises DeviceError."""
        ...

    def play(self, pcm: Pcm, on_start: Callable[[], None], on_end: Callable[[], None]) -> None:
        """Play the sound, and call `on_end` after it."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


class LiveStudio:
    """A room with people in it. Without a loudspeaker everything is on the screen."""

    def __init__(
        self,
        microphone: Microphone,
        loudspeaker: Loudspeaker,
        detector: Detector,
        voice: tuple[Synthesizer, int],
        show: SHOW,
    ) -> None:
        """`voice` is what makes our voice, and its words a minute; `show` puts a text on the screen."""
        self._microphone, self._loudspeaker, self._detector = microphone, loudspeaker, detector
        self._synthesizer, self._rate_wpm = voice
        self.show = show
        self._chunks: queue.SimpleQueue[Pcm] = queue.SimpleQueue()
        self._speaks = False
        self.patience_s = NO_SOUND_S
        """How long a microphone may give nothing."""

    def __enter__(self) -> Self:
        """Open both devices; raises DeviceError without a microphone."""
        self._microphone.start(self._chunks.put)
        try:
            self._loudspeaker.start()
            self._speaks = True
        except DeviceError as error:
            self.show(f"{error}; everything stands here on the screen.")
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Close both."""
        self._microphone.stop()
        self._loudspeaker.close()

    def say(self, text: str) -> None:
        """Say and show the text."""
        self.show(text)
        if self._speaks:
            self._play(self._synthesizer.render(text, self._rate_wpm))

    def hear(self, who: str, wanted: Wanted) -> Recording:  # noqa: ARG002 -- whoever is there may talk
        """Play the tone and listen."""
        if self._speaks:
            self._play(tone("floor_open"))
        while not self._chunks.empty():
            self._chunks.get()
        self.show("(listening)")
        chunks = self._coming()
        echo = 0
        while echo < TAIL_S * RATE_HZ:
            echo += len(next(chunks))
        return recorded(chunks, self._detector, LIMITS[wanted])

    def _coming(self) -> Iterator[Pcm]:
        while True:
            try:
                yield self._chunks.get(timeout=self.patience_s)
            except queue.Empty:
                raise DeviceError("the microphone gives no sound any more; run: hearback doctor") from None

    def _play(self, pcm: Pcm) -> None:
        ended = Event()
        self._loudspeaker.play(pcm, lambda: None, ended.set)
        ended.wait(PLAYING_LIMIT_S)


class ClipStudio:
    """Clips instead of people: `safe-word*` are the takes, `yes*` the answer, all others the reading."""

    def __init__(self, folders: Mapping[str, Path], detector: Detector, show: SHOW) -> None:
        """`folders` gives each person's folder of WAV or FLAC files. Raises ConfigError where clips are missing."""
        self._detector = detector
        self.say = self.show = show
        self._clips = {who: _sorted_clips(folder) for who, folder in folders.items()}
        self._next_take = dict.fromkeys(folders, 0)

    def takes(self) -> int:
        """Return how many takes every person has."""
        return min(len(clips["take"]) for clips in self._clips.values())

    def hear(self, who: str, wanted: Wanted) -> Recording:
        """Return what is in that person's next clip; raises ConfigError where there is none left."""
        clips = self._clips[who][wanted]
        if wanted == "take":
            at = self._next_take[who]
            self._next_take[who] += 1
            if at >= len(clips):
                raise ConfigError(f"{who} has {len(clips)} clips that can be used; add more safe-word*.wav")
            clips = clips[at : at + 1]
        sound = joined([part for path in clips for part in (silence(0.5), read_sound(path))] + [silence(4.0)])
        return recorded([in_a_quiet_room(sound)], self._detector, LIMITS[wanted])


def _sorted_clips(folder: Path) -> dict[Wanted, Sequence[Path]]:
    paths = sorted(path for path in folder.glob("*") if path.suffix.lower() in (".wav", ".flac"))
    takes = [path for path in paths if path.name.startswith("safe-word")]
    answers = [path for path in paths if path.name.startswith("yes")]
    others = [path for path in paths if path not in (*takes, *answers)]
    found: dict[Wanted, Sequence[Path]] = {"take": takes, "answer": answers, "reading": others}
    missing = [NAMES[kind] for kind, clips in found.items() if not clips]
    if missing:
        raise ConfigError(f"{folder}: {missing[0]} is missing; a person's folder needs takes, a yes and some talk")
    return found
