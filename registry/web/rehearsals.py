"""Rehearsals: a request is run as it would be, all of it is taken back, and the answer says what would come.

Everything that a write is judged by is looked at: who asks, what is there, what the gate says. A view that
makes or changes something does so in one unit of work, and that unit is rolled back: rows, events in the
audit log, idempotency keys and jobs are gone together. A view that does more is never rehearsed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from flask import Response, g, request

from registry.domain.errors import MalformedError
from registry.services.context import open_unit
from registry.web.edge import current_actor, end_kept_unit, platform

DRY_RUN = "Dry-Run"
"""The header: `Dry-Run: true` asks for a rehearsal, and stands in the answer to one."""


class _TakenBackError(Exception):
    """Ends the unit of a rehearsal, so that it is rolled back."""


def is_rehearsal(*, possible: bool) -> bool:
    """Whether the request asks for a rehearsal; raises `MalformedError` where there is none."""
    asked = request.headers.get(DRY_RUN)
    if asked is None:
        return False
    if asked != "true" or not possible:
        raise MalformedError(
            f"The header {DRY_RUN} is not understood.",
            why="It is `true` or absent, and goes with operations that are marked `x-dry-run`.",
            remedy="Leave it out, and the request is carried out.",
        )
    return True


def rehearse(run: Callable[[], Response]) -> Response:
    """The answer that the request would get; nothing of it remains."""
    end_kept_unit()
    answers: list[Response] = []
    try:
        with suppress(_TakenBackError), open_unit(platform(), current_actor()) as context:
            g.unit = context
            answers.append(run())
            context.write_events()
            context.session.flush()
            raise _TakenBackError
    finally:
        g.unit = None
    (response,) = answers
    response.headers[DRY_RUN] = "true"
    return response
