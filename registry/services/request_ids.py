"""The id of a request: one name for it in the answer, in every line of the log, and in the audit log."""

from __future__ import annotations

import re
from uuid import uuid4

import structlog

_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{7,127}")
_KEY = "request_id"


def accept_request_id(offered: str | None) -> str:
    """The id that a caller or proxy offers when it has the form of one, otherwise a new one.

    The form keeps out line ends, quotes and control characters, so an id cannot forge a line of the log.
    """
    return offered if offered and _FORM.fullmatch(offered) else uuid4().hex


def current_request_id() -> str | None:
    """The id of the request that this thread answers; None in a job or a command."""
    found: str | None = structlog.contextvars.get_contextvars().get(_KEY)
    return found
