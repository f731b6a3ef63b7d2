"""What the API promises of each view: said beside it, published as OpenAPI, and kept.

A view that makes something takes an `Idempotency-Key`: it then runs inside the unit of work that holds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Literal, ParamSpec

from flask import Response, current_app, g, request

from registry.contract.base import Shape
from registry.contract.paging import PageQuery
from registry.domain.errors import MalformedError
from registry.services.context import open_unit
from registry.services.idempotency import KeptAnswer, claim_key, keep_answer
from registry.web.edge import MAX_JSON_BYTES, current_actor, platform
from registry.web.rehearsals import is_rehearsal, rehearse

Parameters = ParamSpec("Parameters")
View = Callable[Parameters, Response]
Answer = type[Shape] | str | None
Once = Literal["", "kept", "secret"]

IDEMPOTENCY_HOURS = "IDEMPOTENCY_HOURS"
REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One view's promise.

    `answer` is the shape of what comes back, a media type for bytes, or None for nothing; with `listed`, the
    shape of a page's items. `body` is what it takes: a shape, or `bytes`. `once` says whether it takes an
    idempotency key, and whether its answer holds a secret. `also` are statuses besides those that follow from
    the rest; one with a shape of its own names it. Of `headers`, those that end in `!` have to be sent.
    """

    status: int
    answer: Answer
    listed: bool = False
    body: type[Shape | bytes] | None = None
    query: type[Shape] | None = None
    open: bool = False
    once: Once = ""
    tagged: bool = False
    conditional: bool = False
    also: tuple[int, ...] = ()
    refused_with: type[Shape] | None = None
    headers: tuple[str, ...] = ()

    @property
    def can_be_rehearsed(self) -> bool:
        """Whether all that it does happens in the one unit of work that its view opens."""
        return bool(self.once) or self.conditional


OPERATIONS: dict[object, Operation] = {}


def promises(operation: Operation) -> Callable[[View[Parameters]], View[Parameters]]:
    """Have a view keep an operation's promise."""

    def keep(view: View[Parameters]) -> View[Parameters]:
        @wraps(view)
        def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Response:
            if is_rehearsal(possible=operation.can_be_rehearsed):
                return rehearse(lambda: view(*args, **kwargs))
            key = request.headers.get("Idempotency-Key") if operation.once else None
            if key is None:
                return view(*args, **kwargs)
            return _run_once(_checked(key), lambda: view(*args, **kwargs), secret=operation.once == "secret")

        OPERATIONS[run] = operation
        return run

    return keep


def gives(  # noqa: PLR0913 - each says one thing about a view
    answer: Answer,
    status: int = 200,
    *,
    body: type[Shape | bytes] | None = None,
    query: type[Shape] | None = None,
    open: bool = False,  # noqa: A002 - open to everybody
    once: Once = "",
    tagged: bool = False,
    conditional: bool = False,
    also: tuple[int, ...] = (),
    refused_with: type[Shape] | None = None,
    headers: tuple[str, ...] = (),
) -> Callable[[View[Parameters]], View[Parameters]]:
    """A view that gives one thing."""
    return promises(
        Operation(
            status=status,
            answer=answer,
            body=body,
            query=query,
            open=open,
            once=once,
            tagged=tagged,
            conditional=conditional,
            also=also,
            refused_with=refused_with,
            headers=headers,
        )
    )


def lists(
    item: type[Shape],
    query: type[PageQuery] = PageQuery,
    *,
    open: bool = False,  # noqa: A002 - as above
) -> Callable[[View[Parameters]], View[Parameters]]:
    """A view that gives a page of a list."""
    return promises(Operation(status=200, answer=item, listed=True, query=query, open=open))


def operation_of(view: object) -> Operation | None:
    """The promise behind a view function of the app."""
    return OPERATIONS.get(view)


def _run_once(key: str, run: Callable[[], Response], *, secret: bool) -> Response:
    request.max_content_length = MAX_JSON_BYTES
    asked = b"\n".join([request.method.encode(), request.full_path.encode(), request.get_data()])
    lifetime = timedelta(hours=current_app.config.get(IDEMPOTENCY_HOURS, 24))
    with open_unit(platform(), current_actor()) as context:
        kept = claim_key(context, key, asked, lifetime)
        if kept is not None:
            return _replay(kept)
        g.unit = context
        try:
            response = run()
        finally:
            g.unit = None
        answered = KeptAnswer(response.status_code, response.content_type or "", response.get_data())
        keep_answer(context, key, answered, secret=secret)
    return response


def _replay(kept: KeptAnswer) -> Response:
    response = Response(kept.content, status=kept.status, content_type=kept.media_type)
    response.headers[REPLAYED] = "true"
    return response


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise MalformedError(
            "The header Idempotency-Key is not understood.",
            why="A key is 1 to 200 printable ASCII characters without spaces.",
            remedy="Make one for each request, e.g. a random UUID.",
        )
    return key
