"""Speech to text with faster-whisper: int8, on the processor, from a folder on this machine and never from the network.

What counts as speech was decided before (the detector); Whisper's own voice filter stays off. The settings are those
that were measured: one beam and one temperature, because the fall-back to others made a 10 s clip cost 24 s.
"""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hearback.audio.pcm import Clip, silence
from hearback.engines.base import HeardText
from hearback.engines.phantoms import is_loop, is_phantom, sureness
from hearback.errors import EngineError

NEEDED = ("model.bin", "config.json", "tokenizer.json")
"""Without its tokenizer faster-whisper would ask the network for one."""
WINDOW_S = 30.0
"""What Whisper reads at once. In longer clips its timestamps say where to go on; in shorter ones they are waste."""
SPARE_TOKENS = 8


class WhisperRecognizer:
    """One Whisper model, loaded once. `transcribe` is to be called from one thread."""

    reads_back = True

    def __init__(
        self,
        folder: Path,
        *,
        language: str = "en",
        hints: Sequence[str] = (),
        max_tokens_per_s: float | None = None,
        threads: int = 0,
    ) -> None:
        """Load the model of that folder.

        `hints` are names and words to expect; `max_tokens_per_s` ends a model with random weights, which never ends
        by itself; `threads` 0 lets the library choose. Raises `EngineError` where the model is missing or damaged.
        """
        for name in NEEDED:
            if not (folder / name).is_file():
                raise EngineError(f"whisper: {folder} has no {name}; run `hearback setup` to fetch the model")
        self._language = language
        self._hints = ", ".join(hints) or None
        self._max_tokens_per_s = max_tokens_per_s
        self._load(folder, threads)

    def _load(self, folder: Path, threads: int) -> None:
        from faster_whisper import WhisperModel

        damaged = f"whisper: the model in {folder} is damaged; remove the folder and run `hearback setup`"
        if not _is_tokenizer(folder / "tokenizer.json"):
            raise EngineError(damaged)
        try:
            self._model = WhisperModel(
                str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise EngineError(damaged) from error

    def transcribe(self, clip: Clip) -> HeardText:
        """Return what was said in the clip; confidence 0 for nothing, a known invention or a loop."""
        if not len(clip.samples):
            return HeardText("", 0.0)
        try:
            parts = self._parts(clip)
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"whisper: the model failed ({type(error).__name__}); run `hearback doctor`") from error
        text = " ".join(text for text, _, _ in parts)
        if is_phantom(text) or is_loop(text):
            return HeardText(text, 0.0)
        return HeardText(text, min(sureness(sure, nobody) for _, sure, nobody in parts))

    def _parts(self, clip: Clip) -> list[tuple[str, float, float]]:
        """Return text, mean log probability and no-speech probability of each piece Whisper made."""
        pieces, _ = self._model.transcribe(
            clip.samples.astype(np.float32) / 32768.0,
            language=self._language,
            beam_size=1,
            temperature=0,
            condition_on_previous_text=False,
            without_timestamps=clip.seconds < WINDOW_S or self._max_tokens_per_s is not None,
            hotwords=self._hints,
            max_new_tokens=self._max_tokens(clip),
            vad_filter=False,
        )
        found = ((piece.text.strip(), piece.avg_logprob, piece.no_speech_prob) for piece in pieces)
        return [part for part in found if part[0]]

    def _max_tokens(self, clip: Clip) -> int | None:
        if self._max_tokens_per_s is None:
            return None
        return math.ceil(min(clip.seconds, WINDOW_S) * self._max_tokens_per_s) + SPARE_TOKENS

    def warm_up(self) -> None:
        """Read a second of silence, so that the first real clip does not pay for what the library sets up late."""
        self._parts(Clip(silence(1.0)))


def _is_tokenizer(path: Path) -> bool:
    """Look before the tokenizer library does: for a broken file it raises a bare Exception."""
    try:
        return bool(json.loads(path.read_text("utf-8"))["model"]["vocab"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
