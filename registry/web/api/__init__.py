"""The JSON API, `/api/v1`: one module per noun."""

from flask import Blueprint

from registry.web.api import (
    artifacts,
    audit_log,
    bundles,
    charts,
    checks,
    comparison,
    datasets,
    decisions,
    deployments,
    evidence,
    facets,
    inbox,
    jobs,
    keys,
    lineage,
    models,
    openapi,
    people,
    policies,
    projects,
    promotions,
    readiness,
    reports,
    runs,
    search,
    tokens,
    uploads,
    versions,
    waivers,
)
from registry.web.api.entrance import refuse_unreadable, require_log_in
from registry.web.auth.bearer import authenticate_bearer
from registry.web.edge import end_kept_unit

NOUNS = (
    artifacts,
    audit_log,
    bundles,
    charts,
    checks,
    comparison,
    datasets,
    decisions,
    deployments,
    evidence,
    facets,
    inbox,
    jobs,
    keys,
    lineage,
    models,
    openapi,
    people,
    policies,
    projects,
    promotions,
    readiness,
    reports,
    runs,
    search,
    tokens,
    uploads,
    versions,
    waivers,
)


def create_api() -> Blueprint:
    """The blueprint of the whole API."""
    api = Blueprint("api", __name__, url_prefix="/api/v1")
    api.before_request(refuse_unreadable)
    api.before_request(authenticate_bearer)
    api.before_request(require_log_in)
    api.teardown_request(lambda _error: end_kept_unit())
    for noun in NOUNS:
        api.register_blueprint(noun.blueprint)
    return api
