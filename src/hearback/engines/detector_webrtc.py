"""The light detector: WebRTC's. Cheaper than Silero, and fooled by clicks: cups and keys often read as speech."""

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.errors import EngineError

FRAME = 480


class WebrtcDetector:
    """WebRTC voice detection: says 1 or 0 per 480 samples (30 ms)."""

    frame_samples = FRAME

    def __init__(self, mode: int = 3) -> None:
        """Choose how hard it is to please: mode 0 (everything) to 3 (fewest false alarms)."""
        if mode not in range(4):
            raise EngineError(f"the webrtc detector has modes 0 to 3, not {mode}")
        self._mode = mode
        self.reset()

    def probability(self, frame: Pcm) -> float:
        """Return 1 if this frame of 480 samples is speech, else 0."""
        if len(frame) != FRAME:
            raise ValueError(f"a frame has {FRAME} samples, not {len(frame)}")
        return float(self._vad.is_speech(frame.tobytes(), RATE_HZ))

    def reset(self) -> None:
        """Forget what came before."""
        import webrtcvad

        self._vad = webrtcvad.Vad(self._mode)
