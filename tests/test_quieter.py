"""Steady noise goes down, speech stays."""

import numpy as np

from hearback.audio.pcm import Pcm, silence
from hearback.engines.quieter import quieter


def level(sound: Pcm) -> float:
    """Return the root mean square."""
    return float(np.sqrt(np.mean(sound.astype(np.float64) ** 2)))


def test_noise_goes_down_and_tone_stays() -> None:
    """Between two quiet stretches a tone keeps its level, and the noise around it loses most of its own."""
    rng = np.random.default_rng(0)
    tone = np.concatenate([silence(0.5), np.sin(np.arange(8000) * 0.4) * 8000, silence(0.5)])
    sound = (tone + rng.normal(0, 300, len(tone))).astype(np.int16)
    clear = quieter(sound)
    assert len(clear) == len(sound)
    assert level(clear[:6000]) < 0.5 * level(sound[:6000])
    assert abs(level(clear[9000:15000]) / level(sound[9000:15000]) - 1) < 0.1


def test_short_and_silent_sound_passes() -> None:
    """Less than one window comes back as it is, and silence stays silent."""
    assert len(quieter(silence(0.01))) == 160
    assert not quieter(silence(1.0)).any()
