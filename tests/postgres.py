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
from dataclasses import dataclass, field
from pathlib import Path

_ATTEMPTS = 3
_READY_SECONDS = 60
_STOP_SECONDS = 30
_SETTINGS = {"listen_addresses": "127.0.0.1", "max_connections": "200"}
# Durability is what a test database can do without; everything else stays as PostgreSQL ships it.
_NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class PostgresUnavailableError(RuntimeError):
    """PostgreSQL is not installed or did not start; tests that need it must fail, never be skipped."""


@dataclass
class PostgresServer:
    """A server on a port of its own, which it keeps when it is stopped and started again."""

    binaries: Path
    home: Path
    port: int = 0
    durable: bool = False
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://modelwarden@127.0.0.1:{self.port}/postgres"

    @property
    def pid(self) -> int:
        """The process that all others of the server descend from."""
        if self._process is None:
            raise PostgresUnavailableError("PostgreSQL does not run.")
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it takes connections.

        Raises:
            PostgresUnavailableError: with the server's own log.
        """
        told = _SETTINGS if self.durable else _SETTINGS | _NOT_DURABLE
        settings = [f"--{name}={value}" for name, value in told.items()]
        log = self.home / "server.log"
        for _ in range(_ATTEMPTS):  # Somebody may take the free port between our asking and the server's.
            port = self.port or _free_port()
            where: list[str | int | Path] = ["-D", self.home / "data", "-p", port, "-k", self.home]
            command = _as_postgres(self.binaries / "postgres", *where, *settings)
            with log.open("wb") as output:
                self._process = subprocess.Popen(command, stdout=output, stderr=output, cwd=self.home)
            if self._becomes_ready(self._process, port):
                self.port = port
                return
            self.stop()
        raise PostgresUnavailableError(
            f"PostgreSQL did not start: {log.read_text('utf-8', 'replace').strip()}"
        )

    def stop(self) -> None:
        """Cut all sessions and close all files."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)  # "Fast shutdown".
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _becomes_ready(self, process: subprocess.Popen[bytes], port: int) -> bool:
        # Asked over the socket in our own directory, so that no other server on that port can answer.
        question = [str(self.binaries / "pg_isready"), "-q", "-h", str(self.home), "-p", str(port)]
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            if subprocess.run(question, check=False).returncode == 0:
                return True
            time.sleep(0.05)
        return False


@contextlib.contextmanager
def running_postgres() -> Iterator[str]:
    """Yield the URL of an empty database on a private server; see `running_postgres_server`."""
    with running_postgres_server() as server:
        yield server.url


@contextlib.contextmanager
def running_postgres_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Yield a private server with an empty database, which is stopped and deleted at the end.

    Each call starts a server of its own on a free port, so test processes may run side by side. A `durable`
    one is as PostgreSQL ships it: what it has committed survives a crash of the machine.

    Raises:
        PostgresUnavailableError: with what to install, or with the server's own log.
    """
    binaries = find_binaries()
    home = Path(tempfile.mkdtemp(prefix="mw-pg-"))  # Short, as the path of a Unix socket has 107 bytes.
    server = PostgresServer(binaries, home, durable=durable)
    try:
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root.
            shutil.chown(home, "postgres", "postgres")
        options = ["-U", "modelwarden", "-A", "trust", "-E", "UTF8", "--no-sync"]
        initdb = _as_postgres(binaries / "initdb", "-D", home / "data", *options)
        made = subprocess.run(initdb, capture_output=True, text=True, check=False, cwd=home)
        if made.returncode != 0:
            raise PostgresUnavailableError(f"initdb failed: {made.stderr.strip()}")
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


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
