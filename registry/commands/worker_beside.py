"""The worker that `serve` runs as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import structlog

from registry.gate.child import TETHER
from registry.services.shared_counts import TOGETHER

_log = structlog.get_logger(__name__)
_PAUSE_SECONDS = 2.0


class WorkerBeside:
    """A worker that ends with this process; none when `start` is False."""

    def __init__(self, *, start: bool) -> None:
        self._started = 0.0
        self._process = self._start() if start else None
        self._told = False

    def keep(self) -> None:
        """Start it again if it has ended by itself, though not more than once in some seconds."""
        if self._process is None or self._told or self._process.poll() is None:
            return
        if time.monotonic() - self._started > _PAUSE_SECONDS:
            _log.error("worker_ended", pid=self._process.pid, status=self._process.returncode)
            try:
                self._process = self._start()
            except (
                OSError
            ) as error:  # What ended it, as little memory does, may hold it up; the server goes on.
                _log.error("worker_not_started", error=str(error))

    def _start(self) -> subprocess.Popen[bytes]:
        self._started = time.monotonic()
        # Tethered: a server that is killed leaves no worker behind for the next one to share jobs with.
        worker = [sys.executable, "-m", "registry.commands.worker"]
        command = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), *worker]
        # What it counts is scraped from itself.
        environment = {name: value for name, value in os.environ.items() if name != TOGETHER}
        return subprocess.Popen(command, env=environment)

    def tell(self) -> None:
        """Ask it to stop, once: a second signal would cut its jobs off."""
        if self._process is not None and not self._told:
            self._told = True
            self._process.send_signal(signal.SIGTERM)

    def end(self, seconds: float) -> None:
        """Return when it has ended, by itself if it does so in time."""
        self.tell()
        if self._process is None:
            return
        try:
            self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
