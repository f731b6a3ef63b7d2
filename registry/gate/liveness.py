"""Does OPA still answer? One that hangs does not end by itself, so its keeper has to ask."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from pathlib import Path

_QUESTION = b"GET /health HTTP/1.0\r\nHost: opa\r\n\r\n"
_LOOKS = 3
_LONGEST_LOOK = 2.0


@dataclass(slots=True)
class Liveness:
    """Asks now and then. It hangs when no look brought an answer for `patience` seconds.

    It looks three times in that, so a machine that is merely slow gets three chances.
    """

    socket_path: Path
    patience: float
    _answered_at: float = 0.0
    _looked_at: float = 0.0

    def start(self) -> None:
        """A new OPA: count from now."""
        self._answered_at = self._looked_at = time.monotonic()

    def hangs(self) -> bool:
        """Whether it has been silent for too long; looks only when it is time to."""
        pause = self.patience / _LOOKS
        if time.monotonic() - self._looked_at < pause:
            return False
        if answers(self.socket_path, min(pause, _LONGEST_LOOK)):
            self._answered_at = time.monotonic()
        self._looked_at = time.monotonic()
        return self._looked_at - self._answered_at > self.patience


def answers(path: Path, seconds: float) -> bool:
    """Whether anything comes back from the socket in time; what it says does not matter here."""
    with socket.socket(socket.AF_UNIX) as asked:
        asked.settimeout(seconds)
        try:
            asked.connect(str(path))
            asked.sendall(_QUESTION)
            return bool(asked.recv(1))
        except OSError:
            return False
