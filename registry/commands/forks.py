"""Processes that are forked from this one and share its memory, kept running until they are told to stop.

Fork before there are threads, connections or random state: what was open here would be open twice.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence

import structlog
import typer

from registry.commands.failures import failures_explained

_log = structlog.get_logger(__name__)
_PR_SET_PDEATHSIG = 1
_LOOK_SECONDS = 0.1
_PAUSE_SECONDS = 1.0


class Fork:
    """One such process. `run` does its work, and returns after SIGTERM."""

    def __init__(self, name: str, run: Callable[[], None]) -> None:
        self.name = name
        self._run = run
        self._pid = 0
        self._started = 0.0

    def start(self) -> None:
        """Fork; the other process never returns from here."""
        parent = os.getpid()
        self._started = time.monotonic()
        self._pid = os.fork()
        if self._pid == 0:
            os._exit(_lived(parent, self._run))

    def tell(self, number: int = signal.SIGTERM) -> None:
        """Send it a signal, if it runs."""
        if self._pid:
            os.kill(self._pid, number)

    def has_ended(self) -> bool:
        """Whether it does not run."""
        if self._pid:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                _log.info("process_ended", name=self.name, pid=pid, status=os.waitstatus_to_exitcode(status))
                self._pid = 0
        return not self._pid

    def keep(self) -> None:
        """Start it again if it has ended, though not more than once in a second."""
        if self.has_ended() and time.monotonic() - self._started > _PAUSE_SECONDS:
            try:
                self.start()
            except OSError as error:  # What ended it may hold it up; the others go on.
                _log.error("process_not_started", name=self.name, error=str(error))
            else:
                _log.warning("process_started_again", name=self.name)


def keep_running(forks: Sequence[Fork], *, until: Callable[[], bool], meanwhile: Callable[[], None]) -> None:
    """Start all of them and see to it that they run, `until` there is word to stop."""
    for fork in forks:
        fork.start()
    while not until():
        for fork in forks:
            fork.keep()
        meanwhile()
        time.sleep(_LOOK_SECONDS)


def wait_for(forks: Sequence[Fork], seconds: float, hurry: Callable[[], bool]) -> None:
    """Tell them to stop, and return when all have ended; those that take too long are killed."""
    for fork in forks:
        fork.tell()
    deadline, hurried = time.monotonic() + seconds, False
    while (running := _running(forks)) and time.monotonic() < deadline:
        if hurry() and not hurried:
            hurried = True
            for fork in running:
                fork.tell()
        time.sleep(_LOOK_SECONDS)
    for fork in running:
        fork.tell(signal.SIGKILL)
    while _running(forks):
        time.sleep(_LOOK_SECONDS)


def _running(forks: Sequence[Fork]) -> list[Fork]:
    return [fork for fork in forks if not fork.has_ended()]


def _lived(parent: int, run: Callable[[], None]) -> int:
    """The whole life of the forked process; its exit status."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            return 1  # It went before we asked; nobody is left to send the signal.
    # What the first process noted is nothing to this one. Ctrl-C reaches all processes of a terminal, and the
    # first one tells the others what to do.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with failures_explained():
            run()
    except typer.Exit as ended:
        return ended.exit_code
    except BaseException:  # noqa: BLE001 - nothing of the parent's may be unwound here
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0
