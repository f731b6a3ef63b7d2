"""One line of the log and one count per request, with the id that its answer carries."""

from __future__ import annotations

import time

import structlog
from flask import Flask, Response, g, request

from registry.services.metrics import observe_request
from registry.services.request_ids import accept_request_id

HEADER = "X-Request-Id"
_CLIENT_ERROR, _SERVER_ERROR = 400, 500
# Machines ask these every few seconds. They are counted, and logged only when they fail.
_PROBES = ("/-/", "/bundles/")
_log = structlog.get_logger(__name__)


def log_requests(app: Flask) -> None:
    """Name, time and count every request of the app. Register it before anything that may refuse one."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.monotonic()
    g.request_id = accept_request_id(request.headers.get(HEADER))
    # A thread answers one request after the other: what the last one left must not be said of this one.
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers[HEADER] = g.request_id
    actor = g.get("actor")
    told = {
        "request_id": g.request_id,
        "actor": actor.username if actor else "",
        "method": request.method,
        # The pattern and not the path, so that ids in it make neither endless series nor a secret's line.
        "route": request.url_rule.rule if request.url_rule else "unmatched",
    }
    began = g.began

    def told_at_end() -> None:
        # A download is over when its last byte is, so the time is taken when the answer is closed.
        seconds = time.monotonic() - began
        observe_request(told["method"], told["route"], response.status_code, seconds)
        log = _log.error if response.status_code >= _SERVER_ERROR else _log.info
        if told["route"].startswith(_PROBES) and response.status_code < _CLIENT_ERROR:
            log = _log.debug
        log("request", **told, status=response.status_code, duration_ms=round(seconds * 1000, 1))

    response.call_on_close(told_at_end)
    return response
