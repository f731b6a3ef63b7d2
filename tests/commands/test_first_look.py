"""What a real server takes of a body before anybody has looked at it: much only where a file is taken."""

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
    thread = threading.Thread(target=server.run, kwargs={"meanwhile": lambda: None, "on_stop": lambda: None})
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
    "a large body for nothing": (announced("/no/such", LARGE), 413, "/no/such"),
    "a large body with another method": (announced(UPLOADS, LARGE, "PUT"), 413, UPLOADS),
    "more than any file may have": (announced(UPLOADS, 2**36), 413, UPLOADS),
}


def test_a_large_body_is_refused_from_its_head_alone(port: int) -> None:
    for name, (request, status, path) in REFUSED.items():
        found, headers, problem = ask(port, request)
        assert (found, headers["content-type"]) == (status, "application/problem+json"), name
        assert (problem["code"], problem["instance"]) == ("too_large", path), name
        assert problem["remedy"], name


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
