"""A server on a real socket that does to each connection what its script says, and remembers what came."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

DROP = b""
"""Close the connection without a word."""


def answer(status: int, document: Any, media_type: str = "application/json") -> bytes:  # noqa: ANN401 - any JSON
    """An HTTP answer, after which the connection is closed."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    lines = (
        f"HTTP/1.1 {status} X",
        f"Content-Type: {media_type}",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join([*lines, "", ""]).encode() + body


class ScriptedServer:
    """One connection is served for each step of the script."""

    def __init__(self, script: Sequence[bytes]) -> None:
        self._script = list(script)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.requests: list[bytes] = []
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Closing alone would leave the thread waiting for a connection.
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(timeout=10)

    @property
    def methods(self) -> list[str]:
        """The methods of the requests that came."""
        return [request.split(b" ", 1)[0].decode() for request in self.requests]

    def _serve(self) -> None:
        for step in self._script:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                connection.settimeout(10)
                self.requests.append(_read_request(connection))
                if step:
                    connection.sendall(step)


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
