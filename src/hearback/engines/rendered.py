"""Lines rendered ahead: a synthesizer that remembers the sound of fixed lines, in memory only.

Keys are hashes, so that no words are kept. A read-back holds what a person said: it is rendered with `keep=False`, and
nothing of it stays here.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from hearback.audio.pcm import Pcm
from hearback.engines.base import Synthesizer

LINES = 256
"""About 5 s each: 40 MB at the most."""


class Rendered:
    """Wraps a synthesizer; may be used from several threads."""

    def __init__(self, synthesizer: Synthesizer, voice: str = "", lines: int = LINES) -> None:
        """Keep the sound of at most `lines` lines; the least lately used goes first."""
        self._synthesizer = synthesizer
        self._voice = voice
        self._lines = lines
        self._kept: OrderedDict[bytes, Pcm] = OrderedDict()
        self._lock = Lock()

    def render(self, text: str, rate_wpm: int, *, keep: bool = True) -> Pcm:
        """Return the spoken text, from memory if it is there; raises `EngineError` as the synthesizer does."""
        key = self._key(text, rate_wpm)
        known = self._recall(key) if keep else None
        if known is not None:
            return known
        sound = self._synthesizer.render(text, rate_wpm)
        if keep:
            self._remember(key, sound)
        return sound

    def render_ahead(self, texts: Iterable[str], rate_wpm: int) -> None:
        """Render these lines now, so that they start at once when they are due."""
        for text in texts:
            self.render(text, rate_wpm)

    def _key(self, text: str, rate_wpm: int) -> bytes:
        return hashlib.sha256(f"{self._voice}\0{rate_wpm}\0{text}".encode("utf-8", "replace")).digest()

    def _recall(self, key: bytes) -> Pcm | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _remember(self, key: bytes, sound: Pcm) -> None:
        # Several players may hold this array at once.
        sound.flags.writeable = False
        with self._lock:
            self._kept[key] = sound
            while len(self._kept) > self._lines:
                self._kept.popitem(last=False)
