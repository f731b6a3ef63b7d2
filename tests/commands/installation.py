"""A registry of real processes for tests: what `modelwarden serve` starts, with an administrator."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from modelwarden.client import Client
from modelwarden.errors import ModelwardenError
from tests.docs.registry_process import readers_shell

PASSWORD = "a long enough password"  # noqa: S105 - protects nothing
_READY_SECONDS = 120


@dataclass
class RealInstallation:
    """One data directory, and the server that runs on it now."""

    directory: Path
    environment: dict[str, str]
    log: Path
    server: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def port(self) -> int:
        return int(self.environment["MODELWARDEN_PORT"])

    @property
    def url(self) -> str:
        return self.environment["MODELWARDEN_URL"]

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """One command, to its end."""
        return subprocess.run(
            ["modelwarden", *arguments],
            cwd=self.directory,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, *options: str) -> None:
        """Serve, and return when every part is sound."""
        with self.log.open("ab") as output:
            self.server = subprocess.Popen(
                ["modelwarden", "serve", *options],
                cwd=self.directory,
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        deadline = time.monotonic() + _READY_SECONDS
        with Client(self.url) as client:
            while time.monotonic() < deadline and self.server.poll() is None:
                with suppress(ModelwardenError):
                    if client.health().is_sound:
                        return
                time.sleep(0.2)
        pytest.fail(f"The server did not come up: {self.log.read_text(errors='replace')[-2000:]}")

    def stop(self, seconds: float = 60) -> int:
        """SIGTERM, and the exit status."""
        assert self.server is not None
        self.server.terminate()
        return self.server.wait(timeout=seconds)

    def log_in(self) -> Client:
        return Client.log_in(self.url, "root", PASSWORD)

    def logged(self) -> list[dict[str, Any]]:
        """The lines of JSON in the log."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def refuses_connections(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=2).close()
        except ConnectionRefusedError:
            return True
        return False


@contextmanager
def real_installation(directory: Path, **variables: str) -> Iterator[RealInstallation]:
    """An installation with the administrator `root`; nothing runs yet. What runs is ended at the end."""
    made = RealInstallation(directory, readers_shell(directory, **variables), directory / "serve.log")
    done = made.run("admin", "create-first", "root", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert done.returncode == 0, done.stderr
    try:
        yield made
    finally:
        if made.server is not None and made.server.poll() is None:
            os.killpg(made.server.pid, 9)
            made.server.wait()


def is_running(pid: int) -> bool:
    """Whether a process is there and not just waiting to be noticed as ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
