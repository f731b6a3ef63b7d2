"""Evidence: rendered by its kind, drawn, as it is, and where it was used."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response

from registry.contract.evidence import EvidenceDocument
from registry.contract.evidence_uses import EvidenceUsesView
from registry.domain.canonical import parse_digest
from registry.services.context import Context
from registry.services.evidence import read_evidence
from registry.services.evidence_uses import view_uses
from registry.web.charts import charts_of
from registry.web.edge import reading
from registry.web.ui.pages import page
from reports.charts.chart import Chart

blueprint = Blueprint("evidence", __name__)

# What a page can hold as text; whoever wants more downloads it.
_RAW_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """What the page of a document needs."""

    digest: str
    size: int
    document: EvidenceDocument
    uses: EvidenceUsesView
    charts: dict[str, Chart]

    @property
    def shows_raw(self) -> bool:
        """Whether the document is short enough to be shown as it is."""
        return self.size <= _RAW_BYTES


@blueprint.get("/evidence/<digest>")
def show_evidence(digest: str) -> Response:
    """One document."""
    with reading() as context:
        shown = _read(context, parse_digest(digest))
    return page("evidence/document.html", shown=shown, document=shown.document, body=shown.document.body)


def _read(context: Context, digest: str) -> EvidencePage:
    content = read_evidence(context, digest)
    return EvidencePage(
        digest=digest,
        size=len(content),
        document=EvidenceDocument.from_bytes(content),
        uses=view_uses(context, digest),
        charts={chart.name: chart for chart in charts_of(context, digest)},
    )
