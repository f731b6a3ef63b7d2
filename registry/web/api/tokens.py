"""Log-in and API tokens."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.people import CreateToken, LogIn
from registry.services import tokens
from registry.web.auth.guarded import guarded
from registry.web.edge import answer, answer_all, as_id, body, reading, writing

blueprint = Blueprint("tokens", __name__)


@blueprint.post("/login")
def log_in() -> Response:
    """Exchange a password for a token."""
    command = body(LogIn)
    return answer(guarded(command.username, lambda context: tokens.log_in(context, command)), 201)


@blueprint.post("/tokens")
def create_token() -> Response:
    """A narrower token for a script."""
    with writing() as context:
        return answer(tokens.create_token(context, body(CreateToken)), 201)


@blueprint.get("/tokens")
def list_tokens() -> Response:
    """My tokens."""
    with reading() as context:
        return answer_all(tokens.list_tokens(context))


@blueprint.delete("/tokens/<token_id>")
def revoke_token(token_id: str) -> Response:
    """End one of my tokens."""
    with writing() as context:
        tokens.revoke_token(context, as_id(token_id))
    return Response(status=204)
