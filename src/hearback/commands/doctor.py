"""`hearback doctor`: try everything that a check-in needs, and say how to mend what is wrong."""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from json import dumps
from pathlib import Path
from threading import Event as Flag

import numpy as np

from hearback.audio.echo import EchoCanceller
from hearback.audio.loudspeaker import Loudspeaker
from hearback.audio.microphone import Microphone
from hearback.audio.pcm import Clip, Pcm, seconds, silence
from hearback.audio.tones import tone
from hearback.commands import engines
from hearback.config import Config, config_path, load, prompt_folders, with_flags
from hearback.errors import EngineError, HearbackError
from hearback.prompts import load as load_prompts
from hearback.prompts import load_program

MEASURED_S = 2.0
FAINT_DBFS = -70.0
"""Below this even a loud voice drowns in the microphone's own noise; quiet rooms measure -65 to -45."""
ALLOW = {
    "darwin": "allow it in System Settings, Privacy & Security, Microphone, for your terminal",
    "win32": "allow it in Settings, Privacy, Microphone, for desktop apps",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part is."""

    part: str
    ok: bool
    found: str
    """What was found, or what is wrong and the line that mends it."""


def doctor(config_file: Path | None, flags: Mapping[str, object], *, tone: bool, json: bool) -> int:
    """Print a finding for each part; return 0 if a session could be held, else 1."""
    findings: list[Finding] = []
    for finding in examine(config_file, flags, with_tone=tone):
        findings.append(finding)
        if not json:
            print(f"{'OK     ' if finding.ok else 'PROBLEM'}  {finding.part}: {finding.found}", flush=True)
    ready = all(finding.ok for finding in findings)
    if json:
        print(dumps({"ready": ready, "findings": [asdict(finding) for finding in findings]}, ensure_ascii=False))
    else:
        print("A check-in can be held." if ready else "A check-in can not be held yet; mend what says PROBLEM.")
    return 0 if ready else 1


def examine(config_file: Path | None, flags: Mapping[str, object], *, with_tone: bool) -> Iterator[Finding]:
    """Yield the findings one by one, as each takes its time."""
    path = config_path(config_file)
    try:
        config = with_flags(load(path), **flags)
    except HearbackError as error:
        yield Finding("settings", ok=False, found=str(error))
        return
    yield Finding("settings", ok=True, found=str(path) if path.exists() else f"defaults ({path} is not there)")
    yield tried("prompts", lambda: _prompts(config))
    yield tried("microphone", lambda: level_told(_recorded(Microphone(config.microphone)), sys.platform))
    yield tried("loudspeaker", lambda: _played(Loudspeaker(config.loudspeaker), with_tone=with_tone))
    yield tried("detector", lambda: _detector(config))
    yield tried("echo", _echo)
    yield tried("recognizer", lambda: _recognizer(config))
    yield tried("voice", lambda: _voice(config))


def tried(part: str, look: Callable[[], str]) -> Finding:
    """Return what `look` found, or the error of ours that it raised."""
    try:
        return Finding(part, ok=True, found=look())
    except HearbackError as error:
        return Finding(part, ok=False, found=str(error))


def level_told(sound: Pcm, platform: str) -> str:
    """Return how loud the microphone is, in words; raises EngineError for one that gives nothing or only zeros."""
    if not len(sound):
        raise EngineError("it opened but gives no sound; unplug it and plug it in again")
    if not sound.any():
        mend = ALLOW.get(platform, "see that it is not muted, and that `hearback devices` stars the right one")
        raise EngineError(f"it gives only zeros, as one that may not be used does; {mend}")
    level_dbfs = 10 * float(np.log10(np.mean((sound / 32_768.0) ** 2)))
    told = f"{level_dbfs:.0f} dBFS over {seconds(sound):.1f} s"
    return told + (": very faint; raise its volume if you are not heard" if level_dbfs < FAINT_DBFS else "")


def _recorded(microphone: Microphone) -> Pcm:
    chunks: list[Pcm] = []
    microphone.start(chunks.append)
    try:
        Flag().wait(MEASURED_S)
    finally:
        microphone.stop()
    return np.concatenate([silence(0.0), *chunks])


def _played(loudspeaker: Loudspeaker, *, with_tone: bool) -> str:
    loudspeaker.start()
    try:
        heard = Flag()
        loudspeaker.play(tone("floor_open") if with_tone else silence(0.1), lambda: None, heard.set)
        if not heard.wait(MEASURED_S):
            raise EngineError("it opened but takes no sound; unplug it and plug it in again")
    finally:
        loudspeaker.close()
    return "a tone was played; did you hear two notes, rising?" if with_tone else "it opens; --tone plays a tone"


def _prompts(config: Config) -> str:
    prompts = load_prompts(prompt_folders(config))
    program = load_program(config.program, prompts)
    return f"program {config.program} with {len(program.stage)} stages"


def _detector(config: Config) -> str:
    detector = engines.detector(config)
    detector.probability(silence(1.0)[: detector.frame_samples])
    return config.detector


def _echo() -> str:
    EchoCanceller().clean(silence(0.1))
    return "our own voice is taken out of the microphone; you can be heard while Hearback speaks"


def _recognizer(config: Config) -> str:
    recognizer = engines.recognizer(config)
    recognizer.transcribe(Clip(silence(0.5)))
    if recognizer.reads_back:
        return f"whisper, model {config.model}"
    return "sphinx, embedded: reflections are replayed; `hearback setup` fetches a model that reads them back"


def _voice(config: Config) -> str:
    sound = engines.synthesizer(config).render("ready", config.rate_wpm)
    return f"{engines.synthesizer_name(config)} at {config.rate_wpm} words a minute ({seconds(sound):.1f} s for a word)"
