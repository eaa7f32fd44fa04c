"""A checkout whose Python, pip, apt-get and sudo are small scripts of ours, to see what the set-up does with them.

The fakes write each call into one file. The PATH holds them and the few real tools that the set-up is made of, so a
missing program is really missing and nothing outside the test's folder is touched.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
REAL_TOOLS = (
    "bash",
    "basename",
    "cat",
    "chmod",
    "cksum",
    "dirname",
    "env",
    "find",
    "mkdir",
    "readlink",
    "rm",
    "tr",
    "true",
    "uname",
)
SYSTEM_PROGRAMS = ("espeak-ng", "flite", "pulseaudio", "pactl")

PYTHON = """#!/usr/bin/env bash
# The system's Python and, copied, the one of the venv.
echo "python $*" >>"$CALLS"
case "$*" in
  *fcntl*) exec "{real}" "$@" ;;
  *print*) echo 3.11 ;;
  "-m venv "*) mkdir -p "$3/bin" && cat "$0" >"$3/bin/python" && chmod +x "$3/bin/python" ;;
  "-m pip install "*)
    [ -z "${{WAIT_FOR:-}}" ] || read -r _ <"$WAIT_FOR"
    [ ! -e "$FAKES/pip-fails" ] || {{ echo "no network" >&2; exit 1; }}
    printf '#!/usr/bin/env bash\\nprintf "hearback"; printf " <%%s>" "$@"; echo; exit "${{EXIT:-0}}"\\n' \
      >"${{0%/*}}/hearback" && chmod +x "${{0%/*}}/hearback" ;;
  "-m pytest"*) echo "pytest in $PWD" ;;
esac
"""
APT_GET = """#!/usr/bin/env bash
echo "apt-get ($DEBIAN_FRONTEND) $*" >>"$CALLS"
[ ! -e "$FAKES/apt-fails" ] || exit 100
if [ "$1" = install ]; then
  for name in "$@"; do printf '#!/bin/sh\\n' >"$FAKES/$name"; chmod +x "$FAKES/$name" 2>/dev/null; done
fi
"""
SUDO = """#!/usr/bin/env bash
echo "sudo $*" >>"$CALLS"
[ ! -e "$FAKES/sudo-asks" ] || exit 1
[ "$1" != -n ] || shift
exec "$@"
"""


class BareCheckout:
    """A copy of the scripts in a folder with a space in its name, and the fakes beside it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "my checkout"
        self.fakes = folder / "fakes"
        self.fakes.mkdir()
        shutil.copytree(ROOT / "scripts", self.root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", "constraints.txt"):
            (self.root / name).write_text("first\n", encoding="utf-8")
        for name in REAL_TOOLS:
            (self.fakes / name).symlink_to(str(shutil.which(name)))
        for name in SYSTEM_PROGRAMS:
            self.add(name, "#!/bin/sh\n")
        self.add("ldconfig", '#!/usr/bin/env bash\necho "libportaudio.so.2 => /usr/lib/libportaudio.so.2"\n')
        self.add("id", "#!/usr/bin/env bash\necho 0\n")
        self.add("python3", PYTHON.format(real=sys.executable))
        self.add("apt-get", APT_GET)

    def add(self, name: str, text: str) -> None:
        """Put a program on the PATH."""
        path = self.fakes / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def remove(self, name: str) -> None:
        """Take a program off the PATH."""
        (self.fakes / name).unlink()

    def become_user(self) -> None:
        """Go on as somebody who is not root."""
        self.add("id", "#!/usr/bin/env bash\necho 1000\n")

    def start(self, script: str | Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start a script by `bash`, with nothing to read, in a folder that is not the checkout."""
        return subprocess.Popen(
            [str(self.fakes / "bash"), str(self.root / "scripts" / script), *arguments],
            env={"PATH": str(self.fakes), "CALLS": str(self._log), "FAKES": str(self.fakes), **environment},
            cwd=self.fakes,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, script: str | Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
        """Run a script; return its exit code, standard output and standard error."""
        started = self.start(script, *arguments, **environment)
        out, err = started.communicate(timeout=60)
        return started.returncode, out, err

    def calls(self, start: str) -> list[str]:
        """Return the fakes' calls so far that begin so."""
        if not self._log.exists():
            return []
        return [line for line in self._log.read_text(encoding="utf-8").splitlines() if line.startswith(start)]

    def forget_calls(self) -> None:
        """Drop the calls so far."""
        self._log.unlink(missing_ok=True)

    @property
    def _log(self) -> Path:
        return self.fakes / "calls.log"


def pipe_at(path: Path) -> Path:
    """Make a named pipe: who reads it waits until somebody writes."""
    os.mkfifo(path)
    return path
