"""B7: from the end of "yes" to its being understood, and how often answers are heard, missed or turned around.

Synthetic voices answer a question in the virtual room; the real ears hear them. A wait is the room's time from the end
of the word to the event, and the work that the ears had to do in it. Where human recordings are, pieces of them of
0.4-3 s are put to the same recognizer: none is an answer, but for the "yeah" that somebody happened to say. Beside us,
in the same run: 0.8 s of silence, then the same clip into a Whisper of `base.en`'s size.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from frame import Bar, Cell, Peer, Report, arguments, median, percentile, show
from props import engines as props
from props import speech

from hearback.audio.files import read_sound
from hearback.audio.pcm import Clip, Pcm, seconds, silence
from hearback.audio.room import Room
from hearback.audio.turns import SILENCE_S
from hearback.commands import engines
from hearback.config import Config
from hearback.core.effects import Listen
from hearback.core.events import TurnHeard
from hearback.ears import Ears
from hearback.engines.base import Synthesizer
from hearback.engines.synthesizer_espeak import EspeakSynthesizer
from hearback.engines.synthesizer_flite import FliteSynthesizer
from hearback.errors import EngineError

LIMIT_S = 0.8
BLOCK_S = 0.02
AFTER_S = 1.5
"""A turn that no answer ended is over by then."""
RATES_WPM = (130, 155, 185)
NOISES_DB = (None, 15.0)
CONTROLS = ("repeat", "pass", "pause")
FLOOR = ("done", "nothing_more", "more", "more_time", *CONTROLS)
CASES = {
    ("yes", "no", *CONTROLS): ("yes", "no", "yeah", "that's right", "not really"),
    ("yes", "partly", "no", *CONTROLS): ("partly", "mostly"),
    ("full", "some", "low", "yes", "no", *CONTROLS): ("full", "low"),
    FLOOR: ("I'm done", "that's it"),
    ("start",): ("start a check-in", "let's check in"),
}
"""What is expected, and what people say then."""
LEAST_CUT_S, MOST_CUT_S = 0.4, 3.0
CUTS = 150


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer in the room."""

    wanted: str
    """The intent that was meant."""
    got: str | None
    wait_s: float | None
    """None where the turn did not end as a short answer."""


def voices(*, few: bool) -> dict[str, Synthesizer]:
    """Return the voices that are on this machine."""
    found: dict[str, Synthesizer] = {}
    for name in ("slt", "rms")[: 1 if few else 2] if few else ("slt", "rms", "awb", "kal16"):
        try:
            found[f"flite:{name}"] = FliteSynthesizer(name)
        except EngineError:
            continue
    for name in ("en-us",) if few else ("en-us", "en-gb", "en-us+f3", "en-gb+m3"):
        found[f"espeak:{name}"] = EspeakSynthesizer(name)
    return found


def heard(ears: Ears, sound: Pcm, expects: tuple[str, ...], wanted: str, noise: tuple[Pcm, float]) -> Heard:
    """Say one answer in a fresh room and wait until it was understood."""
    room = Room(noise=noise[0], noise_snr_db=noise[1])
    ears.listen(Listen("asked", None, "starting" if expects == ("start",) else "answer", "bench", expects))
    room.say(sound, 0.6, "Ana", wanted)
    ended_at = 0.6 + seconds(sound) - speech.MARGIN_S
    while room.now_s < ended_at + AFTER_S:
        chunk = room.advance(BLOCK_S)
        started = perf_counter()
        words = [event.text for event in ears.hear(chunk) if isinstance(event, TurnHeard)]
        work_s = perf_counter() - started
        if words and words[0]:
            text = words[0]
            intents = props.prompts().intents(())
            got = "start" if intents.is_start(text) else intents.answer(text)
            return Heard(wanted, got, room.now_s - ended_at + work_s)
    return Heard(wanted, None, None)


def fresh_ears() -> Ears:
    """Return ears that only know short answers."""
    return Ears(
        detector=engines.detector(Config()),
        recognizer=None,
        answers=engines.answers(props.prompts()),
        jobs=lambda _: None,
    )


