"""The checks of a promotion request, one by one."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.policies import CheckTraceView, CheckView, TraceQuery
from registry.services import checks
from registry.web.edge import answer, as_id, query, reading
from registry.web.operations import gives

blueprint = Blueprint("checks", __name__, url_prefix="/promotions/<promotion_id>/checks/<rule>")


@blueprint.get("")
@gives(CheckView, tagged=True)
def get_check(promotion_id: str, rule: str) -> Response:
    """One rule in the latest decision: what it found, and the Rego that it was judged by."""
    with reading() as context:
        return answer(checks.view_check(context, as_id(promotion_id), rule))


@blueprint.get("/trace")
@gives(CheckTraceView, query=TraceQuery, tagged=True)
def get_trace(promotion_id: str, rule: str) -> Response:
    """How OPA evaluates the rule on the stored input, made anew."""
    asked = query(TraceQuery)
    with reading() as context:
        return answer(checks.trace_check(context, as_id(promotion_id), rule, asked.detail))
