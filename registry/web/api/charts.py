"""The charts of evidence: in words and figures, as pictures, and as CSV."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.drift import DriftsView
from registry.contract.evidence_uses import ChartsView, ChartView, EvidenceUsesView
from registry.domain.canonical import hex_of, parse_digest
from registry.services import drift, evidence_uses
from registry.web.charts import chart_of, charts_of
from registry.web.edge import answer, answer_bytes, reading
from registry.web.operations import gives

blueprint = Blueprint("charts", __name__, url_prefix="/evidence/<digest>")


@blueprint.get("/uses")
@gives(EvidenceUsesView, tagged=True)
def get_uses(digest: str) -> Response:
    """Who signed the document, and which decisions and checks rest on it."""
    with reading() as context:
        return answer(evidence_uses.view_uses(context, parse_digest(digest)))


@blueprint.get("/drift")
@gives(DriftsView, tagged=True)
def get_drift(digest: str) -> Response:
    """A data profile against the training data and against other versions; nothing for other kinds."""
    with reading() as context:
        return answer(drift.view_drifts(context, parse_digest(digest)))


@blueprint.get("/charts")
@gives(ChartsView, tagged=True)
def list_charts(digest: str) -> Response:
    """What can be drawn of the document."""
    with reading() as context:
        charts = charts_of(context, parse_digest(digest))
    views = [
        ChartView(name=one.name, title=one.title, sentence=one.sentence, figures=list(one.figures))
        for one in charts
    ]
    return answer(ChartsView(digest=digest, charts=views))


@blueprint.get("/charts/<chart>.svg")
@gives("image/svg+xml")
def download_picture(digest: str, chart: str) -> Response:
    """A chart as a picture."""
    with reading() as context:
        found = chart_of(context, parse_digest(digest), chart)
    return answer_bytes(found.svg.encode(), "image/svg+xml", f"{hex_of(digest)[:12]}-{chart}.svg")


@blueprint.get("/charts/<chart>.csv")
@gives("text/csv")
def download_figures(digest: str, chart: str) -> Response:
    """The figures of a chart, unrounded."""
    with reading() as context:
        found = chart_of(context, parse_digest(digest), chart)
    name = f"{hex_of(digest)[:12]}-{chart}.csv"
    return answer_bytes(found.csv().encode(), "text/csv; charset=utf-8", name)
