"""All charts of an evidence document, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Mapping

from registry.contract.evidence import EvidenceDocument, FairnessBody, PerformanceBody
from registry.contract.explanations import ExplanationBody
from reports.charts.beeswarm import beeswarm_chart
from reports.charts.calibration import calibration_chart
from reports.charts.chart import Chart
from reports.charts.fairness import fairness_chart
from reports.charts.importance import importance_chart
from reports.charts.precision_recall import precision_recall_chart
from reports.charts.roc import roc_chart
from reports.charts.waterfall import waterfall_chart
from reports.limits import Limit
from reports.wording import measured_on

_WHERE = "the document"
_EXAMPLES = 5


def document_charts(document: EvidenceDocument, limits: Mapping[str, Limit] | None = None) -> list[Chart]:
    """The charts of a document; `limits` by metric are drawn where they are given."""
    match document.body:
        case FairnessBody() as body:
            return [
                fairness_chart(
                    attribute,
                    dict(limits or {}),
                    where=_WHERE,
                    data=measured_on(document),
                    name=f"fairness-{number}",
                )
                for number, attribute in enumerate(body.attributes)
            ]
        case PerformanceBody() as body:
            return performance_charts(body, where=_WHERE)
        case ExplanationBody() as body:
            return explanation_charts(body, where=_WHERE, examples=_EXAMPLES)
        case _:
            return []


def performance_charts(body: PerformanceBody, *, where: str) -> list[Chart]:
    """Those of the scores; none when there were none."""
    made = (
        roc_chart(body, where=where),
        precision_recall_chart(body, where=where),
        calibration_chart(body),
    )
    return [chart for chart in made if chart]


def explanation_charts(body: ExplanationBody, *, where: str, examples: int) -> list[Chart]:
    """Importance, spread, and a waterfall for each of the first examples."""
    falls = [
        waterfall_chart(body, row, name=f"waterfall-{number}")
        for number, row in enumerate(body.examples[:examples])
    ]
    made = (importance_chart(body, where=where), beeswarm_chart(body, where=where), *falls)
    return [chart for chart in made if chart]
