"""A real server over HTTP on this machine, in threads of the test's own process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from flask import Flask
from waitress.server import create_server


@contextmanager
def served(app: Flask, port: int) -> Iterator[str]:
    """The address at which waitress serves the app, as `modelwarden serve` does, until the end."""
    server = create_server(app, host="127.0.0.1", port=port, threads=6)
    thread = threading.Thread(target=_run, args=(server,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.close()
    thread.join(10)


def _run(server: object) -> None:
    with suppress(OSError):  # Its sockets are closed under it at the end.
        server.run()  # type: ignore[attr-defined]
