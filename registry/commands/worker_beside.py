"""The worker that `serve` runs as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from registry.gate.child import TETHER
from registry.services.shared_counts import TOGETHER


class WorkerBeside:
    """A worker that ends with this process; none when `start` is False."""

    def __init__(self, *, start: bool) -> None:
        # Tethered: a server that is killed leaves no worker behind for the next one to share jobs with.
        worker = [sys.executable, "-m", "registry.commands.worker"]
        command = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), *worker]
        # What it counts is scraped from itself.
        environment = {name: value for name, value in os.environ.items() if name != TOGETHER}
        self._process = subprocess.Popen(command, env=environment) if start else None
        self._told = False

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
