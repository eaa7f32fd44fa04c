"""Echo cancellation: our own voice taken out of the microphone's sound, by WebRTC's AEC3 (`pywebrtc-audio`).

- The reference is what the loudspeaker really played. It comes before its echo does, so the canceller finds the delay
  by itself (up to 400 ms, measured).
- The two streams are paired sample by sample. Where the reference is late, silence stands in; a backlog that stays is
  dropped, and the delay is found anew.
- Where nothing of ours was played for a while the sound passes as it is, and costs nothing.
"""

import threading
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hearback.audio.linear_echo import FRAME, LinearEcho
from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.errors import EngineError

RINGING_S = 0.5
"""Sound passes as it is when nothing was played for so long: 0.13 s of devices and the echo of a living room. Answers
come soon after our voice, and AEC3 takes some of a soft first syllable."""
BACKLOG_S = 0.04
"""Blocks of the loudspeaker come every 20 ms; two of them that lie here for long are a backlog."""
LASTS_S = 5.0
"""A busy machine takes chunks up to 2 s late and catches up (measured): that is none."""
OURS_DBFS = -50.0
"""Playback above this level is our voice; below it are its pauses."""

MEND = "reinstall it (pip install --force-reinstall pywebrtc-audio); until then nobody can be heard while we speak"


class Cancels(Protocol):
    """What takes our voice out of the microphone's sound."""

    is_ours: bool
    """Our voice was in the reference of the last chunk."""
    linear: Pcm
    """The last chunk with only the linear part of the echo taken out: words over it stay whole."""

    def clean(self, chunk: Pcm) -> Pcm:
        """Return the chunk without our voice, as long as it came; raises EngineError."""
        ...


class EchoCanceller:
    """Cleans the microphone's sound. `played` may be called from another thread than `clean`.

    Raises EngineError where the library is missing or broken.
    """

    def __init__(self, *, with_linear: bool = True) -> None:
        """Prepare; without `with_linear` (nobody spots words over our voice) that part costs nothing."""
        try:
            from pywebrtc_audio import EchoCanceller as Aec3
        except ImportError as error:
            raise EngineError(f"echo cancellation (pywebrtc-audio) can not be loaded; {MEND}") from error
        self._aec = Aec3(RATE_HZ, 1)
        self._linear = LinearEcho() if with_linear else None
        self._lock = threading.Lock()
        self._played = np.zeros(0, dtype=np.int16)
        self._least = 0  # samples that lay in `_played` throughout the last seconds
        self._since_least = 0
        self._near = np.zeros(0, dtype=np.int16)  # less than a frame
        # Cleaned and linear, a frame ahead, so that a chunk of any length is ready when it is asked for.
        self._ready = np.zeros((2, FRAME), dtype=np.int16)
        self._quiet = round(RINGING_S * RATE_HZ)  # samples since anything was played
        self.is_ours = False
        """Our voice was in the reference of the last chunk."""
        self.linear: Pcm = np.zeros(0, dtype=np.int16)
        """The last chunk with only the linear part of the echo taken out; words over our voice stay whole in it."""

    def played(self, block: Pcm) -> None:
        """Take what the loudspeaker plays now, at 16 kHz, silence included."""
        with self._lock:
            self._played = np.concatenate((self._played, block))

    def clean(self, chunk: Pcm) -> Pcm:
        """Return the microphone's chunk without our voice: as long as it came, 10 ms later.

        Raises EngineError where the library fails.
        """
        near = np.concatenate((self._near, chunk))
        whole = len(near) // FRAME * FRAME
        far = self._reference(whole)
        self.is_ours = bool(whole) and _dbfs(far) > OURS_DBFS
        self._near = near[whole:]
        frames = [self._frame(near[at : at + FRAME], far[at : at + FRAME]) for at in range(0, whole, FRAME)]
        ready = np.concatenate((self._ready, *frames), axis=1)
        self._ready = ready[:, len(chunk) :]
        self.linear = ready[1, : len(chunk)]
        return ready[0, : len(chunk)]

    def _frame(self, near: Pcm, far: Pcm) -> NDArray[np.int16]:
        """Return the frame cleaned, and cleaned of the linear echo alone; shape (2, FRAME)."""
        self._quiet = 0 if far.any() else self._quiet + FRAME
        if self._quiet >= RINGING_S * RATE_HZ:
            return np.stack((near, near))
        try:
            cleaned: Pcm = self._aec.process(near, far)
        except (RuntimeError, ValueError, TypeError) as error:
            raise EngineError(f"echo cancellation failed; {MEND}") from error
        return np.stack((cleaned, near if self._linear is None else self._linear.frame(near, far)))

    def _reference(self, count: int) -> Pcm:
        """Take the next samples of the reference; silence for what has not come yet."""
        with self._lock:
            far, self._played = self._played[:count], self._played[count:]
            self._shed(count, len(self._played))
        return np.concatenate((far, np.zeros(count - len(far), dtype=np.int16)))

    def _shed(self, count: int, left: int) -> None:
        """Drop a backlog that stayed: the microphone's stream was lost meanwhile, or stood still."""
        self._least = min(self._least, left) if self._since_least else left
        self._since_least += count
        if self._since_least >= LASTS_S * RATE_HZ:
            if self._least > BACKLOG_S * RATE_HZ:
                self._played = self._played[self._least :]
            self._since_least = 0


def _dbfs(sound: Pcm) -> float:
    return 10 * float(np.log10(np.mean(np.square(sound / 32_768.0)) + 1e-12))
