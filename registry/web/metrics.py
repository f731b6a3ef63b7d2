"""`/-/metrics`: what Prometheus scrapes, for whoever shows the token that the settings name."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST

from registry.domain.errors import NotAuthenticatedError, NotFoundError
from registry.services.installation_metrics import expose_metrics
from registry.web.edge import platform

blueprint = Blueprint("metrics", __name__)
METRICS_TOKEN = "MODELWARDEN_METRICS_TOKEN"  # noqa: S105 - the name of a configuration key


@blueprint.get("/-/metrics")
def metrics() -> Response:
    """Counts of this process, and the state of the installation."""
    expected: str | None = current_app.config.get(METRICS_TOKEN)
    if not expected:
        raise NotFoundError(
            "There are no metrics here.",
            why="They are shown only when a token protects them.",
            remedy="Set MODELWARDEN_METRICS_TOKEN, and give the same token to Prometheus.",
        )
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(shown.strip().encode(), expected.encode()):
        raise NotAuthenticatedError(
            "This is for Prometheus.",
            why="It needs the token for metrics.",
            remedy="Send `Authorization: Bearer` with what MODELWARDEN_METRICS_TOKEN says.",
        )
    return Response(expose_metrics(platform()), content_type=CONTENT_TYPE_LATEST)
