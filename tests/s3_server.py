"""A real S3 server of our own for the tests: versitygw on a folder, thrown away afterwards."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_TOOL = Path(__file__).parents[1] / "tools" / "versitygw.py"
_ATTEMPTS = 3
_READY_SECONDS = 30
_STOP_SECONDS = 10
_ACCESS_KEY = "modelwarden"
_SECRET_KEY = "not-a-secret"  # noqa: S105 - protects nothing


class S3UnavailableError(RuntimeError):
    """versitygw could not be built or did not start; tests that need it must fail, never be skipped."""


@dataclass
class S3Server:
    """A server on a port of its own, which it keeps when it is stopped and started again."""

    home: Path
    port: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def endpoint_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What makes boto3 find this server's credentials, and nobody else's."""
        return {
            "AWS_ACCESS_KEY_ID": _ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": _SECRET_KEY,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def make_bucket(self, name: str) -> str:
        """An empty bucket, which is a folder to this server. A name has at least three letters."""
        (self.home / "objects" / name).mkdir()
        return name

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            S3UnavailableError: with the server's own log.
        """
        log = self.home / "server.log"
        for _ in range(_ATTEMPTS):  # Somebody may take the free port between our asking and the server's.
            port = self.port or _free_port()
            with log.open("ab") as output:
                self._process = subprocess.Popen(
                    [_binary(), "--port", f"127.0.0.1:{port}", "posix", *self._folders()],
                    stdout=output,
                    stderr=output,
                    env={**os.environ, "ROOT_ACCESS_KEY": _ACCESS_KEY, "ROOT_SECRET_KEY": _SECRET_KEY},
                )
            if self._becomes_ready(self._process, port):
                self.port = port
                return
            self.stop()
        raise S3UnavailableError(f"versitygw did not start: {log.read_text('utf-8', 'replace').strip()}")

    def stop(self) -> None:
        """Cut it off in the middle of whatever it does, as an outage would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(_STOP_SECONDS)

    def _folders(self) -> list[str]:
        # The sidecar keeps metadata where the file system has no extended attributes.
        for name in ("objects", "metadata"):
            (self.home / name).mkdir(exist_ok=True)
        return ["--sidecar", str(self.home / "metadata"), str(self.home / "objects")]

    @staticmethod
    def _becomes_ready(process: subprocess.Popen[bytes], port: int) -> bool:
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return process.poll() is None
            time.sleep(0.05)
        return False


@contextlib.contextmanager
def running_s3() -> Iterator[S3Server]:
    """Yield a private server without buckets, which is stopped and deleted at the end.

    Raises:
        S3UnavailableError: with what hinders the build, or with the server's own log.
    """
    with tempfile.TemporaryDirectory(prefix="mw-s3-") as home:
        server = S3Server(Path(home))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _binary() -> str:
    found = subprocess.run([sys.executable, _TOOL], capture_output=True, text=True, check=False)
    if found.returncode != 0:
        raise S3UnavailableError(found.stderr.strip())
    return found.stdout.strip()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
