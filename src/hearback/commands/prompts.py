"""`hearback prompts check`: every problem of the prompt files at once, with its place and its mend."""

from pathlib import Path

from rich.console import Console

from hearback.config import shipped_prompts
from hearback.prompts import INTENTS_FILE, Folder, merge, missing, read_file, read_folder, unknown_lines


def check(path: Path | None) -> int:
    """Check a file, a language's folder or a parent of such folders; print each problem; 1 if there is any, else 0.

    Without a path the shipped prompts are checked. A folder may hold only what differs from the shipped one.
    """
    target = path or shipped_prompts()
    folders = _language_folders(target)
    if target.is_file():
        return _report(_faults_of_file(target), f"{target}: fine")
    if not target.exists():
        return _report([f"{target}: there is no such file or folder; check the path"], "")
    if not folders:
        return _report([f"{target}: nothing to check here; name a prompt file or a folder like prompts/en"], "")
    faults = [fault for folder in folders for fault in _faults_of_folder(folder)]
    return _report(faults, f"{target}: fine ({len(folders)} folder{'s' * (len(folders) > 1)})")


def _language_folders(target: Path) -> list[Path]:
    if not target.is_dir():
        return []
    if _is_language_folder(target):
        return [target]
    return sorted(folder for folder in target.iterdir() if folder.is_dir() and _is_language_folder(folder))


def _is_language_folder(folder: Path) -> bool:
    files = ("lines/*.toml", "programs/*.toml", INTENTS_FILE)
    return any(next(folder.glob(pattern), None) for pattern in files)


def _shipped(folder: Path) -> Folder:
    """Return the shipped prompts that this folder is laid over: those of its language, else the English ones."""
    shipped = shipped_prompts()
    base = shipped / folder.name
    return read_folder(base if base.is_dir() else shipped / "en")


def _faults_of_folder(folder: Path) -> list[str]:
    own = read_folder(folder)
    merged = own if folder.resolve().parent == shipped_prompts().resolve() else merge([own, _shipped(folder)])
    gaps = missing(merged, folder) if not own.faults else []
    return own.faults + gaps + unknown_lines(merged)


def _faults_of_file(path: Path) -> list[str]:
    own = Folder()
    read_file(path, own)
    around = path.resolve().parent.parent
    beside = [read_folder(around)] if _is_language_folder(around) else []
    merged = merge([own, *beside, _shipped(around)])
    named = Folder(lines=merged.lines, named=own.named)
    return own.faults + unknown_lines(named)


def _report(faults: list[str], fine: str) -> int:
    console = Console(highlight=False, soft_wrap=True)
    for fault in faults:
        console.print(fault, markup=False)
    if not faults:
        console.print(fine, markup=False)
    return 1 if faults else 0
