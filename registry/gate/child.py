"""The managed OPA: start it, keep it alive, stop it. One per data directory, whatever asks for it."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

import structlog

from registry.gate.child_settings import ChildSettings, child_command, child_configuration
from registry.gate.endpoint import UnixEndpoint
from registry.gate.liveness import Liveness
from registry.gate.runtime_directory import make_private, socket_path, write_private

_log = structlog.get_logger(__name__)

TETHER = Path(__file__).with_name("tether.py")
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_STABLE_SECONDS = 30.0
_LOOK_SECONDS = 0.1
_STOP_SECONDS = 5.0
_LONGEST_LOG_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ChildState:
    """What is known of the child. `pid` is None while it is down, or another process runs it."""

    pid: int | None
    starts: int
    ours: bool
    problem: str | None


class OpaChild:
    """Runs OPA as a child of this process, and again whenever it ends or hangs.

    Several processes of one installation may each have one of these: a lock file lets one of them run OPA,
    the others use the same socket, and one of those takes over when the first is gone. OPA dies with the
    process that runs it (on Linux even when that is killed).
    """

    def __init__(self, settings: ChildSettings) -> None:
        self.settings = settings
        self.endpoint = UnixEndpoint(socket_path(settings.runtime))
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._state = ChildState(pid=None, starts=0, ours=False, problem=None)

    def start(self) -> None:
        """Begin to supervise, and return at once; OPA is up some 0.1 s later.

        Raises:
            RuntimeDirectoryError: there is no private place for its socket.
        """
        if self._thread is not None:
            return
        make_private(self.settings.runtime)
        self._stopping.clear()
        # The kernel ends the child with the thread that started it, so one thread does it all.
        self._thread = threading.Thread(target=self._supervise, name="opa-child", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop OPA if this process runs it, and return when it is gone."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def state(self) -> ChildState:
        """How the child is now."""
        return self._state

    def _supervise(self) -> None:
        with self.settings.lock_file.open("a") as lock:
            while not _locked(lock):
                if self._stopping.wait(_LOOK_SECONDS):
                    return
            self._note(ours=True)
            self._keep_running()
            self._note(ours=False)

    def _keep_running(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            started = time.monotonic()
            self._run_once()
            stable = time.monotonic() - started > _STABLE_SECONDS
            pause = _FIRST_PAUSE if stable else min(max(2 * pause, _FIRST_PAUSE), _LONGEST_PAUSE)

    def _run_once(self) -> None:
        try:
            process = self._spawn()
        except OSError as error:
            self._note(problem=f"OPA cannot be started: {error}.")
            _log.error("opa_not_started", error=str(error))
            return
        self._note(pid=process.pid, starts=self._state.starts + 1, problem=None)
        _log.info("opa_started", pid=process.pid, socket=str(self.endpoint.path))
        status = self._watch(process)
        if self._stopping.is_set():
            self._note(pid=None)
            return
        self._note(pid=None, problem=f"OPA ended with status {status}; its log is {self.settings.log_file}.")
        _log.error("opa_ended", pid=process.pid, status=status, log=str(self.settings.log_file))

    def _spawn(self) -> subprocess.Popen[bytes]:
        settings = self.settings
        write_private(settings.configuration_file, child_configuration(settings))
        self.endpoint.path.unlink(missing_ok=True)
        command = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid())]
        command += child_command(settings, self.endpoint.path)
        # Without an environment neither a proxy nor an `OPA_*` variable, which OPA takes for a flag, gets in.
        with settings.log_file.open("ab") as log:
            return subprocess.Popen(
                command, env={}, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def _watch(self, process: subprocess.Popen[bytes]) -> int:
        """Wait until it ends, or end it when we are to stop; its exit status."""
        liveness = Liveness(self.endpoint.path, self.settings.patience)
        liveness.start()
        while process.poll() is None:
            if self._stopping.wait(_LOOK_SECONDS):
                return _ended(process)
            _keep_small(self.settings.log_file)
            if liveness.hangs():
                _log.error("opa_hangs", pid=process.pid, seconds=self.settings.patience)
                process.kill()
                process.wait()
        return process.returncode

    def _note(self, **changes: Any) -> None:  # noqa: ANN401 - fields of ChildState
        self._state = replace(self._state, **changes)


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _ended(process: subprocess.Popen[bytes]) -> int:
    process.terminate()
    try:
        return process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _keep_small(log: Path) -> None:
    """Move a large log aside. OPA appends to the open file, so it is emptied and not replaced."""
    if log.stat().st_size > _LONGEST_LOG_BYTES:
        shutil.copyfile(log, log.with_name(f"{log.name}.1"))
        os.truncate(log, 0)
