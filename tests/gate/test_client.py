"""The client against servers that misbehave on the wire, for real: sockets, and nothing mocked."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from registry.gate.client import GateClient
from registry.gate.endpoint import HttpEndpoint, UnixEndpoint
from registry.gate.errors import (
    MalformedDecisionError,
    OpaTimeoutError,
    OpaUnreachableError,
    UndefinedDecisionError,
)
from tests.bundle_server import TOKEN
from tests.gate.parts import Ask

Serve = Callable[[socket.socket], None]
_DEADLINE = 0.5
# The machine may be busy; what a drip-feeding server could hold is many times longer.
_TOLERANCE = 5.0  # A busy machine takes a while over the question itself; a dripping server takes longer.


class Listener:
    """A server that does one thing to each connection, and keeps what it was sent."""

    def __init__(self, serve: Serve, context: ssl.SSLContext | None, *, wait_for_request: bool) -> None:
        self._serve, self._context, self._waits = serve, context, wait_for_request
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.requests: list[bytes] = []
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        for _ in itertools.count():
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._handle, args=(connection,), daemon=True).start()

    def _handle(self, plain: socket.socket) -> None:
        try:
            connection = self._context.wrap_socket(plain, server_side=True) if self._context else plain
            self._open.append(connection)
            if self._waits:
                self.requests.append(_whole_request(connection))
            self._serve(connection)
            connection.close()
        except OSError:
            return

    def close(self) -> None:
        # Closing alone would not wake a thread that waits in accept.
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self._open:
            connection.close()


def _whole_request(connection: socket.socket) -> bytes:
    """Read it all: closing with something unread would break the connection instead of ending it."""
    request = connection.recv(65536)
    length = re.search(rb"Content-Length: (\d+)", request)
    wanted = request.find(b"\r\n\r\n") + 4 + (int(length[1]) if length else 0)
    while len(request) < wanted:
        request += connection.recv(65536)
    return request


@contextmanager
def listening(
    serve: Serve, context: ssl.SSLContext | None = None, *, wait_for_request: bool = True
) -> Iterator[Listener]:
    listener = Listener(serve, context, wait_for_request=wait_for_request)
    try:
        yield listener
    finally:
        listener.close()


def sends(body: bytes, status: str = "200 OK", headers: str = "") -> Serve:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n"
    return lambda connection: connection.sendall(head.encode() + body)


def drips(start: bytes) -> Serve:
    """Send a start, and then a byte every 50 ms: each read succeeds, and the answer never ends."""

    def serve(connection: socket.socket) -> None:
        connection.sendall(start)
        for _ in range(200):
            time.sleep(0.05)
            connection.sendall(b"x")

    return serve


def hangs(connection: socket.socket) -> None:
    connection.settimeout(20)
    while connection.recv(65536):
        pass


def reads_slowly(connection: socket.socket) -> None:
    """Take a little now and then: each write succeeds, and the question is never all there."""
    for _ in range(200):
        time.sleep(0.05)
        connection.recv(65536)


def decide(endpoint: HttpEndpoint | UnixEndpoint, question: bytes) -> Any:  # noqa: ANN401 - never returned
    with GateClient(endpoint, seconds=_DEADLINE) as client:
        return client.decide(question, expected_revision="modelwarden@1.0.0+0")


@pytest.mark.parametrize(
    "serve",
    [
        hangs,
        drips(b""),
        drips(b"HTTP/1.1 200 OK\r\nX: "),
        drips(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"),
        drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n{"),
    ],
    ids=["silent", "status line", "headers", "body", "chunk"],
)
def test_the_deadline_is_for_the_whole_answer(serve: Serve, question: Ask) -> None:
    with listening(serve) as listener:
        started = time.monotonic()
        with pytest.raises(OpaTimeoutError, match="did not answer in time"):
            decide(HttpEndpoint(f"http://127.0.0.1:{listener.port}"), question())

    assert _DEADLINE <= time.monotonic() - started < _DEADLINE + _TOLERANCE


def test_the_deadline_holds_for_a_server_that_takes_nothing(question: Ask) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=1) as server:
        started = time.monotonic()
        with pytest.raises(OpaTimeoutError):
            decide(
                HttpEndpoint(f"http://127.0.0.1:{server.getsockname()[1]}"), question(runbook="x" * 8_000_000)
            )

    assert time.monotonic() - started < _DEADLINE + _TOLERANCE


def test_the_deadline_holds_for_a_server_that_takes_little(question: Ask) -> None:
    with listening(reads_slowly, wait_for_request=False) as listener:
        started = time.monotonic()
        with pytest.raises(OpaTimeoutError):
            decide(HttpEndpoint(f"http://127.0.0.1:{listener.port}"), question(runbook="x" * 15_000_000))

    assert time.monotonic() - started < _DEADLINE + _TOLERANCE


@pytest.mark.parametrize(
    ("serve", "error"),
    [
        (sends(b"<html>hello</html>"), MalformedDecisionError),
        (sends(b"[]"), MalformedDecisionError),
        (sends(b""), MalformedDecisionError),
        (sends(b"\xff\xfe"), MalformedDecisionError),
        (sends(b"[" * 100_000), MalformedDecisionError),
        (sends(b'{"result": NaN}'), MalformedDecisionError),
        (sends(b'{"result": {}, "result": {}}'), MalformedDecisionError),
        (sends(b'{"result": true}'), MalformedDecisionError),
        (sends(b'{"result": {}}'), MalformedDecisionError),
        (sends(b"{}"), UndefinedDecisionError),
        (lambda connection: connection.sendall(b"SSH-2.0-OpenSSH\r\n"), OpaUnreachableError),
        (lambda _: None, OpaUnreachableError),
        (sends(b"<h1>Bad gateway</h1>", "502 Bad Gateway"), OpaUnreachableError),
        (sends(b'{"code":"unauthorized","message":"no"}', "401 Unauthorized"), OpaUnreachableError),
        (lambda c: c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}"), OpaUnreachableError),
    ],
)
def test_what_is_no_answer_is_no_decision(serve: Serve, error: type[Exception], question: Ask) -> None:
    with listening(serve) as listener, pytest.raises(error) as refused:
        decide(HttpEndpoint(f"http://127.0.0.1:{listener.port}"), question())

    assert type(refused.value) is error
    assert len(listener.requests) == 1, "a question that was sent is never sent again by itself"


@pytest.mark.parametrize("status", ["302 Found", "307 Temporary Redirect"])
def test_it_follows_nobody_elsewhere_with_the_question_and_the_token(status: str, question: Ask) -> None:
    with listening(sends(b"{}")) as elsewhere:
        header = f"Location: http://127.0.0.1:{elsewhere.port}/\r\n"
        with listening(sends(b"", status, header)) as listener, pytest.raises(OpaUnreachableError):
            decide(HttpEndpoint(f"http://127.0.0.1:{listener.port}", token=TOKEN), question())

    assert elsewhere.requests == []


@pytest.mark.parametrize("encoding", ["", "Content-Encoding: gzip\r\n"])
def test_an_answer_without_end_is_cut_off(encoding: str, question: Ask) -> None:
    body = b'{"result": "' + b"x" * (17 * 1024 * 1024) + b'"}'
    serve = sends(gzip.compress(body) if encoding else body, headers=encoding)
    with (
        listening(serve) as listener,
        GateClient(HttpEndpoint(f"http://127.0.0.1:{listener.port}"), seconds=20) as client,
        pytest.raises(MalformedDecisionError, match="too large"),
    ):
        client.decide(question(), expected_revision="x")


def test_nobody_there_is_unreachable(question: Ask, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for endpoint in (HttpEndpoint(f"http://127.0.0.1:{port}"), UnixEndpoint(tmp_path / "none.sock")):
        with pytest.raises(OpaUnreachableError, match="cannot be reached") as refused:
            decide(endpoint, question())
        assert refused.value.remedy


def test_it_sends_our_token_and_nothing_from_the_environment(
    question: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`requests` by itself would send the entry of ~/.netrc in place of the token, to the proxy."""
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login mallory password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    with listening(sends(b"{}")) as listener, listening(sends(b"{}")) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("no_proxy", "")
        with pytest.raises(UndefinedDecisionError):
            decide(HttpEndpoint(f"http://127.0.0.1:{listener.port}", token=TOKEN), question())

    assert proxy.requests == []
    assert b"Authorization: Bearer the-bundle-token\r\n" in listener.requests[0]
    assert b"Basic" not in listener.requests[0]


