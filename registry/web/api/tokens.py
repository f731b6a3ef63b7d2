"""Log-in and API tokens."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.paging import PageQuery
from registry.contract.people import CreateToken, IssuedTokenView, LogIn, TokenView
from registry.services import tokens
from registry.web.auth.guarded import guarded
from registry.web.edge import answer, answer_all, as_id, body, query, reading, writing
from registry.web.operations import gives, lists

blueprint = Blueprint("tokens", __name__)


@blueprint.post("/login")
@gives(IssuedTokenView, 201, body=LogIn, open=True, also=(401, 429))
def log_in() -> Response:
    """Exchange a password for a token."""
    command = body(LogIn)
    return answer(guarded(command.username, lambda context: tokens.log_in(context, command)), 201)


@blueprint.post("/tokens")
@gives(IssuedTokenView, 201, body=CreateToken, once="secret")
def create_token() -> Response:
    """A narrower token for a script."""
    with writing() as context:
        return answer(tokens.create_token(context, body(CreateToken)), 201)


@blueprint.get("/tokens")
@lists(TokenView)
def list_tokens() -> Response:
    """My tokens."""
    with reading() as context:
        return answer_all(tokens.list_tokens(context, query(PageQuery)))


@blueprint.delete("/tokens/<token_id>")
@gives(None, 204)
def revoke_token(token_id: str) -> Response:
    """End one of my tokens."""
    with writing() as context:
        tokens.revoke_token(context, as_id(token_id))
    return Response(status=204)
