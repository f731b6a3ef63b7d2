"""Evidence."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.data import JobView
from registry.contract.evidence_requests import ComputeEvidence, DeclareEvidence, EvidenceView
from registry.contract.paging import PageQuery
from registry.domain.canonical import hex_of, parse_digest
from registry.services import evidence
from registry.web.edge import answer, answer_all, answer_bytes, body, query, reading, writing
from registry.web.operations import gives, lists

blueprint = Blueprint("evidence", __name__)


@blueprint.get("/models/<model>/versions/<int:number>/evidence")
@lists(EvidenceView)
def list_evidence(model: str, number: int) -> Response:
    """All evidence of a version."""
    with reading() as context:
        return answer_all(evidence.list_evidence(context, model, number, query(PageQuery)))


@blueprint.post("/models/<model>/versions/<int:number>/evidence")
@gives(EvidenceView, 201, body=DeclareEvidence, once="kept")
def declare_evidence(model: str, number: int) -> Response:
    """Attach what somebody says."""
    with writing() as context:
        return answer(evidence.declare_evidence(context, model, number, body(DeclareEvidence)), 201)


@blueprint.post("/models/<model>/versions/<int:number>/evidence/compute")
@gives(JobView, 202, body=ComputeEvidence, once="kept")
def compute_evidence(model: str, number: int) -> Response:
    """Have evidence computed from an uploaded evaluation table."""
    with writing() as context:
        return answer(evidence.request_evidence(context, model, number, body(ComputeEvidence)), 202)


@blueprint.get("/evidence/<digest>/attestation")
@gives("application/json")
def download_attestation(digest: str) -> Response:
    """The signed statement about a document: who produced it, about what, and how (DSSE, in-toto)."""
    with reading() as context:
        content = evidence.read_attestation(context, parse_digest(digest))
    return answer_bytes(content, "application/json", f"evidence-{hex_of(digest)}.json")


@blueprint.get("/evidence/<digest>")
@gives("application/json")
def download_evidence(digest: str) -> Response:
    """The exact canonical bytes: their SHA-256 is the name."""
    with reading() as context:
        content = evidence.read_evidence(context, parse_digest(digest))
    return answer_bytes(content, "application/json", f"{hex_of(digest)}.json")
