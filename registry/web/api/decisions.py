"""Decisions, byte for byte."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.promotions import DecisionView
from registry.domain.canonical import canonical_json
from registry.services import decisions
from registry.web.edge import answer, answer_bytes, as_id, reading
from registry.web.operations import gives

blueprint = Blueprint("decisions", __name__, url_prefix="/decisions/<decision_id>")


@blueprint.get("")
@gives(DecisionView, tagged=True)
def get_decision(decision_id: str) -> Response:
    """A decision with its provenance."""
    with reading() as context:
        return answer(decisions.view_decision(decisions.read_decision(context, as_id(decision_id))))


@blueprint.get("/input.json")
@gives("application/json")
def download_input(decision_id: str) -> Response:
    """The exact input that the gate was asked with."""
    with reading() as context:
        content = decisions.read_decision(context, as_id(decision_id)).input_content
    return answer_bytes(content, "application/json", "input.json")


@blueprint.get("/decision.json")
@gives("application/json")
def download_decision(decision_id: str) -> Response:
    """The gate's answer in canonical form."""
    with reading() as context:
        content = decisions.read_decision(context, as_id(decision_id)).decision_content
    return answer_bytes(content, "application/json", "decision.json")


@blueprint.get("/provenance.json")
@gives("application/json")
def download_provenance(decision_id: str) -> Response:
    """What answered, and under which policy."""
    with reading() as context:
        content = canonical_json(decisions.read_decision(context, as_id(decision_id)).provenance)
    return answer_bytes(content, "application/json", "provenance.json")


@blueprint.get("/bundle.tar.gz")
@gives("application/gzip")
def download_bundle(decision_id: str) -> Response:
    """The signed bundle that it was decided under."""
    with reading() as context:
        row = decisions.read_decision(context, as_id(decision_id))
        archive = decisions.read_bundle(context, row).archive
    return answer_bytes(archive, "application/gzip", "bundle.tar.gz")
