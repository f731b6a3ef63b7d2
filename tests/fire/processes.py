"""An installation of real processes, each of which can be killed and started again by itself."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from modelwarden.client import Client
from modelwarden.errors import ModelwardenError
from modelwarden.objects.health import Health
from registry.app import open_installation
from registry.services.platform import Platform
from registry.settings import Settings

ADMIN_PASSWORD = "a long enough password"  # noqa: S105 - protects nothing
_COMMANDS = {"all": ["serve"], "web": ["serve", "--no-worker"], "worker": ["worker"]}
_ROOT = Path(__file__).parents[2]
_READY_SECONDS = 120.0


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Processes:
    """A directory with everything in it, and who runs."""

    directory: Path
    database_url: str | None = None
    variables: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    clock: Path | None = None
    """Says by how many seconds the clock of this installation is off; see `tests.fire.shifted`."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.directory / "processes.log"

    @property
    def environment(self) -> dict[str, str]:
        ours = {
            "MODELWARDEN_DATA_DIR": str(self.directory / "data"),
            "MODELWARDEN_PORT": str(self.port),
            "PYTHONPATH": f"{_ROOT}{os.pathsep}{_ROOT / 'cli'}",
        }
        if self.database_url:
            ours["MODELWARDEN_DATABASE_URL"] = self.database_url
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MODELWARDEN_")}
        cache = {name: value for name, value in os.environ.items() if name == "MODELWARDEN_CACHE"}
        ours |= {"FIRE_CLOCK": str(self.clock)} if self.clock else {}
        return kept | cache | ours | self.variables

    def prepare(self) -> None:
        """The first administrator, and with it schema and keys."""
        done = self.run("admin", "create-first", "admin", "--password-stdin", stdin=f"{ADMIN_PASSWORD}\n")
        assert done.returncode == 0, done.stderr

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """A command of the server's, to its end."""
        return subprocess.run(
            self._command(*arguments),
            env=self.environment,
            input=stdin,
            text=True,
            capture_output=True,
            check=False,
        )

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "tests.fire.shifted" if self.clock else "modelwarden", *arguments]

    def start(self, name: str) -> None:
        """Start `web` or `worker`, and return at once."""
        with self.log.open("ab") as output:
            self.running[name] = subprocess.Popen(
                self._command(*_COMMANDS[name]),
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def kill(self, name: str) -> bool:
        """End `web`, `worker`, `opa` or a `web process` without a word; False when there is none now."""
        pid = self._pid(name)
        if pid is None:
            return False
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        if name in self.running:
            self.running[name].wait()
        return True

    def _pid(self, name: str) -> int | None:
        match name:
            case "opa":
                return self.opa_pid()
            case "web process":
                first = self.running["web"].pid
                forked = Path(f"/proc/{first}/task/{first}/children").read_text("utf-8").split()
                return int(secrets.choice(forked)) if forked else None
            case _:
                return self.running[name].pid

    def opa_pid(self) -> int | None:
        """The OPA that listens on the socket of this installation: whoever's child it is."""
        socket_path = str(self.directory / "data" / "opa" / "opa.sock").encode()
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            with suppress(OSError):
                words = (entry / "cmdline").read_bytes().split(b"\0")
                if b"run" in words and b"unix://" + socket_path in words and b"-I" not in words:
                    return int(entry.name)
        return None

    def stop(self) -> None:
        """End all of it, politely first."""
        for process in self.running.values():
            process.send_signal(signal.SIGINT)
        for process in self.running.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def health(self) -> Health | None:
        """What the server says of itself; None when it does not answer."""
        with suppress(ModelwardenError), Client(self.url) as client:
            return client.health()
        return None

    def part(self, name: str) -> str:
        """How one part is, as `/-/health` says it: `sound`, `doubtful`, `failed`, or `silent`."""
        health = self.health()
        return next((part.health for part in health.parts if part.part == name), "") if health else "silent"

    def wait_until_sound(self, seconds: float = _READY_SECONDS) -> None:
        """Return once every part is."""
        ends_at = time.monotonic() + seconds
        health = None
        while time.monotonic() < ends_at:
            health = self.health()
            if health is not None and health.is_sound:
                return
            time.sleep(0.1)
        raise AssertionError(f"{health}\n{self.log.read_text(errors='replace')[-3000:]}")

    def platform(self) -> Platform:
        """The same installation as seen by this process, for looking into it."""
        settings = Settings(data_dir=self.directory / "data", database_url=self.database_url, port=self.port)
        return open_installation(settings, create_keys=False).platform


@contextmanager
def processes(
    directory: Path,
    database_url: str | None = None,
    names: tuple[str, ...] = ("web", "worker"),
    /,
    *,
    clock: Path | None = None,
    **variables: str,
) -> Iterator[Processes]:
    """A prepared installation whose processes run and are sound; stopped at the end."""
    told = {f"MODELWARDEN_{name.upper()}": value for name, value in variables.items()}
    made = Processes(directory, database_url, told, clock=clock)
    made.prepare()
    try:
        for name in names:
            made.start(name)
        if set(names) == {"web", "worker"}:
            made.wait_until_sound()
        yield made
    finally:
        made.stop()
