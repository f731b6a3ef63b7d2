"""The first page: what waits for whoever is logged in."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.paging import ListModels
from registry.services.inbox import read_inbox
from registry.services.models import list_models
from registry.web.edge import reading
from registry.web.ui.pages import page

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def show_home() -> Response:
    """The inbox."""
    with reading() as context:
        return page(
            "home.html", inbox=read_inbox(context), has_models=bool(list_models(context, ListModels(limit=1)))
        )
