"""API requests carry a bearer token; cookies are not looked at, so no page can make a browser send one."""

from __future__ import annotations

from contextlib import ExitStack

from flask import g, request

from registry.domain.errors import NotAuthenticatedError
from registry.services.context import open_unit
from registry.services.tokens import authenticate_token, note_token_use
from registry.web.edge import keep_for_reading, platform

_READING = frozenset({"GET", "HEAD"})


def authenticate_bearer() -> None:
    """Put the actor behind `Authorization: Bearer` into the request; nobody when there is no such header."""
    header = request.headers.get("Authorization", "")
    if not header:
        g.actor = None
        return
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "bearer" or not value:
        raise NotAuthenticatedError(
            "The Authorization header is not understood.", remedy="Send `Authorization: Bearer <token>`."
        )
    with ExitStack() as unit:
        context = unit.enter_context(open_unit(platform(), None, read_only=True))
        g.actor, use_is_old = authenticate_token(context, value.strip())
        if request.method in _READING and not use_is_old:
            keep_for_reading(unit, context)
    if use_is_old:
        with open_unit(platform(), None) as context:
            note_token_use(context, value.strip())
