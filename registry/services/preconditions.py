"""Holding a change to what its maker saw."""

from __future__ import annotations

from collections.abc import Callable

from registry.contract.base import Shape
from registry.domain.errors import PreconditionFailedError
from registry.domain.preconditions import tag_of
from registry.services.context import Context


def view_bytes(view: Shape) -> bytes:
    """A view as it goes over the wire; its entity tag is the digest of this."""
    return view.model_dump_json(by_alias=True).encode()


def expect(context: Context, view: Callable[[], Shape | None]) -> None:
    """Raise `PreconditionFailedError` unless a thing is as the request demands.

    Whoever calls holds the thing's lock and has asked for permission. `view` is asked only when something is
    demanded; None says that there is no such thing.
    """
    demanded = context.precondition
    context.precondition = None
    if demanded is not None and demanded.is_given:
        current = view()
        demanded.check(None if current is None else tag_of(view_bytes(current)))


def refuse_unheeded(context: Context) -> None:
    """Raise `PreconditionFailedError` when the request demands something that nothing has looked at."""
    demanded = context.precondition
    if demanded is not None and demanded.is_given:
        raise PreconditionFailedError(
            "This takes no precondition.",
            why="Nothing here has an ETag that the header could name. Nothing was changed.",
            remedy="Leave `If-Match` and `If-None-Match` out.",
        )
