"""One's own tokens: made, shown once, revoked."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from registry.contract.paging import PageQuery
from registry.contract.people import CreateToken, IssuedTokenView
from registry.domain.roles import Scope
from registry.services import projects, tokens
from registry.services.context import Context
from registry.web.edge import as_id, reading, writing
from registry.web.ui.forms import field, fields, form
from registry.web.ui.pages import go_to, page
from registry.web.ui.paging import asked

blueprint = Blueprint("tokens", __name__)
HOURS = {"8": "a working day", "24": "a day", "168": "a week", "720": "30 days", "8760": "a year"}


@blueprint.get("/tokens")
def list_tokens() -> Response:
    """My tokens, and the form for another."""
    with reading() as context:
        return _show(context)


@blueprint.post("/tokens")
def create_token() -> Response:
    """A new token. This answer is the only one that holds its secret, and so leads nowhere else."""
    command = form(
        CreateToken,
        name=field("name"),
        scopes=fields("scope"),
        project=field("project") or None,
        hours=int(field("hours")) if field("hours") in HOURS else 0,
    )
    with writing() as context:
        issued = tokens.create_token(context, command)
        return _show(context, issued)


@blueprint.post("/tokens/<token_id>/revoke")
def revoke_token(token_id: str) -> Response:
    """End one of my tokens."""
    with writing() as context:
        tokens.revoke_token(context, as_id(token_id))
    return go_to(url_for("ui.tokens.list_tokens", note="token-revoked"))


def _show(context: Context, issued: IssuedTokenView | None = None) -> Response:
    return page(
        "tokens/list.html",
        201 if issued else 200,
        tokens=tokens.list_tokens(context, asked(PageQuery)),
        issued=issued,
        projects=projects.list_projects(context),
        scopes=[scope.value for scope in Scope],
        hours=HOURS,
    )
