"""People, read only."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.paging import PageQuery
from registry.services.users import list_users
from registry.web.edge import reading
from registry.web.ui.pages import page
from registry.web.ui.paging import asked

blueprint = Blueprint("people", __name__)


@blueprint.get("/people")
def list_people() -> Response:
    """Everybody."""
    with reading() as context:
        return page("people/list.html", people=list_users(context, asked(PageQuery)))
