"""Large files go in parts, and go on after every kind of break, over a real socket to a scripted server."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from modelwarden.errors import ConnectionFailedError, IntegrityError, ServerError, WrongOffsetError
from modelwarden.objects.artifacts import Artifact
from modelwarden.transport import Transport
from modelwarden.uploads import upload_in_parts
from tests.client.scripted_server import DROP, ScriptedServer, answer

DATA = bytes(range(10)) * 10
DIGEST = f"sha256:{hashlib.sha256(DATA).hexdigest()}"
QUICK = (0.0, 0.0)
WHOLE = answer(201, {"sha256": DIGEST, "size": 100})
PROBLEM = "application/problem+json"
AWAY = answer(503, {"title": "Storage: full.", "code": "storage_unavailable"}, PROBLEM)
MOVED_ON = answer(409, {"title": "Elsewhere.", "code": "wrong_offset", "offset": 40}, PROBLEM)
BUSY = answer(409, {"title": "At it.", "code": "upload_busy"}, PROBLEM)


def at(offset: int) -> bytes:
    upload = {"id": "u", "sha256": DIGEST, "size": 100, "offset": offset, "part_size": 40, "completed": False}
    return answer(200, upload)


def send(server: ScriptedServer, file: Path) -> Artifact:
    transport = Transport(server.url, pauses=())
    try:
        return upload_in_parts(transport, "p", file, DIGEST, pauses=QUICK)
    finally:
        transport.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "large.bin"
    path.write_bytes(DATA)
    return path


def sent(server: ScriptedServer) -> list[tuple[int, bytes]]:
    """Where each part began, and its bytes; its checksum must be right."""
    found = []
    for request in server.requests:
        head, _, body = request.partition(b"\r\n\r\n")
        if head.startswith(b"PATCH"):
            headers = dict(line.lower().split(": ") for line in head.decode().split("\r\n")[1:])
            assert headers["x-content-sha256"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
            found.append((int(headers["upload-offset"]), body))
    return found


def test_a_file_goes_in_parts_each_with_its_place_and_checksum(file: Path) -> None:
    with ScriptedServer([at(0), at(40), at(80), at(100), WHOLE]) as server:
        assert send(server, file).sha256 == DIGEST
    assert sent(server) == [(0, DATA[:40]), (40, DATA[40:80]), (80, DATA[80:])]
    assert server.methods == ["POST", "PATCH", "PATCH", "PATCH", "POST"]


def test_a_new_process_sends_only_what_is_missing(file: Path) -> None:
    with ScriptedServer([at(80), at(100), WHOLE]) as server:
        send(server, file)
    assert sent(server) == [(80, DATA[80:])]


@pytest.mark.parametrize("accident", [DROP, AWAY, MOVED_ON])
def test_after_a_break_it_asks_where_it_stands_and_goes_on(file: Path, accident: bytes) -> None:
    with ScriptedServer([at(0), accident, at(40), at(80), at(100), WHOLE]) as server:
        send(server, file)
    assert [start for start, _ in sent(server)] == [0, 40, 80]
    assert server.methods[1:3] == ["PATCH", "GET"]


def test_a_completion_whose_answer_was_lost_or_that_takes_long_is_asked_for_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modelwarden.uploads._LOOK_AGAIN_SECONDS", 0.0)
    with ScriptedServer([at(100), DROP, at(100), BUSY, BUSY, WHOLE]) as server:
        assert send(server, file).size == 100
    assert sent(server) == []


def test_a_server_that_stays_away_is_given_up_with_its_reason(file: Path) -> None:
    with (
        ScriptedServer([at(0), AWAY, at(0), AWAY, at(0), AWAY]) as server,
        pytest.raises(ServerError, match="full"),
    ):
        send(server, file)
    with ScriptedServer([at(0), *[DROP] * 6]) as server, pytest.raises(ConnectionFailedError):
        send(server, file)


def test_somebody_who_is_always_first_is_told_of(file: Path) -> None:
    with (
        ScriptedServer([at(0), *[MOVED_ON, at(0)] * 3]) as server,
        pytest.raises(WrongOffsetError, match="somebody else"),
    ):
        send(server, file)


def test_a_file_that_shrinks_is_noticed(file: Path) -> None:
    with ScriptedServer([at(80)]) as server:
        file.write_bytes(DATA[:90])
        with pytest.raises(IntegrityError, match="changed while"):
            send(server, file)
