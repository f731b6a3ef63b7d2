"""What the web server refuses by itself, before the application, is a problem document, too."""

from __future__ import annotations

import json
import signal
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPResponse
from typing import Any

import pytest
from flask import Flask

from registry.commands.graceful import GracefulServer

MOST = 1000


@pytest.fixture
def port() -> Iterator[int]:
    """A server on a free port, around an application that is never reached."""
    server = GracefulServer(
        Flask("unreachable"), stop_seconds=1, host="127.0.0.1", port=0, max_request_body_size=MOST
    )
    thread = threading.Thread(target=server.run, kwargs={"meanwhile": lambda: None, "on_stop": lambda: None})
    thread.start()
    listening: Any = server._server
    yield listening.effective_port
    server._note(signal.SIGTERM, None)
    thread.join(20)
    assert not thread.is_alive()


def answer_to(port: int, request: bytes) -> tuple[HTTPResponse, bytes]:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        response = HTTPResponse(connection)
        response.begin()
        return response, response.read()


@pytest.mark.parametrize(
    ("head", "status", "code"),
    [
        (b"GET /a\r\nHo st: x\r\nb", 400, "malformed"),
        (b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: one", 400, "malformed"),
        (b"POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: rot13", 501, "malformed"),
        (b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: %d" % (MOST + 1), 413, "too_large"),
        (b"GET /a HTTP/1.1\r\nHost: x\r\nCookie: " + b"c" * (1 << 19), 431, "too_large"),
    ],
)
def test_it_is_a_problem_document(port: int, head: bytes, status: int, code: str) -> None:
    response, body = answer_to(port, head + b"\r\n\r\n")
    assert response.status == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    told = json.loads(body)
    assert (told["status"], told["code"], told["type"]) == (status, code, f"urn:modelwarden:problem:{code}")
    assert all(told[member] for member in ("title", "detail", "remedy", "instance"))
