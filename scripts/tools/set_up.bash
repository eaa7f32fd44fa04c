# What every script here does first: a `.venv` in the checkout and the system libraries, made once and then left alone.
# Sourced, never run; `root` is the checkout. It speaks on standard error alone, so that standard output stays the command's.
# It keeps to bash 3.2 (macOS).

venv="$root/.venv"
stamp="$venv/.hearback-ready"  # written last, so a set-up that was cut off is never taken for a whole one
begun="$venv/.hearback-begun"  # there while a set-up runs; found later, it was cut off
tried="$venv/.hearback-tried"  # system packages that could not be installed; they are not tried again at every start

apt_updated=""

say() { printf 'hearback: %s\n' "$*" >&2; }

# What a set-up depends on: the two files, where the checkout is (a venv does not survive a move), with or without dev.
wanted_stamp() { (cd "$root" && cksum pyproject.toml constraints.txt && printf '%s\n%s\n' "$root" "$1"); }

is_ready() {
  [ -x "$venv/bin/python" ] && [ -f "$stamp-$1" ] && [ "$(cat "$stamp-$1")" = "$(wanted_stamp "$1")" ]
}

find_python() {
  local name
  for name in python3 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  # Newer than our pins: some packages may have to be built from source there.
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v python3
}

has_portaudio() {
  case "$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null)" in *libportaudio.so.2*) true ;; *) false ;; esac
}

has_pulse_plugin() {
  local file
  for file in /usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so; do [ -e "$file" ] && return; done
  return 1
}

# Prints the system packages that are missing, one a line. On macOS PortAudio comes inside the sounddevice package.
missing_packages() {
  command -v espeak-ng >/dev/null || echo espeak-ng
  command -v flite >/dev/null || echo flite
  [ "$(uname)" = Linux ] || return 0
  has_portaudio || echo libportaudio2
  [ "$1" = test ] || return 0
  command -v pulseaudio >/dev/null || echo pulseaudio
  command -v pactl >/dev/null || echo pulseaudio-utils
  has_pulse_plugin || echo libasound2-plugins
}

# Sets `as_root` to what puts a command in root's hands; fails where that would need a password nobody can type.
may_be_root() {
  as_root=""
  [ "$(id -u)" -ne 0 ] || return 0
  command -v sudo >/dev/null || return 1
  as_root=sudo
  sudo -n true 2>/dev/null || { [ -z "${CI:-}" ] && [ -t 0 ] && [ -t 2 ]; }
}

line_to_type() {
  if command -v apt-get >/dev/null; then
    echo "sudo apt-get install $*"
  elif command -v brew >/dev/null; then
    echo "brew install $*"
  else
    echo "install these with your package manager: $*"
  fi
}

install_with_apt() {
  may_be_root || return 1
  say "installing with apt-get: $*"
  [ -n "$apt_updated" ] || $as_root apt-get update -qq >&2 </dev/null
  apt_updated=yes
  # The time limit waits for another installer, ours in a second terminal included.
  $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >&2 </dev/null
}

install_with_brew() {
  local name failed=0
  say "installing with brew: $*"
  for name in "$@"; do brew install --quiet "$name" >&2 </dev/null || failed=1; done
  return "$failed"
}

install_packages() {
  if command -v apt-get >/dev/null; then
    install_with_apt "$@"
  elif command -v brew >/dev/null; then
    install_with_brew "$@"
  else
    return 1
  fi
}

# Without them something is silent or missing, yet much works: so this never stops the command.
ready_packages() {
  local missing
  missing=$(missing_packages "$1" | tr '\n' ' ')
  missing=${missing% }
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086  # the names are words
  if [ "$(cat "$tried" 2>/dev/null)" = "$missing" ] || ! install_packages $missing; then
    printf '%s\n' "$missing" 2>/dev/null >"$tried"
    say "missing on this system: $missing. Type: $(line_to_type $missing)"
  fi
}

make_venv() {
  local python version
  if ! python=$(find_python); then
    say "Python 3.11 or newer is needed and none was found. Type: $(line_to_type python3 python3-venv)"
    return 1
  fi
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null && ! install_packages "python$version-venv"; then
    say "$python can not make a virtual environment. Type: $(line_to_type "python$version-venv")"
    return 1
  fi
  say "making .venv with Python $version"
  "$python" -m venv "$venv" >&2
}

# Empties the venv but keeps the lock that we hold in it.
clear_venv() { find "$venv" -mindepth 1 -maxdepth 1 ! -name .hearback-lock -exec rm -rf {} +; }

install_hearback() {
  local extras=""
  [ "$1" = test ] && extras="[dev]"
  say "installing Hearback and the Python packages it needs; the first time takes some minutes"
  # Both names: builds read the first in older pips and the second from 25.3 on. They are relative because pip splits at spaces.
  (cd "$root" && PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 \
    "$venv/bin/python" -m pip install -qq --no-input -e ".$extras" >&2 </dev/null) && return
  say "installing the Python packages failed (pip's words are above); with a working network, start this again"
  return 1
}

# Waits for another set-up of this checkout. The kernel drops the lock when its holder ends, however it ends.
take_lock() {
  local python
  mkdir -p "$venv" && exec 9>"$venv/.hearback-lock" || return 1
  python=$(find_python) || return 0  # make_venv says so
  "$python" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null && return
  say "another set-up of this checkout is at work; waiting for it"
  "$python" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
}

ready_venv() {
  local kind
  is_ready "$1" && return
  [ ! -e "$begun" ] || { say "the last set-up was cut off; beginning again"; clear_venv; }
  "$venv/bin/python" -m pip --version >/dev/null 2>&1 || { clear_venv && make_venv; } || return 1
  : >"$begun"
  install_hearback "$1" || return 1
  for kind in run test; do [ "$kind" = run ] || [ "$1" = test ] && wanted_stamp "$kind" >"$stamp-$kind"; done
  rm -f "$begun"
}

# set_up run|test: makes everything ready, or says what is wrong and ends the script.
set_up() {
  if ! is_ready "$1"; then
    take_lock && ready_venv "$1" || exit 1
    exec 9>&-
  fi
  ready_packages "$1"
}
