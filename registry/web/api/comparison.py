"""Two versions held against each other."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.comparison import ComparisonView
from registry.services.comparison import compare_versions
from registry.web.edge import answer, reading
from registry.web.operations import gives

blueprint = Blueprint("comparison", __name__, url_prefix="/models/<model>/compare")


@blueprint.get("/<int:before>...<int:after>")
@gives(ComparisonView, tagged=True)
def compare_two_versions(model: str, before: int, after: int) -> Response:
    """What changes from one version to another: figures, disparities, signature, data and files."""
    with reading() as context:
        return answer(compare_versions(context, model, before, after))
