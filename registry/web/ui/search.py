"""The search in the header of every page, and what it found."""

from __future__ import annotations

from flask import Blueprint, Response, request

from registry.contract.search import Search, SearchView
from registry.services.search import search
from registry.web.edge import reading
from registry.web.ui.forms import form
from registry.web.ui.pages import page

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def show_search() -> Response:
    """What `?q=` finds; without it, what can be found."""
    wanted = request.args.get("q", "").strip()
    found = SearchView(q="", items=[], more=[])
    with reading() as context:
        if wanted:
            found = search(context, form(Search, q=wanted))
    return page("search.html", found=found)
