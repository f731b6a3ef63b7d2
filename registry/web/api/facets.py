"""How many there are of each kind."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.facets import ModelFacetsView
from registry.contract.paging import FilterModels
from registry.services.facets import count_models
from registry.web.edge import answer, query, reading
from registry.web.operations import gives

blueprint = Blueprint("facets", __name__, url_prefix="/facets")


@blueprint.get("/models")
@gives(ModelFacetsView, query=FilterModels, tagged=True)
def count_models_by_facet() -> Response:
    """How many models a filter leaves, by project, risk tier, owner, environment and policy."""
    with reading() as context:
        return answer(count_models(context, query(FilterModels)))
