"""The API's own description."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from registry.domain.canonical import canonical_json
from registry.domain.preconditions import tag_of
from registry.web.edge import platform, tagged
from registry.web.openapi.document import describe_api
from registry.web.operations import gives

blueprint = Blueprint("openapi", __name__)
_KEPT = "modelwarden-openapi"


@blueprint.get("/openapi.json")
@gives("application/json", open=True, tagged=True)
def describe() -> Response:
    """This document: every route with what it takes and answers, errors included (OpenAPI 3.1)."""
    kept = current_app.extensions.get(_KEPT)
    if kept is None:
        # Made when somebody first asks; two who ask at once make the same.
        kept = canonical_json(describe_api(current_app, platform().version))
        current_app.extensions[_KEPT] = kept
    return tagged(Response(kept, content_type="application/json"), tag_of(kept))
