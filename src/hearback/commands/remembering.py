"""An embedder that remembers the hops of long sounds: a trial learns a dozen words beside the same readings."""

from hearback.audio.pcm import RATE_HZ, Pcm
from hearback.engines.embedding import Embedder, Hops

LONG_S = 10.0
"""Readings are longer; made-up calls are shorter and never come twice."""


class Remembering(Embedder):
    """Gives what an embedder gives; holds on to every long sound it was given, so use one for a lesson only."""

    def __init__(self) -> None:
        """Load the networks; raises `EngineError` as they do."""
        super().__init__()
        self._known: dict[int, tuple[Pcm, Hops]] = {}

    def hops(self, sound: Pcm) -> Hops:
        """Return all hops of a finished sound, shape (hops, 96), from memory if this very array came before."""
        if len(sound) < LONG_S * RATE_HZ:
            return super().hops(sound)
        if id(sound) not in self._known:
            self._known[id(sound)] = (sound, super().hops(sound))
        return self._known[id(sound)][1]
