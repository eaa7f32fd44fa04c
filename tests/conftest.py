"""What many tests ask for: the human recordings, and a room with real devices."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pulse_room import PulseRoom, missing_programs

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def recordings() -> Path:
    """Give the folder of human recordings: HEARBACK_RECORDINGS, or ../shared/audio beside the checkout."""
    folder = Path(os.environ.get("HEARBACK_RECORDINGS", ROOT.parent / "shared" / "audio"))
    if not (folder / "manifest.tsv").is_file():
        pytest.skip(f"no human recordings in {folder}; HEARBACK_RECORDINGS names their folder")
    return folder


@pytest.fixture
def pulse_room() -> Iterator[PulseRoom]:
    """Give a room whose microphone and loudspeaker are a private PulseAudio's."""
    missing = missing_programs()
    if missing:
        pytest.skip(f"needs {', '.join(missing)}; scripts/test installs pulseaudio and pulseaudio-utils")
    with PulseRoom() as room:
        yield room
