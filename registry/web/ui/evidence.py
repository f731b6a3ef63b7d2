"""Evidence, rendered by its kind."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.evidence import EvidenceDocument
from registry.domain.canonical import parse_digest
from registry.services.evidence import read_evidence
from registry.web.edge import reading
from registry.web.ui.pages import page

blueprint = Blueprint("evidence", __name__)


@blueprint.get("/evidence/<digest>")
def show_evidence(digest: str) -> Response:
    """One document."""
    with reading() as context:
        content = read_evidence(context, parse_digest(digest))
    document, size = EvidenceDocument.from_bytes(content), len(content)
    return page("evidence/document.html", document=document, body=document.body, digest=digest, bytes=size)
