"""What is sent again and what is not, against a real socket."""

from __future__ import annotations

import socket
import threading

import pytest

from modelwarden.errors import ConnectionFailedError, ServerError
from modelwarden.objects.artifacts import Artifact
from modelwarden.transport import Transport
from tests.client.scripted_server import DROP, ScriptedServer, answer

PAUSES = (0.01, 0.01)
GOOD = answer(200, {"sha256": "sha256:00", "size": 1})
BUSY = answer(503, {"title": "Busy.", "code": "gate_unavailable"}, "application/problem+json")


@pytest.mark.parametrize("stumble", [DROP, BUSY])
def test_a_get_is_sent_again(stumble: bytes) -> None:
    with ScriptedServer([stumble, stumble, GOOD]) as server:
        transport = Transport(server.url, pauses=PAUSES)
        assert transport.get("/x", Artifact).size == 1
        transport.close()
    assert server.methods == ["GET", "GET", "GET"]


def test_a_get_is_not_sent_again_for_ever() -> None:
    with ScriptedServer([BUSY, BUSY, BUSY, GOOD]) as server:
        transport = Transport(server.url, pauses=PAUSES)
        with pytest.raises(ServerError, match="Busy"):
            transport.get("/x", Artifact)
        transport.close()
    assert len(server.requests) == 3


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_request_that_may_have_been_done_is_sent_once(method: str) -> None:
    with ScriptedServer([DROP, GOOD]) as server:
        transport = Transport(server.url, pauses=PAUSES)
        with pytest.raises(ConnectionFailedError):
            transport.send(method, "/x", Artifact, {"a": 1})
        transport.close()
    assert server.methods == [method]


@pytest.mark.parametrize("stumble", [DROP, BUSY])
def test_a_post_is_sent_again_with_the_same_key(stumble: bytes) -> None:
    with ScriptedServer([stumble, GOOD, GOOD]) as server:
        transport = Transport(server.url, pauses=PAUSES)
        for _ in range(2):
            assert transport.send("POST", "/x", Artifact).size == 1
        transport.close()
    first, again, other = (key_of(request) for request in server.requests)
    assert first == again != other
    assert len(first) == 36


@pytest.mark.parametrize("path", ["/api/v1/login", "/api/v1/me/password"])
def test_what_takes_no_key_is_sent_once(path: str) -> None:
    with ScriptedServer([BUSY, GOOD]) as server:
        transport = Transport(server.url, pauses=PAUSES)
        with pytest.raises(ServerError, match="Busy"):
            transport.send("POST", path, Artifact)
        transport.close()
    assert b"Idempotency-Key" not in server.requests[0]
    assert len(server.requests) == 1


def key_of(request: bytes) -> str:
    lines = request.decode().split("\r\n")
    return next(line.partition(": ")[2] for line in lines if line.startswith("Idempotency-Key"))


def test_an_upload_that_was_cut_off_is_sent_once() -> None:
    with ScriptedServer([DROP, GOOD]) as server:
        transport = Transport(server.url, pauses=PAUSES)
        with pytest.raises(ConnectionFailedError):
            transport.upload("/x", Artifact, lambda: iter([b"abc"]), {"Content-Length": "3"})
        transport.close()
    assert len(server.requests) == 1


def test_a_post_is_sent_again_when_nobody_was_there_to_take_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as placeholder:
        port = placeholder.getsockname()[1]
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)

    def serve() -> None:
        listening.bind(("127.0.0.1", port))
        listening.listen()
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(GOOD)

    later = threading.Timer(0.3, serve)
    later.start()
    transport = Transport(f"http://127.0.0.1:{port}", pauses=(0.2,) * 20)
    assert transport.send("POST", "/x", Artifact).size == 1
    transport.close()
    later.join()
    listening.close()


def test_a_server_that_is_not_there_is_named_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as placeholder:
        url = f"http://127.0.0.1:{placeholder.getsockname()[1]}"
    transport = Transport(url, pauses=())
    with pytest.raises(ConnectionFailedError) as caught:
        transport.get("/x", Artifact)
    transport.close()
    assert url in caught.value.what
    assert "modelwarden serve" in caught.value.remedy
