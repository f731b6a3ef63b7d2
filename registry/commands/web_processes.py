"""The web server as several processes on one address: Python answers on one core in each of them."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import TYPE_CHECKING

from registry.app import open_installation
from registry.commands.forks import Fork, keep_running, wait_for
from registry.commands.web_server import web_server

if TYPE_CHECKING:
    import socket

    from registry.commands.worker_beside import WorkerBeside
    from registry.settings import Settings

_AFTERWARDS_SECONDS = 5  # Beyond the time for requests under way.


class Told:
    """How often this process was told to stop."""

    def __init__(self) -> None:
        self.times = 0
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        self.times += 1


def run_web_processes(
    settings: Settings, sockets: list[socket.socket], told: Told, beside: WorkerBeside
) -> None:
    """Serve with as many processes as the settings say, until told to stop."""
    keeper = Fork("opa", lambda: _keep_opa(settings, sockets))
    webs = [
        Fork(f"web {number}", lambda: _serve(settings, sockets))
        for number in range(1, settings.web_processes + 1)
    ]
    try:
        keep_running([keeper, *webs], until=lambda: told.times > 0, meanwhile=beside.keep)
        _close(sockets)
        beside.tell()
        wait_for(webs, settings.stop_seconds + _AFTERWARDS_SECONDS, lambda: told.times > 1)
    finally:
        # Last, as requests under way may still ask for decisions.
        wait_for([keeper], _AFTERWARDS_SECONDS, lambda: False)


def _serve(settings: Settings, sockets: list[socket.socket]) -> None:
    server = web_server(settings, open_installation(settings), sockets)
    server.stop_on_signals()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server.run(meanwhile=_nothing, on_stop=_nothing)


def _keep_opa(settings: Settings, sockets: list[socket.socket]) -> None:
    """Run OPA, or wait for whoever does to go; where it runs elsewhere, there is nothing to do."""
    _close(sockets)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    child = open_installation(settings).child
    if child is not None:
        child.start()
    stop.wait()
    if child is not None:
        child.stop()


def _nothing() -> None:
    """The first process sees to all others."""


def _close(sockets: list[socket.socket]) -> None:
    """Connections are refused once no process has the socket open any more."""
    for one in sockets:
        one.close()
