"""The engines that benches hear with, the prompts, and a session that begins with a floor."""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from hearback.audio.pcm import Clip, Pcm, silence
from hearback.audio.room import Room
from hearback.commands import engines
from hearback.config import Config, prompt_folders
from hearback.core.effects import Listen
from hearback.core.program import Program, Prompts, ReflectStage
from hearback.core.session import Session
from hearback.ears import Ears, Job
from hearback.engines import model_files
from hearback.engines.base import Detector, HeardText, Recognizer
from hearback.engines.recognizer_script import Said, ScriptRecognizer
from hearback.engines.recognizer_whisper import WhisperRecognizer
from hearback.engines.rendered import Rendered
from hearback.prompts import load as load_prompts
from props.world import RATE_WPM, TimedWorld

MAKE_MODEL = Path(__file__).parents[2] / "tools" / "make_random_model.py"
RANDOM_TOKENS_PER_S = 4.0
"""A random model never ends by itself; people say about four tokens in a voiced second (SPEECH 5)."""


class Paced:
    """Hears the words of the script, and takes as long as the recognizer beside it."""

    reads_back = True

    def __init__(self, said: Said, pace: Recognizer) -> None:
        self._script, self._pace = ScriptRecognizer(said), pace

    def transcribe(self, clip: Clip) -> HeardText:
        """Return the script's words once the other recognizer is done with the clip."""
        self._pace.transcribe(clip)
        return self._script.transcribe(clip)


def model(size: str) -> tuple[Path, bool]:
    """Return the folder of the Whisper model of this size, and whether it is a real one.

    Where there is none, one with random weights is written into the user's cache once.
    """
    if model_files.is_ready(size):
        return model_files.folder(size), True
    place = user_cache_path("hearback") / "benches" / f"{size}-random"
    if not model_files.is_complete(place):
        # In a process of its own: the memory that it takes is not ours.
        subprocess.run([sys.executable, str(MAKE_MODEL), str(place), "--size", size], check=True, capture_output=True)
    return place, False


@cache
def whisper(size: str = "base.en") -> WhisperRecognizer:
    """Return the recognizer of this size, warm."""
    place, is_real = model(size)
    loaded = WhisperRecognizer(place, max_tokens_per_s=None if is_real else RANDOM_TOKENS_PER_S)
    loaded.transcribe(Clip(silence(1.0)))
    return loaded


@cache
def prompts() -> Prompts:
    """Return the shipped prompts."""
    return load_prompts(prompt_folders(Config()))


@cache
def voice() -> Rendered:
    """Return our own voice, with the first lines rendered as a running session has them."""
    found = engines.synthesizer(Config())
    lines = (text.format_map(_Names()) for key, texts in prompts().lines.items() if "reflect" in key for text in texts)
    found.render_ahead(lines, RATE_WPM)
    return found


class _Names(dict[str, str]):
    """Ana for every name."""

    def __missing__(self, key: str) -> str:
        return "Ana"


def session() -> Session:
    """Return a session of nothing but the reflective loop: Ana speaks, Ben gives back."""
    stage = ReflectStage(kind="reflect", chunks=1, want=False, word=False)
    # A program of its own would need everyone's consent first; that is measured nowhere here.
    program = Program.model_construct(title="A bench", about="", minutes=10.0, stage=(stage,))
    return Session(program, prompts(), ("Ana", "Ben"))


def world(
    room: Room,
    recognizer: Recognizer,
    on_listen: Callable[[Listen, float], None],
    detector: Detector | None = None,
) -> TimedWorld:
    """Return a world with the real ears in it."""

    def make(jobs: Callable[[Job], None], heard_by: Recognizer | None) -> Ears:
        return Ears(
            detector=detector or engines.detector(Config()),
            recognizer=heard_by,
            answers=engines.answers(prompts()),
            jobs=jobs,
        )

    made = TimedWorld(room, voice(), on_listen)
    made.hear_with(make, recognizer)
    return made


def go_on(held: Session, where: TimedWorld, is_over: Callable[[], bool]) -> None:
    """Run the session in the world until then, or until it ends."""
    while not held.is_over and not is_over():
        event, now = where.next_event(held.deadline)
        for effect in held.handle(event, now):
            where.perform(effect, now)


def machine() -> dict[str, float | str | bool | None]:
    """Return a row that says how busy the machine is: other work makes every figure in seconds worse."""
    return {"case": "the machine itself", "load per core": os.getloadavg()[0] / (os.cpu_count() or 1)}


def room_tone(seed: int) -> Pcm:
    """Return the noise of a quiet room: ten seconds of a soft low rush."""
    chance = np.random.default_rng(seed)
    rush = np.convolve(chance.normal(0, 60, 160_000), np.ones(16) / 16, mode="same")
    return np.clip(rush, -32_768, 32_767).astype(np.int16)
