"""The charts of an evidence document, drawn once and kept for as long as they are asked for."""

from __future__ import annotations

import json
from functools import lru_cache

from registry.contract.decision import ParameterUsed
from registry.contract.evidence import EvidenceDocument
from registry.domain.errors import NotFoundError
from registry.services.context import Context
from registry.services.drift import view_drifts
from registry.services.evidence import read_evidence
from registry.services.evidence_uses import limits_used
from reports.charts.chart import Chart
from reports.limits import limits_by_metric


def charts_of(context: Context, digest: str) -> tuple[Chart, ...]:
    """The charts of a document that the actor may read.

    Limits are those of the newest decision that rests on it: they belong to no document.
    """
    from reports.charts.drift import (
        drift_chart,  # Altair takes 25 MB, which a server has no need of until then.
    )

    content = read_evidence(context, digest)
    used = {name: one.to_json() for name, one in limits_used(context, digest).items()}
    drifts = [drift_chart(view) for view in view_drifts(context, digest).drifts]
    drawn = _drawn(content, json.dumps(used, sort_keys=True))
    return (*drawn, *(chart for chart in drifts if chart))


def chart_of(context: Context, digest: str, name: str) -> Chart:
    """One of them."""
    found = next((chart for chart in charts_of(context, digest) if chart.name == name), None)
    if found is None:
        raise NotFoundError(
            f"The document has no chart {name!r}.", remedy=f"GET /api/v1/evidence/{digest}/charts lists them."
        )
    return found


@lru_cache(maxsize=32)
def _drawn(content: bytes, parameters: str) -> tuple[Chart, ...]:
    from reports.charts.gallery import document_charts

    used = {name: ParameterUsed.model_validate(one) for name, one in json.loads(parameters).items()}
    return tuple(document_charts(EvidenceDocument.from_bytes(content), limits_by_metric(used)))
