"""What every API request passes first: an address that can be read, and somebody who asks."""

from __future__ import annotations

from flask import current_app, request
from werkzeug.exceptions import RequestURITooLarge

from registry.domain.errors import NotFoundError
from registry.services.access import require_actor
from registry.web.edge import current_actor
from registry.web.operations import operation_of

MAX_QUERY = 8192
_MAX_NUMBER = 2**31 - 1


def refuse_unreadable() -> None:
    """Refuse what no name or number of ours can be, before a database sees it."""
    if len(request.query_string) > MAX_QUERY:
        raise RequestURITooLarge
    for value in (request.view_args or {}).values():
        too_large = isinstance(value, int) and value > _MAX_NUMBER
        if too_large or (isinstance(value, str) and not value.isprintable()):
            raise NotFoundError(
                "No such thing.",
                why="Nothing has a name or a number like that.",
                remedy="Take the name from a list.",
            )


def require_log_in() -> None:
    """Refuse nobody, unless the operation is open to everybody. One that promises nothing is not."""
    operation = operation_of(current_app.view_functions.get(request.endpoint or ""))
    if operation is None or not operation.open:
        require_actor(current_actor())
