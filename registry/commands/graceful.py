"""Stopping the web server so that nobody is cut off: no new connections, and time for what is under way."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

import structlog
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer, create_server

from registry.commands.early_errors import EarlyChannel

_log = structlog.get_logger(__name__)
_TURN_SECONDS = 0.25
_Sockets = dict[int, Any]


class GracefulServer:
    """Waitress with an end: `run` returns once it was told to stop and every request has its answer.

    Args:
        application: the WSGI application.
        parser: what reads its requests.
        stop_seconds: how long requests under way, uploads included, may still take.
        options: waitress's own.
    """

    def __init__(
        self,
        application: Callable[..., Any],
        *,
        stop_seconds: float,
        parser: type[HTTPRequestParser] = HTTPRequestParser,
        **options: Any,  # noqa: ANN401
    ) -> None:
        self._sockets: _Sockets = {}
        self._server = create_server(application, map=self._sockets, **options)
        channel = type("Channel", (EarlyChannel,), {"parser_class": parser})
        for listener in self._of(BaseWSGIServer):
            listener.channel_class = channel
        self._stop_seconds = stop_seconds
        self._told = 0

    def stop_on_signals(self) -> None:
        """Take SIGTERM and SIGINT as the word to stop; the second one ends the wait."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def run(self, *, meanwhile: Callable[[], None], on_stop: Callable[[], None]) -> None:
        """Serve until told to stop, call `on_stop`, and see to what is under way."""
        while not self._told:
            self._turn()
            meanwhile()
        self._refuse_new()
        on_stop()
        deadline = time.monotonic() + self._stop_seconds
        while (busy := self._busy()) and self._told < 2 and time.monotonic() < deadline:  # noqa: PLR2004
            self._turn()
        if busy:
            _log.warning("requests cut off", requests=len(busy), seconds=self._stop_seconds)
        self._server.task_dispatcher.shutdown(timeout=0 if busy else 5)
        wasyncore.close_all(self._sockets, ignore_all=True)

    def _note(self, _signal: int, _frame: FrameType | None) -> None:
        self._told += 1

    def _turn(self) -> None:
        wasyncore.loop(timeout=_TURN_SECONDS, use_poll=True, map=self._sockets, count=1)

    def _refuse_new(self) -> None:
        for listener in self._of(BaseWSGIServer):
            # Not its own `close`, which takes away the trigger that answers under way are sent with.
            wasyncore.dispatcher.close(listener)

    def _busy(self) -> list[Any]:
        """Connections with a request that has begun to arrive or is not answered to the end; idle ones go."""
        busy = []
        for channel in self._of(HTTPChannel):
            if channel.request is not None or channel.requests or channel.total_outbufs_len:
                busy.append(channel)
            else:
                with suppress(OSError):
                    channel.handle_close()
        return busy

    def _of(self, kind: type[Any]) -> list[Any]:
        return [one for one in list(self._sockets.values()) if isinstance(one, kind)]
