"""What the gate would say, without asking for a promotion."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.readiness import ReadinessView
from registry.services.readiness import judge_readiness
from registry.web.edge import answer, reading
from registry.web.operations import gives

blueprint = Blueprint(
    "readiness", __name__, url_prefix="/models/<model>/versions/<int:number>/readiness/<environment>"
)


@blueprint.get("")
@gives(ReadinessView, tagged=True)
def get_readiness(model: str, number: int, environment: str) -> Response:
    """Which checks would fail if the version were to enter an environment now. Nothing of it is kept."""
    with reading() as context:
        return answer(judge_readiness(context, model, number, environment))
