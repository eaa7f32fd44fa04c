"""Where the Whisper models live, and how one gets there whole or not at all.

A download goes to a folder beside the final one, is checked against the sizes and checksums that the server states,
gets a marker, and is then renamed. A folder without the marker, or with a file of another size than the marker says,
is not ready. Nothing here runs inside a session.
"""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from hearback.errors import EngineError

DEFAULT = "base.en"
SIZE_MB = {"tiny.en": 78, "base.en": 148, "small.en": 487, "tiny": 78, "base": 148, "small": 487}
"""Known models and the megabytes of their download (the float16 files of Systran/faster-whisper-*)."""
PATTERNS = ("config.json", "preprocessor_config.json", "model.bin", "tokenizer.json", "vocabulary.*")
"""What faster-whisper itself fetches of a model."""
NEEDED = ("config.json", "model.bin", "tokenizer.json")
MARKER = "complete.json"


@dataclass(frozen=True, slots=True)
class Served:
    """What the server states about one file."""

    path: str
    size_bytes: int | None
    checksums: tuple[str, ...]
    """Hexadecimal: sha256 of a large file, git's sha1 of a small one."""


def models_folder() -> Path:
    """Return the folder that holds all models of this user."""
    return platformdirs.user_data_path("hearback") / "models"


def folder(name: str, where: Path | None = None) -> Path:
    """Return the folder of the named model, in `where` or the user's own; `EngineError` for a name we do not know."""
    if name not in SIZE_MB:
        raise EngineError(f"model {name!r}: not known; choose one of {', '.join(SIZE_MB)}")
    return (where or models_folder()) / name


def is_ready(name: str, where: Path | None = None) -> bool:
    """Return whether the named model is complete on this machine."""
    return is_complete(folder(name, where))


def is_complete(place: Path) -> bool:
    """Return whether the folder has our marker and each file has the size that the marker states."""
    try:
        sizes = json.loads((place / MARKER).read_text("utf-8"))
        return set(NEEDED) <= set(sizes) and all((place / p).stat().st_size == size for p, size in sizes.items())
    except (OSError, ValueError, TypeError, AttributeError):
        return False


def mark_complete(place: Path) -> None:
    """Write the marker: every file of the folder with its size in bytes."""
    sizes = {str(path.relative_to(place)): path.stat().st_size for path in _files(place)}
    (place / MARKER).write_text(json.dumps(sizes, indent=1), "utf-8")


def server(endpoint: str | None = None) -> str:
    """Return the address models come from: `endpoint`, else the environment's HF_ENDPOINT, else the public hub."""
    given = endpoint or os.environ.get("HF_ENDPOINT")
    if given:
        return given.rstrip("/")
    from huggingface_hub.constants import ENDPOINT

    return ENDPOINT.rstrip("/")


def fetch(name: str, where: Path | None = None, endpoint: str | None = None) -> Path:
    """Download, check and install the named model; return its folder. A progress bar goes to standard error.

    Raises `EngineError` when the network, the disk or a check fails; what was installed before stays as it was.
    """
    # Imported from here because the hub's own transport has changed its name between versions.
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]

    place, address = folder(name, where), server(endpoint)
    partial = place.with_name(f"{name}.partial")
    try:
        partial.mkdir(parents=True, exist_ok=True)
        _check(name, partial, _download(f"Systran/faster-whisper-{name}", partial, address))
        _install(partial, place)
    except (OSError, HTTPError) as error:
        raise EngineError(f"model {name}: {_advice(error, address, place)}") from error
    return place


def _download(repo: str, partial: Path, address: str) -> list[Served]:
    import huggingface_hub as hub
    from huggingface_hub.hf_api import RepoFile

    # The very call that faster-whisper's download_model makes, but with its progress bar left on.
    # All it writes stays in the partial folder, its cache as well.
    hub.snapshot_download(
        repo,
        local_dir=partial,
        cache_dir=partial / ".cache" / "hub",
        allow_patterns=list(PATTERNS),
        endpoint=address,
        token=False,
    )
    stated = {file.path: file for file in hub.HfApi(address, token=False).list_repo_tree(repo, recursive=True)}
    served = []
    for path in (str(file.relative_to(partial)) for file in _files(partial)):
        head = hub.get_hf_file_metadata(hub.hf_hub_url(repo, path, endpoint=address), token=False)
        file = stated.get(path)
        lfs = file.lfs if isinstance(file, RepoFile) else None
        served.append(Served(path, head.size, tuple(filter(None, (head.etag, lfs.sha256 if lfs else None)))))
    return served


def _files(place: Path) -> Iterator[Path]:
    """Walk the files of a model; hidden ones are the downloader's own."""
    for path in sorted(place.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(place).parts)
        if path.is_file() and not hidden and path.name != MARKER:
            yield path


def _check(name: str, partial: Path, served: list[Served]) -> None:
    for path in set(NEEDED) - {file.path for file in served}:
        raise EngineError(f"model {name}: the server has no {path} for it; check HF_ENDPOINT or choose another model")
    for file in served:
        if not _is_sound(partial / file.path, file):
            shutil.rmtree(partial)  # a damaged file would be taken for a finished one by the next attempt
            raise EngineError(f"model {name}: {file.path} arrived damaged and was dropped; run `hearback setup` again")


def _is_sound(path: Path, file: Served) -> bool:
    if file.size_bytes is not None and path.stat().st_size != file.size_bytes:
        return False
    return all(checksum in _digests(path, len(checksum)) for checksum in file.checksums if _is_digest(checksum))


def _is_digest(text: str) -> bool:
    return len(text) in (40, 64) and set(text) <= set("0123456789abcdef")


def _digests(path: Path, digits: int) -> tuple[str, ...]:
    """Return the digests of this length that a server may mean: sha256, or sha1 with git's header or without."""
    if digits == 64:
        with path.open("rb") as file:
            return (hashlib.file_digest(file, "sha256").hexdigest(),)
    content = path.read_bytes()
    framed = b"blob %d\0" % len(content) + content
    return tuple(hashlib.sha1(whole, usedforsecurity=False).hexdigest() for whole in (framed, content))


def _install(partial: Path, place: Path) -> None:
    shutil.rmtree(partial / ".cache", ignore_errors=True)
    mark_complete(partial)
    if place.exists():
        shutil.rmtree(place)
    partial.rename(place)


def _advice(error: Exception, address: str, place: Path) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno == errno.ENOSPC:
            return f"the disk is full; make room at {place.parent} and run `hearback setup` again"
        if isinstance(cause, PermissionError):
            return f"{place.parent} can not be written; mend its permissions and run `hearback setup` again"
        cause = cause.__cause__
    reason = type(error).__name__
    return f"could not be fetched from {address} ({reason}); check the network and run `hearback setup` again"
