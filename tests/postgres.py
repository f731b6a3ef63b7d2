"""A real PostgreSQL of our own for the tests: started for a session, thrown away afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_ATTEMPTS = 3
_READY_SECONDS = 60
_STOP_SECONDS = 30
# Durability is what a test database can do without; everything else stays as PostgreSQL ships it.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "synchronous_commit": "off",
}


class PostgresUnavailableError(RuntimeError):
    """PostgreSQL is not installed or did not start; tests that need it must fail, never be skipped."""


@contextlib.contextmanager
def running_postgres() -> Iterator[str]:
    """Yield the URL of an empty database on a private server, which is stopped and deleted at the end.

    Each call starts a server of its own on a free port, so test processes may run side by side.

    Raises:
        PostgresUnavailableError: with what to install, or with the server's own log.
    """
    binaries = find_binaries()
    home = Path(tempfile.mkdtemp(prefix="mw-pg-"))  # Short, as the path of a Unix socket has 107 bytes.
    try:
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root.
            shutil.chown(home, "postgres", "postgres")
        cluster = home / "data"
        initdb = _as_postgres(
            binaries / "initdb", "-D", cluster, "-U", "modelwarden", "-A", "trust", "-E", "UTF8", "--no-sync"
        )
        made = subprocess.run(initdb, capture_output=True, text=True, check=False, cwd=home)
        if made.returncode != 0:
            raise PostgresUnavailableError(f"initdb failed: {made.stderr.strip()}")
        with _running_server(binaries, cluster, home) as port:
            yield f"postgresql+psycopg://modelwarden@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def _running_server(binaries: Path, cluster: Path, home: Path) -> Iterator[int]:
    server, port = _start_server(binaries, cluster, home)
    try:
        yield port
    finally:
        _stop_server(server)


def _start_server(binaries: Path, cluster: Path, home: Path) -> tuple[subprocess.Popen[bytes], int]:
    settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
    log = home / "server.log"
    for _ in range(_ATTEMPTS):  # Somebody may take the free port between our asking for it and the server's.
        port = _free_port()
        command = _as_postgres(binaries / "postgres", "-D", cluster, "-p", port, "-k", home, *settings)
        with log.open("wb") as output:
            server = subprocess.Popen(command, stdout=output, stderr=output, cwd=home)
        if _becomes_ready(server, binaries, home, port):
            return server, port
        _stop_server(server)
    raise PostgresUnavailableError(f"PostgreSQL did not start: {log.read_text('utf-8', 'replace').strip()}")


def _stop_server(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # "Fast shutdown": sessions are cut, files are closed.
    try:
        server.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _becomes_ready(server: subprocess.Popen[bytes], binaries: Path, home: Path, port: int) -> bool:
    # Asked over the socket in our own directory, so that no other server on that port can answer.
    question = [str(binaries / "pg_isready"), "-q", "-h", str(home), "-p", str(port)]
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if subprocess.run(question, check=False).returncode == 0:
            return True
        time.sleep(0.05)
    return False


def find_binaries(installed: Path = Path("/usr/lib/postgresql"), search_path: str | None = None) -> Path:
    """Return the folder of the newest PostgreSQL that Debian installed, else of the one on PATH."""
    by_version = sorted(installed.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if by_version:
        return by_version[-1].parent
    if (on_path := shutil.which("initdb", path=search_path)) is not None:
        return Path(on_path).resolve().parent
    raise PostgresUnavailableError("PostgreSQL is not installed. On Debian: apt-get install postgresql")


def _as_postgres(*command: str | int | Path) -> list[str]:
    words = [str(word) for word in command]
    if os.geteuid() != 0:
        return words
    # setpriv replaces itself with the command, so that our signals reach the server and not a wrapper.
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *words]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
