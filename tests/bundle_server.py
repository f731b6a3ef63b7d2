"""What the registry is to OPA, and nothing else: one bundle behind a token, with an ETag."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from registry.gate.bundle import Bundle

TOKEN = "the-bundle-token"  # noqa: S105 - protects nothing


class BundleServer(ThreadingHTTPServer):
    """It counts who asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _BundleHandler)
        self.bundle: Bundle | None = None
        self.authorizations: list[str | None] = []
        self.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the base class
        """An OPA that is killed hangs up; that is no error of ours."""


class _BundleHandler(BaseHTTPRequestHandler):
    server: BundleServer

    def do_GET(self) -> None:
        self.server.authorizations.append(self.headers.get("Authorization"))
        bundle = self.server.bundle
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._answer(401)
        elif self.path != "/bundles/modelwarden.tar.gz" or bundle is None:
            self._answer(404)
        elif self.headers.get("If-None-Match") == f'"{bundle.sha256}"':
            self._answer(304)
        else:
            self._answer(
                200, bundle.archive, {"ETag": f'"{bundle.sha256}"', "Content-Type": "application/gzip"}
            )

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""
