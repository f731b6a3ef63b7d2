"""A real server with its worker and OPA, in a directory of its own, for as long as the demo lasts."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from modelwarden.client import Client
from modelwarden.errors import ModelwardenError

_READY_SECONDS = 90
_STOP_SECONDS = 40


@dataclass(frozen=True)
class DemoServer:
    """Where it is, and the process that runs it."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def wait(self) -> None:
        """Return when it has ended."""
        self.process.wait()


@contextmanager
def running_server(directory: Path, port: int, admin_password: str) -> Iterator[DemoServer]:
    """Make the first administrator, start the server, wait until every part is sound; stop it at the end."""
    port = port or _free_port()
    environment = os.environ | {
        "MODELWARDEN_DATA_DIR": str(directory / "data"),
        "MODELWARDEN_PORT": str(port),
        "MODELWARDEN_INSTALLATION": "Modelwarden demo",
    }
    log = directory / "server.log"
    _run(["admin", "create-first", "admin", "--password-stdin"], environment, log, admin_password)
    with log.open("ab") as output:
        process = subprocess.Popen(
            [command(), "serve"], env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        server = DemoServer(f"http://127.0.0.1:{port}", process, log)
        _wait_until_sound(server)
        yield server
    finally:
        _stop(process)


def command() -> str:
    """The path of the `modelwarden` command that belongs to this Python."""
    return str(Path(sys.executable).with_name("modelwarden"))


def _run(arguments: list[str], environment: dict[str, str], log: Path, secret: str) -> None:
    with log.open("ab") as output:
        done = subprocess.run(
            [command(), *arguments],
            env=environment,
            input=f"{secret}\n".encode(),
            stdout=output,
            stderr=output,
            check=False,
        )
    if done.returncode != 0:
        raise ModelwardenError(
            f"`modelwarden {' '.join(arguments)}` failed.",
            why=_tail(log),
            remedy="Run `modelwarden doctor` to see what is missing.",
        )


def _wait_until_sound(server: DemoServer) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    with Client(server.url) as client:
        while time.monotonic() < deadline and server.process.poll() is None:
            with suppress(ModelwardenError):
                if client.health().is_sound:
                    return
            time.sleep(0.2)
    raise ModelwardenError(
        "The demo's server did not come up.",
        why=_tail(server.log),
        remedy="Run `modelwarden doctor` to see what is missing.",
    )


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:])
