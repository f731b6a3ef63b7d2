"""Two versions side by side."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from registry.contract.paging import PickVersions
from registry.services.comparison import compare_versions
from registry.services.models import get_model
from registry.web.edge import reading
from registry.web.ui.facets import chosen
from registry.web.ui.forms import form
from registry.web.ui.pages import go_to, page

blueprint = Blueprint("comparison", __name__, url_prefix="/models/<model>/compare")


@blueprint.get("")
def choose_versions(model: str) -> Response:
    """What a form asks for, at the address where it can be kept; without any, where the form is."""
    with reading() as context:
        get_model(context, model)
    if not request.args:
        return go_to(url_for("ui.model_pages.show_versions", model=model, _anchor="compare"))
    picked = form(PickVersions, **chosen("before", "after"))
    return go_to(
        url_for("ui.comparison.show_comparison", model=model, before=picked.before, after=picked.after)
    )


@blueprint.get("/<int:before>...<int:after>")
def show_comparison(model: str, before: int, after: int) -> Response:
    """What changes from one version to another, for better, for worse, or otherwise."""
    with reading() as context:
        return page("comparison/comparison.html", view=compare_versions(context, model, before, after))
