"""Where OPA pulls its policies from. It shows the installation's own token; nobody else has business here."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, current_app, request

from registry.domain.canonical import hex_of
from registry.domain.errors import NotAuthenticatedError
from registry.services.bundles import active_bundle
from registry.services.context import open_unit
from registry.web.edge import platform

blueprint = Blueprint("opa_bundles", __name__)
TOKEN = "MODELWARDEN_BUNDLE_TOKEN"  # noqa: S105 - the name of a configuration key


@blueprint.get("/bundles/modelwarden.tar.gz")
def pull_bundle() -> Response:
    """The signed bundle in force, or 304 when OPA has it already."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(shown.encode(), current_app.config[TOKEN].encode()):
        raise NotAuthenticatedError(
            "This is for OPA.",
            why="It needs the installation's bundle token.",
            remedy="GET /api/v1/bundles/<sha256> gives it to who is logged in.",
        )
    with open_unit(platform(), None, read_only=True) as context:
        bundle = active_bundle(context)
        archive, sha256 = bundle.archive, bundle.sha256
    response = Response(archive, content_type="application/gzip")
    response.set_etag(hex_of(sha256))
    response.make_conditional(request)
    return response
