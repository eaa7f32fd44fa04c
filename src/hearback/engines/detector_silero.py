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

    def probability(self, frame: Pcm) -> float:
        """Return how likely it is that this frame of 512 samples is speech, 0-1."""
        if len(frame) != FRAME:
            raise ValueError(f"a frame has {FRAME} samples, not {len(frame)}")
        new = np.asarray(frame / np.float32(32_768), dtype=np.float32)
        heard = np.concatenate((self._context, new))[np.newaxis]
        answer, self._h, self._c = self._network.run(None, {"input": heard, "h": self._h, "c": self._c})
        self._context = new[-CONTEXT:]
        return float(np.ravel(answer)[0])

    def reset(self) -> None:
        """Forget what came before."""
        self._context, self._h, self._c = _blank()


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
