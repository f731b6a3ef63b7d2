"""What is in the environments of a model."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.deployments import DeploymentView
from registry.contract.paging import PageQuery
from registry.services.deployments import list_deployments
from registry.web.edge import answer_all, query, reading
from registry.web.operations import lists

blueprint = Blueprint("deployments", __name__, url_prefix="/models/<model>/deployments")


@blueprint.get("")
@lists(DeploymentView)
def list_what_is_deployed(model: str) -> Response:
    """What is in each environment, and how its decision stands to the policy in force."""
    with reading() as context:
        return answer_all(list_deployments(context, model, query(PageQuery)))
