"""Downloads: verified, and whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from modelwarden.downloads import download
from modelwarden.errors import ConnectionFailedError, IntegrityError, NotFoundError
from modelwarden.namespaces.artifacts import Artifacts
from modelwarden.transport import Transport
from tests.client.scripted_server import ScriptedServer, answer

CONTENT = b"weights" * 1000
DIGEST = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"
BYTES = "application/octet-stream"


def _download(script: list[bytes], to: Path, sha256: str = DIGEST) -> Path:
    with ScriptedServer(script) as server:
        transport = Transport(server.url, pauses=())
        try:
            return download(transport, "/x", to, sha256=sha256)
        finally:
            transport.close()


def test_the_right_bytes_come_to_a_directory_that_is_made_for_them(tmp_path: Path) -> None:
    to = _download([answer(200, CONTENT, BYTES)], tmp_path / "a" / "model.bin")
    assert to.read_bytes() == CONTENT
    assert [path.name for path in to.parent.iterdir()] == ["model.bin"]


def test_wrong_bytes_leave_nothing_and_do_not_touch_what_was_there(tmp_path: Path) -> None:
    to = tmp_path / "model.bin"
    to.write_bytes(b"before")
    with pytest.raises(IntegrityError, match="not what it should be"):
        _download([answer(200, b"other", BYTES)], to)
    assert to.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [to]


def test_a_download_that_is_cut_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConnectionFailedError):
        _download([answer(200, CONTENT, BYTES)[:-10]], tmp_path / "model.bin")
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_there_is_not_found(tmp_path: Path) -> None:
    problem = answer(404, {"title": "No.", "code": "not_found"}, "application/problem+json")
    with pytest.raises(NotFoundError):
        _download([problem], tmp_path / "model.bin")
    assert list(tmp_path.iterdir()) == []


def test_an_upload_announces_its_digest_and_tells_how_far_it_is(tmp_path: Path) -> None:
    file = tmp_path / "model.bin"
    file.write_bytes(CONTENT)
    told: list[tuple[str, int, int]] = []
    with ScriptedServer([answer(201, {"sha256": DIGEST, "size": len(CONTENT)})]) as server:
        transport = Transport(server.url)
        Artifacts(transport).upload("p", file, on_transfer=lambda *step: told.append(step))
        transport.close()
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert body == CONTENT
    assert f"x-content-sha256: {DIGEST}".encode() in head.lower()
    assert b"transfer-encoding" not in head.lower()
    assert told == [("model.bin", len(CONTENT), len(CONTENT))]


def test_a_file_that_grows_under_the_upload_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "model.bin"
    file.write_bytes(b"x" * (3 << 20))

    def grow(_name: str, _gone: int, _total: int) -> None:
        with file.open("ab") as writer:
            writer.write(b"x" * 10)

    with ScriptedServer([answer(201, {"sha256": DIGEST, "size": 1})]) as server:
        transport = Transport(server.url, pauses=())
        with pytest.raises(IntegrityError, match="changed while"):
            Artifacts(transport).upload("p", file, on_transfer=grow)
        transport.close()