def test_it_asks_with_provenance_and_strict_builtins_below_the_urls_own_path(question: Ask) -> None:
    with listening(sends(b"{}")) as listener, pytest.raises(UndefinedDecisionError):
        decide(HttpEndpoint(f"http://127.0.0.1:{listener.port}/opa/"), question())

    line = listener.requests[0].partition(b"\r\n")[0].decode()
    assert line == (
        "POST /opa/v1/data/modelwarden/gate/decision?provenance=true&strict-builtin-errors=true HTTP/1.1"
    )


def test_over_tls_it_trusts_the_given_authority_alone(
    question: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, ca = _tls(tmp_path)
    with listening(sends(b"{}"), context) as listener:
        url = f"https://localhost:{listener.port}"
        with pytest.raises(UndefinedDecisionError):
            decide(HttpEndpoint(url, ca=ca), question())
        # An authority from the environment would be no better than none.
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(ca))
        with pytest.raises(OpaUnreachableError, match="CERTIFICATE_VERIFY_FAILED"):
            decide(HttpEndpoint(url), question())


@pytest.mark.parametrize("serve", [hangs, drips(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")])
def test_the_deadline_holds_over_tls(serve: Serve, question: Ask, tmp_path: Path) -> None:
    context, ca = _tls(tmp_path)
    with listening(serve, context) as listener:
        started = time.monotonic()
        with pytest.raises(OpaTimeoutError):
            decide(HttpEndpoint(f"https://localhost:{listener.port}", ca=ca), question())

    assert time.monotonic() - started < _DEADLINE + _TOLERANCE


def test_the_deadline_holds_for_a_tls_handshake_that_never_comes(question: Ask, tmp_path: Path) -> None:
    _, ca = _tls(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        started = time.monotonic()
        with pytest.raises(OpaTimeoutError):
            decide(HttpEndpoint(f"https://localhost:{server.getsockname()[1]}", ca=ca), question())

    assert time.monotonic() - started < _DEADLINE + _TOLERANCE


def test_a_version_of_opa_that_may_not_decide_is_told() -> None:
    status = {
        "result": {"labels": {"version": "1.20.0"}, "bundles": {"modelwarden": {"active_revision": "r"}}}
    }
    with (
        listening(sends(json.dumps(status).encode())) as listener,
        GateClient(HttpEndpoint(f"http://127.0.0.1:{listener.port}")) as client,
    ):
        health = client.health()

    assert health.reachable
    assert not health.may_decide
    assert "#9098" in (health.problem or "")


def test_an_opa_without_status_tells_its_health_by_provenance() -> None:
    provenance = {"provenance": {"version": "1.22.0", "bundles": {"modelwarden": {"revision": "r"}}}}

    def serve(connection: socket.socket) -> None:
        asked_status = b"GET /v1/status" in listener.requests[-1]
        if asked_status:
            sends(b'{"code":"internal_error","message":"status plugin not enabled"}', "500 Error")(connection)
        else:
            sends(json.dumps(provenance).encode())(connection)

    with (
        listening(serve) as listener,
        GateClient(HttpEndpoint(f"http://127.0.0.1:{listener.port}")) as client,
    ):
        health = client.health()

    assert health.may_decide
    assert health.active_revision == "r"


def _tls(directory: Path) -> tuple[ssl.SSLContext, Path]:
    """A context for a server called localhost, and the PEM of the one authority that vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(os.urandom(8)))
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    ca, private = directory / "ca.pem", directory / "key.pem"
    ca.write_bytes(certificate.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ca, private)
    return context, ca
