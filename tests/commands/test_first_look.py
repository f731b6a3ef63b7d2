"""What a real server refuses by itself: before it has taken much, and in words like the application's."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from waitress.server import BaseWSGIServer

from registry.app import create_app
from registry.commands.first_look import first_look
from registry.commands.graceful import GracefulServer
from registry.services.platform import Platform
from registry.web.edge import MAX_JSON_BYTES
from registry.web.large_bodies import takes_file
from tests.web.ui.conftest import ON_SQLITE

pytestmark = ON_SQLITE

LARGE = MAX_JSON_BYTES + 1
UPLOADS = "/api/v1/projects/p/artifacts"


@pytest.fixture
def app(platform: Platform) -> Flask:
    return create_app(platform, bundle_token="t")  # noqa: S106 - opens nothing


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    server = GracefulServer(
        app, parser=first_look(app), stop_seconds=5, host="127.0.0.1", port=0, max_request_body_size=2**36
    )
    thread = threading.Thread(target=server.run, args=(lambda: None,))
    [listener] = server._of(BaseWSGIServer)
    thread.start()
    yield int(listener.effective_port)
    server._note(15, None)
    thread.join(timeout=20)
    assert not thread.is_alive()


def ask(port: int, request: bytes) -> tuple[int, dict[str, str], Any]:
    """Send these bytes, and read the answer to its end."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        raw = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = raw.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, json.loads(body)


def announced(path: str, size: int, method: str = "POST") -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {size}\r\n\r\n".encode()
    )


def chunked(path: str, size: int, end: bytes = b"") -> bytes:
    """A chunk of so much on the wire. One that is refused has no end: unread bytes would reset the answer."""
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    length = f"{size - 9:07x}\r\n"
    return head.encode() + length.encode() + b"x" * (size - 9) + end


REFUSED = {
    "a large body for a view of JSON": (announced("/api/v1/login", LARGE), 413, "/api/v1/login"),
    "the same in pieces": (chunked("/api/v1/models", LARGE), 413, "/api/v1/models"),
    "a large body for a page": (announced("/log-in", LARGE), 413, "/log-in"),
    "a large body for nothing": (announced("/no/such/%C3%A9", LARGE), 413, "/no/such/é"),
    "a large body with another method": (announced(UPLOADS, LARGE, "PUT"), 413, UPLOADS),
    "more than any file may have": (announced(UPLOADS, 2**36), 413, UPLOADS),
    "no HTTP": (b"hello\r\n\r\n", 400, None),
    "two lengths": (b"POST / HTTP/1.1\r\nContent-Length: 1, 2\r\n\r\n", 400, "/"),
    "an encoding that there is not": (b"POST / HTTP/1.1\r\nTransfer-Encoding: zip\r\n\r\n", 501, "/"),
    "a header without end": ((b"GET / HTTP/1.1\r\nX: ").ljust(2**18, b"x"), 431, "/"),
}


def test_what_the_server_refuses_is_a_problem_with_a_remedy(port: int) -> None:
    for name, (request, status, path) in REFUSED.items():
        found, headers, problem = ask(port, request)
        assert (found, headers["content-type"]) == (status, "application/problem+json"), name
        assert problem["status"] == status
        assert problem["title"], name
        assert problem["detail"], name
        assert problem["remedy"] or status == 501, name
        assert path is None or problem["instance"] == path, name
        assert "default-src 'none'" in headers["content-security-policy"], name


def test_large_bodies_are_for_the_views_that_take_files(app: Flask, port: int) -> None:
    taking = [
        ("POST", UPLOADS),
        ("PATCH", "/api/v1/projects/p/uploads/01890a5d-ac96-774b-bcce-b302099a8057"),
        ("POST", "/models/m/versions/1/evaluation"),
    ]
    assert all(takes_file(app, *one) for one in taking)
    others = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in ("POST", "PUT", "PATCH", "DELETE")
        if method in (rule.methods or ()) and takes_file(app, method, rule.rule.replace("<int:number>", "1"))
    }
    assert len(others) == len(taking)
    status, _, problem = ask(port, chunked(UPLOADS, LARGE, b"\r\n0\r\n\r\n"))
    assert (status, problem["code"]) == (401, "not_authenticated")
