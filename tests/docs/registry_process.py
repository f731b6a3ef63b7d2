"""A registry as a reader of the documentation would start it: the command, its variables, and a wait."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from modelwarden.client import Client
from modelwarden.errors import ModelwardenError

_READY_SECONDS = 120


def readers_shell(directory: Path, **variables: str) -> dict[str, str]:
    """The reader's environment: `modelwarden` on the path, a home and a port of its own, nothing of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MODELWARDEN_")}
    cache = {name: value for name, value in os.environ.items() if name == "MODELWARDEN_CACHE"}
    port = free_port()
    return {
        **kept,
        **cache,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "XDG_CONFIG_HOME": str(directory / "config"),
        "MODELWARDEN_PORT": str(port),
        "MODELWARDEN_URL": f"http://127.0.0.1:{port}",
        **variables,
    }


@contextmanager
def serving(directory: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """`modelwarden serve` until the block ends, from when every part is sound; the URL."""
    log = directory / "serve.log"
    with log.open("ab") as output:
        server = subprocess.Popen(
            ["modelwarden", "serve"], cwd=directory, env=dict(environment), stdout=output, stderr=output
        )
    try:
        _wait_until_sound(environment["MODELWARDEN_URL"], server, log)
        yield environment["MODELWARDEN_URL"]
    finally:
        server.terminate()
        server.wait(timeout=60)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def _wait_until_sound(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    with Client(url) as client:
        while time.monotonic() < deadline and server.poll() is None:
            with suppress(ModelwardenError):
                if client.health().is_sound:
                    return
            time.sleep(0.3)
    pytest.fail(f"The server did not come up: {log.read_text(errors='replace')[-2000:]}")
