"""Search over everything that I may see."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.search import Search, SearchView
from registry.services import search as service
from registry.web.edge import answer, query, reading
from registry.web.operations import gives

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
@gives(SearchView, query=Search, tagged=True)
def search() -> Response:
    """Models, versions, requests, datasets, evidence, projects and people by name, id or digest."""
    with reading() as context:
        return answer(service.search(context, query(Search)))
