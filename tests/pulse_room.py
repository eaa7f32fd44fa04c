"""A microphone and a loudspeaker with no sound card: one private PulseAudio, for tests on real devices.

    with PulseRoom() as room:
        child = subprocess.Popen([...], env=room.env)  # sounddevice finds the room's devices, and no others
        room.say(Path("hello.wav"))                    # someone talks into the microphone
        with room.recording(Path("heard.wav")):        # what the loudspeaker plays
            ...

Two null sinks: what is played into `room_mic` is heard by the default source, and `room_speaker` is the default sink.
Root is fine; there is no dbus and no systemd. Set the environment before sounddevice is imported.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

Device = Literal["microphone", "loudspeaker"]

NEEDS = ("pulseaudio", "pactl", "paplay", "parecord")
START_S = 10.0
"""A daemon starts in 0.1 s (measured); this is for a machine that is very busy."""
SAY_LATENCY_MS = 500
"""Under this, words are lost on a busy machine (measured)."""

HUM_DB = -75.0
"""A microphone is never quite silent; exact zeros mean one without permission. This is six units of 32767."""

# norewinds: without it the first sound is up to 2 s late (measured). The rates are those of usual devices.
SINKS: dict[Device, tuple[str, ...]] = {
    "microphone": ("module-null-sink", "sink_name=room_mic", "rate=16000", "channels=1", "format=s16le", "norewinds=1"),
    "loudspeaker": (
        "module-null-sink",
        "sink_name=room_speaker",
        "rate=48000",
        "channels=1",
        "format=s16le",
        "norewinds=1",
    ),
}
ALSA_CONF = """\
</usr/share/alsa/alsa.conf>
pcm.room_mic_in  { type pulse device "room_mic.monitor" hint { show on description "room microphone" } }
pcm.room_spk_out { type pulse device "room_speaker" hint { show on description "room loudspeaker" } }
"""


def missing_programs() -> list[str]:
    """Return which programs the room needs and this machine lacks."""
    return [name for name in NEEDS if shutil.which(name) is None]


class PulseRoom:
    """The room; a context manager. Its files live in a temporary folder and go when it closes."""

    def __init__(self, hum_db: float | None = HUM_DB) -> None:
        """Without `hum_db` the microphone gives exact zeros while nobody talks."""
        self._hum_db = hum_db
        self._folder = Path(tempfile.mkdtemp(prefix="room-"))
        self._socket = self._folder / "native"
        self._daemon: subprocess.Popen[bytes] | None = None
        alsa = self._folder / "asound.conf"
        alsa.write_text(ALSA_CONF, encoding="utf-8")
        self.env = os.environ | {
            "PULSE_SERVER": f"unix:{self._socket}",
            "PULSE_RUNTIME_PATH": str(self._folder),
            "PULSE_COOKIE": str(self._folder / "cookie"),
            "ALSA_CONFIG_PATH": str(alsa),
        }

    def __enter__(self) -> Self:
        """Start the daemon."""
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop the daemon and drop its files."""
        if self._daemon is not None and self._daemon.poll() is None:
            self.thaw()
            self.crash()
        shutil.rmtree(self._folder, ignore_errors=True)

    def start(self) -> None:
        """Start the daemon, also after a crash; return when it answers. Raises TimeoutError."""
        self._socket.unlink(missing_ok=True)
        self._daemon = subprocess.Popen(
            [
                "pulseaudio",
                *("-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes"),
                *("--realtime=no", "--high-priority=no", f"--log-target=newfile:{self._folder}/pulse.log"),
                f"--load=module-native-protocol-unix auth-anonymous=1 socket={self._socket}",
                *(f"--load={' '.join(sink)}" for sink in SINKS.values()),
            ],
            # A home of its own: the user's PulseAudio settings have no say here.
            env=self.env | {"HOME": str(self._folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait_for_answer(self._daemon)
        self._choose_defaults()
        self._hum()

    def say(self, wav: Path) -> None:
        """Play the file into the microphone; return when it ended."""
        self._run("paplay", "-d", "room_mic", f"--latency-msec={SAY_LATENCY_MS}", str(wav), timeout_s=600)

    @contextmanager
    def recording(self, wav: Path) -> Iterator[None]:
        """Record what the loudspeaker plays, as 16 kHz mono WAV, while the block runs."""
        sound = ("--file-format=wav", "--rate=16000", "--channels=1", "--format=s16le", "--latency-msec=20")
        recorder = subprocess.Popen(["parecord", "-d", "room_speaker.monitor", *sound, str(wav)], env=self.env)
        try:
            yield
        finally:
            recorder.send_signal(signal.SIGINT)  # it then writes the length into the file
            recorder.wait(timeout=5)

    def echo(self, level_db: float, delay_ms: int = 30) -> None:
        """Let the loudspeaker leak into the microphone, `level_db` against what is played; replaces an earlier echo."""
        self.no_echo()
        fixed = ("adjust_time=0", "source_dont_move=true", "sink_dont_move=true")
        ends = ("source=room_speaker.monitor", "sink=room_mic")
        self._play_module(level_db, "module-loopback", *ends, f"latency_msec={delay_ms}", *fixed)

    def no_echo(self) -> None:
        """End the echo."""
        self._unload("module-loopback", "")

    def unplug(self, device: Device) -> None:
        """Take a device away."""
        self._unload("module-null-sink", SINKS[device][1])

    def plug(self, device: Device) -> None:
        """Give a device back and make it the default again."""
        self.pactl("load-module", *SINKS[device])
        self._choose_defaults()
        if device == "microphone":
            self._hum()

    def freeze(self) -> None:
        """Stop the daemon where it stands: streams stay open and nothing comes."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on; what was due comes in one burst."""
        self._signal(signal.SIGCONT)

    def crash(self) -> None:
        """Kill the daemon; `start` brings it back."""
        self._signal(signal.SIGKILL)
        if self._daemon is not None:
            self._daemon.wait()

    def pactl(self, *arguments: str) -> str:
        """Return what pactl prints. Raises CalledProcessError."""
        return self._run("pactl", *arguments, timeout_s=10)

    def _run(self, *command: str, timeout_s: float) -> str:
        return subprocess.run(
            command, env=self.env, check=True, capture_output=True, text=True, timeout=timeout_s
        ).stdout

    def _signal(self, number: signal.Signals) -> None:
        if self._daemon is not None:
            self._daemon.send_signal(number)

    def _listed(self, kind: str) -> list[list[str]]:
        return [line.split("\t") for line in self.pactl("list", "short", kind).splitlines()]

    def _unload(self, name: str, argument: str) -> None:
        for module in self._listed("modules"):
            if module[1] == name and argument in module[2]:
                self.pactl("unload-module", module[0])

    def _hum(self) -> None:
        if self._hum_db is not None:
            self._play_module(self._hum_db, "module-sine", "sink=room_mic", "frequency=100")

    def _play_module(self, level_db: float, *module: str) -> None:
        """Load a module that plays something, and set how loud."""
        number = self.pactl("load-module", *module).strip()
        streams = self.pactl("list", "sink-inputs").split("Sink Input #")
        (stream,) = [text.split("\n")[0] for text in streams if f"Owner Module: {number}\n" in text]
        self.pactl("set-sink-input-volume", stream, f"{level_db}dB")

    def _choose_defaults(self) -> None:
        sinks = {sink[1] for sink in self._listed("sinks")}
        if "room_speaker" in sinks:
            self.pactl("set-default-sink", "room_speaker")
        if "room_mic" in sinks:
            self.pactl("set-default-source", "room_mic.monitor")

    def _wait_for_answer(self, daemon: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + START_S
        asking = ["pactl", "info"]
        while subprocess.run(asking, env=self.env, check=False, capture_output=True, timeout=START_S).returncode != 0:
            if daemon.poll() is not None or time.monotonic() > until:
                raise TimeoutError(f"PulseAudio does not answer (exit code {daemon.poll()})")
            time.sleep(0.02)  # there is nothing else to wait on until its socket is there
