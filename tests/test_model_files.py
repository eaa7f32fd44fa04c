"""Models arrive whole or not at all; a local server plays the hub."""

import errno
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from hearback.engines import model_files
from hearback.errors import EngineError

COMMIT = "0123456789abcdef0123456789abcdef01234567"
GOOD = {
    "config.json": b"{}",
    "model.bin": b"weights" * 5000,
    "tokenizer.json": b'{"model": {}}',
    "vocabulary.txt": b"a\n",
}


class Hub(ThreadingHTTPServer):
    """Serves one tiny fake model the way the hub does; its attributes make it misbehave."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.files = dict(GOOD)
        self.corrupt = self.drop = self.short = False
        self.gets: list[str] = []

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def facts(self, path: str) -> dict[str, object]:
        """State what the hub states about a file in its listing."""
        content = self.files[path]
        facts: dict[str, object] = {"type": "file", "path": path, "size": len(content), "oid": git_sha1(content)}
        if path == "model.bin":
            facts["lfs"] = {"oid": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 134}
        return facts


class Answer(BaseHTTPRequestHandler):
    """Answers the four kinds of call that a download makes."""

    server: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Stay quiet."""

    def do_HEAD(self) -> None:
        """State size and checksum."""
        self.reply(body=False)

    def do_GET(self) -> None:
        """Give the listing or the file."""
        self.server.gets.append(self.path)
        if "/resolve/" in self.path:
            self.reply(body=True)
        elif "/tree/" in self.path:
            self.send_json([self.server.facts(path) for path in self.server.files])
        elif self.path.startswith("/api/models/Systran/faster-whisper-tiny.en"):
            self.send_json({"id": "Systran/faster-whisper-tiny.en", "sha": COMMIT, "siblings": []})
        else:
            self.send_error(404)

    def send_json(self, value: object) -> None:
        """Send a listing."""
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def reply(self, *, body: bool) -> None:
        """Send one file's head, and its content unless told otherwise."""
        path = self.path.rsplit("/", 1)[-1]
        if path not in self.server.files:
            self.send_error(404)
            return
        content = self.server.files[path]
        sha = hashlib.sha256(content).hexdigest() if path == "model.bin" else git_sha1(content)
        if body and self.server.short:
            content = content[: len(content) // 2]
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{sha}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if body:
            self.send_content(path, content)

    def send_content(self, path: str, content: bytes) -> None:
        """Send the content, spoiled where the server was told to."""
        large = path == "model.bin"
        if large and self.server.corrupt:
            content = b"W" + content[1:]
        if large and self.server.drop:
            content = content[: len(content) // 2]
            self.close_connection = True
        self.wfile.write(content)


def git_sha1(content: bytes) -> str:
    """Return git's name for the content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


@pytest.fixture
def hub() -> Iterator[Hub]:
    """Run the fake hub for one test."""
    server = Hub()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_good_download_is_ready(hub: Hub, tmp_path: Path) -> None:
    """A whole, matching download becomes ready, complete and without the downloader's own files."""
    place = model_files.fetch("tiny.en", tmp_path, hub.address)
    assert {p.name: p.read_bytes() for p in place.iterdir() if p.name != model_files.MARKER} == GOOD
    assert model_files.is_ready("tiny.en", tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["tiny.en"]


def test_a_wrong_checksum_is_refused(hub: Hub, tmp_path: Path) -> None:
    """A file of the right size and the wrong content never gets installed, and is not kept for the next attempt."""
    hub.corrupt = True
    with pytest.raises(EngineError, match=r"model\.bin arrived damaged"):
        model_files.fetch("tiny.en", tmp_path, hub.address)
    assert not list(tmp_path.iterdir())
    hub.corrupt = False
    model_files.fetch("tiny.en", tmp_path, hub.address)
    assert model_files.is_ready("tiny.en", tmp_path)


def test_a_truncated_file_is_refused(hub: Hub, tmp_path: Path) -> None:
    """A server that sends less than it states leaves nothing ready."""
    hub.short = True
    with pytest.raises(EngineError, match="run `hearback setup` again"):
        model_files.fetch("tiny.en", tmp_path, hub.address)
    assert not (tmp_path / "tiny.en").exists()


@pytest.mark.slow
def test_a_dropped_connection_leaves_nothing_ready(hub: Hub, tmp_path: Path) -> None:
    """When the server hangs up midway the model is not ready, and the sentence says what to do."""
    hub.drop = True
    with pytest.raises(EngineError, match="run `hearback setup` again"):
        model_files.fetch("tiny.en", tmp_path, hub.address)
    assert not model_files.is_ready("tiny.en", tmp_path)
    assert not (tmp_path / "tiny.en").exists()


def test_a_model_the_server_lacks_is_an_error(hub: Hub, tmp_path: Path) -> None:
    """A 404 for the whole model is one sentence that names the server."""
    with pytest.raises(EngineError, match=hub.address):
        model_files.fetch("base.en", tmp_path, hub.address)
    assert not model_files.is_ready("base.en", tmp_path)


def test_a_server_without_a_needed_file_is_an_error(hub: Hub, tmp_path: Path) -> None:
    """Without the tokenizer a model would go to the network later, so it is not installed."""
    del hub.files["tokenizer.json"]
    with pytest.raises(EngineError, match=r"has no tokenizer\.json"):
        model_files.fetch("tiny.en", tmp_path, hub.address)
    assert not model_files.is_ready("tiny.en", tmp_path)


def test_no_server_is_an_error_and_keeps_the_old_model(hub: Hub, tmp_path: Path) -> None:
    """A failed fetch leaves the installed model as it was."""
    model_files.fetch("tiny.en", tmp_path, hub.address)
    with pytest.raises(EngineError, match="check the network"):
        model_files.fetch("tiny.en", tmp_path, "http://127.0.0.1:9")
    assert model_files.is_ready("tiny.en", tmp_path)


@pytest.mark.parametrize("harm", ["marker", "short", "gone", "nonsense"])
def test_a_harmed_folder_is_not_ready(harm: str, tmp_path: Path) -> None:
    """A folder without the marker, or whose files differ from it, is not ready."""
    place = tmp_path / "tiny.en"
    place.mkdir()
    for name, content in GOOD.items():
        (place / name).write_bytes(content)
    model_files.mark_complete(place)
    assert model_files.is_ready("tiny.en", tmp_path)
    if harm == "marker":
        (place / model_files.MARKER).unlink()
    elif harm == "short":
        (place / "model.bin").write_bytes(b"half")
    elif harm == "gone":
        (place / "tokenizer.json").unlink()
    else:
        (place / model_files.MARKER).write_text("[]")
    assert not model_files.is_ready("tiny.en", tmp_path)


def test_an_unknown_name_lists_the_known_ones() -> None:
    """A typing error in the model's name is answered with the names there are."""
    with pytest.raises(EngineError, match=r"'huge': not known; choose one of tiny\.en, base\.en"):
        model_files.folder("huge")


def test_a_full_disk_says_where_to_make_room(tmp_path: Path) -> None:
    """A full disk, however deep in the causes, is told apart from a bad network."""
    error = RuntimeError("outer")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert str(tmp_path) in model_files._advice(error, "http://hub", tmp_path / "tiny.en")
    assert "disk is full" in model_files._advice(error, "http://hub", tmp_path / "tiny.en")
