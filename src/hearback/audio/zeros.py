"""A microphone that gives nothing but zeros: no real one does, one that may not be used does (SPEECH 6)."""

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.core.events import DeviceLost, DeviceReturned

ZEROS_S = 3.0
"""No microphone gives exact zeros this long; a missing permission does."""


class Zeros:
    """Notices when the sound is gone and when it is back."""

    def __init__(self) -> None:
        self._zeros = 0
        self._is_lost = False

    def hear(self, chunk: Pcm) -> list[DeviceLost | DeviceReturned]:
        """Take the next chunk; return whether the microphone was lost or came back in it."""
        if not chunk.any():
            self._zeros += len(chunk)
            if self._is_lost or self._zeros < ZEROS_S * RATE_HZ:
                return []
            self._is_lost = True
            return [DeviceLost("microphone")]
        self._zeros = 0
        was_lost, self._is_lost = self._is_lost, False
        return [DeviceReturned("microphone")] if was_lost else []
