"""One contract for every detector, and what each makes of people and of kitchens."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hearback.audio.files import read_sound
from hearback.audio.pcm import Pcm, seconds
from hearback.engines.base import Detector
from hearback.engines.detector_silero import SileroDetector
from hearback.engines.detector_webrtc import WebrtcDetector
from hearback.errors import EngineError

DETECTORS = {"silero": SileroDetector, "webrtc": WebrtcDetector}
TURN_S = 0.3
"""A run of speech frames of that length would start a turn."""


@pytest.fixture(params=DETECTORS)
def detector(request: pytest.FixtureRequest) -> Detector:
    """Give each detector in turn."""
    return DETECTORS[request.param]()


def probabilities(detector: Detector, pcm: Pcm) -> np.ndarray:
    """Return what a fresh detector says about every whole frame."""
    detector.reset()
    size = detector.frame_samples
    return np.array([detector.probability(pcm[at : at + size]) for at in range(0, len(pcm) - size + 1, size)])


def longest_run_s(detector: Detector, speech: np.ndarray) -> float:
    """Return the length of the longest unbroken speech, in seconds."""
    longest = run = 0
    for frame in speech > 0.5:
        run = run + 1 if frame else 0
        longest = max(longest, run)
    return longest * detector.frame_samples / 16_000


def noises(recordings: Path) -> list[Path]:
    """Return every noise in which nobody speaks."""
    return sorted([*recordings.glob("noise/household/*.flac"), *recordings.glob("noise/misc/*.flac")])


def test_silence_is_not_speech(detector: Detector) -> None:
    """Digital silence and very soft noise are no speech, in every frame."""
    soft = np.random.default_rng(1).normal(0, 8, 16_000).astype(np.int16)
    assert probabilities(detector, np.zeros(16_000, np.int16)).max() < 0.5
    assert probabilities(detector, soft)[10:].mean() < 0.5


def test_probabilities_are_from_0_to_1(detector: Detector) -> None:
    """Even full-scale noise gives probabilities."""
    loud = np.random.default_rng(1).integers(-32_768, 32_767, 16_000, dtype=np.int16)
    assert all(0 <= value <= 1 for value in probabilities(detector, loud))


def test_a_frame_of_another_length_is_our_bug(detector: Detector) -> None:
    """A frame that is too short or too long is refused and not guessed at."""
    for length in (0, detector.frame_samples - 1, detector.frame_samples * 2):
        with pytest.raises(ValueError, match="samples"):
            detector.probability(np.zeros(length, np.int16))


def test_reset_forgets(detector: Detector, recordings: Path) -> None:
    """After a reset the same sound gives the same answers as at first."""
    pcm = read_sound(next(recordings.glob("transcribed/*/*.flac")))[:48_000]
    first = probabilities(detector, pcm)
    np.testing.assert_allclose(probabilities(detector, pcm), first, atol=1e-6)


def test_silero_carries_its_memory_from_frame_to_frame(recordings: Path) -> None:
    """A detector that forgot at every frame would answer otherwise: state and old samples matter."""
    pcm = read_sound(next(recordings.glob("transcribed/*/*.flac")))[:48_000]
    detector = SileroDetector()
    carried = probabilities(detector, pcm)
    forgetful = np.concatenate([probabilities(detector, pcm[at : at + 512]) for at in range(0, 47_616, 512)])
    assert np.abs(carried - forgetful).mean() > 0.1


def test_webrtc_has_four_modes() -> None:
    """A mode that is not there is named."""
    with pytest.raises(EngineError, match="modes 0 to 3, not 4"):
        WebrtcDetector(4)


@pytest.mark.slow
def test_speech_is_found_in_every_recording(detector: Detector, recordings: Path) -> None:
    """In clips that are nearly all speech, at least half of the sound is found, in every one."""
    clips = sorted(recordings.glob("transcribed/*/*.flac"))
    shares = [(probabilities(detector, read_sound(path)) > 0.5).mean() for path in clips]
    print(f"{type(detector).__name__}: speech in {np.mean(shares):.0%} of the frames, at least {min(shares):.0%}")
    assert len(clips) > 50
    assert min(shares) > 0.5


@pytest.mark.slow
def test_silero_hears_no_speech_in_a_household(recordings: Path) -> None:
    """Dishes, a tap, a bike: almost no frame is speech, and never enough in a row to start a turn."""
    detector = SileroDetector()
    heard = {path.stem: probabilities(detector, read_sound(path)) for path in noises(recordings)}
    share = np.mean(np.concatenate(list(heard.values())) > 0.5)
    runs = {name: longest_run_s(detector, speech) for name, speech in heard.items()}
    print(f"silero: {share:.2%} of the noise frames, longest run {max(runs.values()):.2f} s of {runs}")
    assert len(heard) > 3
    assert share < 0.01
    assert max(runs.values()) < TURN_S


@pytest.mark.slow
def test_webrtc_noise_figures_are_printed(recordings: Path) -> None:
    """WebRTC takes household noise for speech more often than Silero does; the figures are printed for each mode."""
    noise = np.concatenate([read_sound(path) for path in noises(recordings)])
    shares = [float((probabilities(WebrtcDetector(mode), noise) > 0.5).mean()) for mode in range(4)]
    print(f"webrtc in {seconds(noise):.0f} s of noise, modes 0-3: {', '.join(f'{share:.0%}' for share in shares)}")
    assert shares == sorted(shares, reverse=True)
    assert shares[3] > (probabilities(SileroDetector(), noise) > 0.5).mean()


@pytest.mark.parametrize("who", ["ana", "eli"])
def test_a_short_word_is_heard_after_a_long_silence(who: str) -> None:
    """A minute of faint hum does not make Silero deaf to the "no" that comes after it."""
    word = read_sound(Path(__file__).parents[1] / "fixtures" / "audio" / who / "no.wav")
    hum = np.random.default_rng(1).normal(0, 1, 60 * 16_000)
    evening = np.rint(np.concatenate((hum, word + hum[: len(word)]))).astype(np.int16)
    surest = probabilities(SileroDetector(), evening)[-(len(word) // 512) :].max()
    assert surest > 0.8


def test_detecting_leaves_no_trace_in_the_home_folder(tmp_path: Path) -> None:
    """No engine library writes an identity or anything else into an empty home: some versions do, and report it."""
    code = (
        "import numpy; from hearback.engines.detector_silero import SileroDetector\n"
        "SileroDetector().probability(numpy.zeros(512, numpy.int16))"
    )
    subprocess.run([sys.executable, "-c", code], env=os.environ | {"HOME": str(tmp_path)}, check=True)
    assert list(tmp_path.rglob("*")) == []
