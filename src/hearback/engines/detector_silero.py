"""The default detector: the Silero network that faster-whisper carries, run directly.

faster-whisper itself is not imported (that takes a second); only its folder is asked for. One 32 ms frame costs about
0.05 ms on x86, on one thread.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hearback.audio.pcm import Pcm
from hearback.errors import EngineError

Floats = NDArray[np.float32]

FRAME = 512
CONTEXT = 64
"""Old samples that go before each frame; the network was trained so."""
QUIET = 0.2
QUIET_FRAMES = 62
"""After 2 s under `QUIET` the network's memory is blanked: a long silence fades it. Measured on 15 short words of 5
synthetic voices after 60 s of faint hum: peaks of 0.47-0.91 before ("no", "yes" were missed), 0.86-0.99 with it. Price,
on recorded household noise: frames above 0.5 go from 0.1 % to 0.4 %, and a cat at 5 dB began a turn."""
STILL_RMS = 100.0
"""It is blanked only in a still room, under -50 dBFS (int16 units), where nothing can be taken for a voice."""
_NEEDED = "the Silero detector needs faster-whisper 1.2 and its model: pip install 'faster-whisper==1.2.1'"


class SileroDetector:
    """Silero v6: probability of speech per 512 samples, with the network's memory carried from frame to frame."""

    frame_samples = FRAME

    def __init__(self) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._network = onnxruntime.InferenceSession(str(_model()), options, providers=["CPUExecutionProvider"])
        self._context, self._h, self._c = _blank()
        self._quiet = 0

    def probability(self, frame: Pcm) -> float:
        """Return how likely it is that this frame of 512 samples is speech, 0-1."""
        if len(frame) != FRAME:
            raise ValueError(f"a frame has {FRAME} samples, not {len(frame)}")
        new = np.asarray(frame / np.float32(32_768), dtype=np.float32)
        heard = np.concatenate((self._context, new))[np.newaxis]
        answer, self._h, self._c = self._network.run(None, {"input": heard, "h": self._h, "c": self._c})
        self._context = new[-CONTEXT:]
        probability = float(np.ravel(answer)[0])
        self._refresh(probability, float(np.sqrt(np.mean(np.square(frame, dtype=np.float64)))))
        return probability

    def reset(self) -> None:
        """Forget what came before."""
        self._context, self._h, self._c = _blank()
        self._quiet = 0

    def _refresh(self, probability: float, rms: float) -> None:
        """Blank the memory in a long silence, so that the next word is heard as if it were early in the evening."""
        self._quiet = self._quiet + 1 if probability < QUIET and rms < STILL_RMS else 0
        if self._quiet >= QUIET_FRAMES:
            _, self._h, self._c = _blank()
            self._quiet = 0


def _blank() -> tuple[Floats, Floats, Floats]:
    state = (1, 1, 128)
    return np.zeros(CONTEXT, np.float32), np.zeros(state, np.float32), np.zeros(state, np.float32)


def _model() -> Path:
    spec = find_spec("faster_whisper")
    folders = (spec.submodule_search_locations if spec else None) or []
    for folder in folders:
        path = Path(folder) / "assets" / "silero_vad_v6.onnx"
        if path.is_file():
            return path
    raise EngineError(_NEEDED)