def answered(name: str, voice: Synthesizer, snr_db: float | None, *, few: bool) -> list[Heard]:
    """Return how one voice was heard in all cases."""
    ears = fresh_ears()
    rush = np.random.default_rng(7).normal(0, 1000, 160_000).astype(np.int16)
    noise = (props.room_tone(1), 35.0) if snr_db is None else (rush, snr_db)
    found = []
    for expects, wordings in CASES.items():
        for wording in wordings[:1] if few else wordings:
            wanted = "start" if expects == ("start",) else str(props.prompts().intents(()).answer(wording))
            for rate_wpm in RATES_WPM[1:2] if few else RATES_WPM:
                sound = speech.trimmed(voice.render(f"{wording}.", rate_wpm))
                found.append(heard(ears, sound, expects, wanted, noise))
    print(f"{name}: {len(found)} answers", file=sys.stderr)
    return found


def row(case: str, found: Sequence[Heard]) -> dict[str, Cell]:
    """Return one row of shares."""
    waits_s = [one.wait_s for one in found if one.wait_s is not None]
    return {
        "case": case,
        "times": float(len(found)),
        "hits": sum(one.got == one.wanted for one in found) / len(found),
        "wrong": sum(one.got not in (one.wanted, None) for one in found) / len(found),
        "misses": sum(one.got is None for one in found) / len(found),
        "median s": median(waits_s) if waits_s else None,
        "p95 s": percentile(waits_s, 0.95) if waits_s else None,
    }


def cuts(count: int) -> list[Pcm]:
    """Return pieces of human speech with silence around them; none where there are no recordings."""
    folder = speech.recordings()
    if folder is None:
        return []
    chance = np.random.default_rng(11)
    paths = sorted(folder.glob("transcribed/*/*.flac")) + sorted(folder.glob("speech/*/*.flac"))
    found = []
    for index in chance.permutation(len(paths))[:count]:
        whole = speech.trimmed(read_sound(paths[index]))
        length = int(chance.uniform(LEAST_CUT_S, MOST_CUT_S) * 16_000)
        first = int(chance.integers(0, max(1, len(whole) - length)))
        found.append(np.concatenate((silence(0.25), whole[first : first + length], silence(0.42))))
    return found


def taken(found: Sequence[Pcm], expects: tuple[str, ...], case: str) -> dict[str, Cell]:
    """Return which share of human speech was taken for an answer."""
    recognizer = engines.answers(props.prompts())
    chance = np.random.default_rng(1)
    accepted = 0
    for sound in found:
        recognizer.begin(0.0, expects)
        recognizer.feed((sound + chance.normal(0, 8, len(sound))).astype(np.int16))
        accepted += recognizer.answer() is not None
    return {"case": f"human speech, {case}", "times": float(len(found)), "taken for an answer": accepted / len(found)}


def peer_s(few: bool) -> float:
    """Return how long the peer takes with a "yes": silence, then Whisper."""
    clip = Clip(np.concatenate((speech.fixture("ana", "yes").sound, silence(SILENCE_S))))
    waits_s = []
    for _ in range(1 if few else 5):
        started = perf_counter()
        props.whisper().transcribe(clip)
        waits_s.append(SILENCE_S + perf_counter() - started)
    return percentile(waits_s, 0.95)


def main(argv: Sequence[str]) -> int:
    """Measure and show."""
    given = arguments(
        "answers", argv, lambda parser: parser.add_argument("--quick", action="store_true", help="shows that it runs")
    )
    few = bool(given.quick)
    rows, everything = [], []
    for name, voice in voices(few=few).items():
        for snr_db in NOISES_DB[:1] if few else NOISES_DB:
            found = answered(name, voice, snr_db, few=few)
            everything += found
            rows.append(row(f"{name}, {'quiet room' if snr_db is None else f'white noise at {snr_db:g} dB'}", found))
    human = cuts(10 if few else CUTS)
    if human:
        rows += [taken(human, FLOOR, "floor"), taken(human, ("yes", "no", *CONTROLS), "yes or no")]
        rows += [taken(human, ("start",), "start")]
    yes_no_s = [one.wait_s for one in everything if one.wanted in ("yes", "no") and one.wait_s is not None]
    worst_s = percentile(yes_no_s, 0.95) if yes_no_s else None
    bar = Bar("B7", worst_s, LIMIT_S, "s", Peer("base.en-sized Whisper on the same clip, after 0.8 s", peer_s(few)))
    show(Report("answers", [*rows, row("all", everything), props.machine()], [bar]), as_json=given.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
