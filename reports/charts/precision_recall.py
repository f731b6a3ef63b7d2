"""Precision against recall, with the point at which decisions are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import altair as alt

from registry.contract.evidence import PerformanceBody
from reports import figures
from reports.charts.chart import Chart
from reports.charts.render import to_svg
from reports.charts.roc import spread_out
from reports.charts.square import SIDE, operating_point, unit_axes
from reports.charts.theme import BLUE, QUIET
from reports.tables import Table, numbers


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the curve."""

    threshold: float
    recall: float
    precision: float


def precision_recall_chart(body: PerformanceBody, *, where: str) -> Chart | None:
    """The curve, or None without scores, and for older documents, which state no precision.

    `where` holds the points that the table leaves out.
    """
    points = curve(body)
    if not points:
        return None
    title = "Precision and recall"
    sentence = _sentence(body)
    shown = spread_out(points)
    note = f"{len(shown)} of {len(points)} points of the curve; all of them are in {where}."
    table = Table(f"{title}, figures of the chart", _COLUMNS, tuple(_row(point) for point in shown), note)
    svg = to_svg(_drawing(body, points), title=title, description=sentence)
    return Chart("precision-recall", svg, title, sentence, table, tuple(asdict(point) for point in points))


def curve(body: PerformanceBody) -> list[Point]:
    """The points of the ROC curve at which a precision is stated."""
    return [
        Point(point.threshold, point.true_positive_rate, point.precision)
        for point in body.roc
        if point.threshold is not None and point.precision is not None
    ]


def _drawing(body: PerformanceBody, points: Sequence[Point]) -> alt.LayerChart | alt.FacetChart:
    rows = [{"order": i, "recall": p.recall, "precision": p.precision} for i, p in enumerate(points)]
    x, y = unit_axes("recall:Q", "Recall (true positive rate)", "precision:Q", "Precision")
    share = _base_rate(body)
    ends = [{"recall": 0, "precision": share}, {"recall": 1, "precision": share}]
    guess = alt.Chart(alt.InlineData(ends)).mark_line(strokeDash=[4, 3], strokeWidth=1, color=QUIET)
    line = (
        alt.Chart(alt.InlineData(rows)).mark_line(strokeWidth=2, color=BLUE).encode(x=x, y=y, order="order:Q")
    )
    point = operating_point(("recall", body.rates.true_positive_rate), ("precision", body.rates.precision))
    return alt.layer(guess.encode(x=x, y=y), line, *point).properties(width=SIDE, height=SIDE)


def _base_rate(body: PerformanceBody) -> float:
    return (body.counts.tp + body.counts.fn) / body.rows if body.rows else 0.0


def _sentence(body: PerformanceBody) -> str:
    return (
        f"At the decision rule ({body.decision_rule}) precision is {figures.measured(body.rates.precision)} "
        f"and recall {figures.measured(body.rates.true_positive_rate)}; by chance precision would be "
        f"{figures.count(body.counts.tp + body.counts.fn)} of {figures.count(body.rows)}, the dashed line."
    )


def _row(point: Point) -> tuple[str, ...]:
    return figures.rate(point.threshold), figures.rate(point.recall), figures.rate(point.precision)


_COLUMNS = numbers("Score threshold", "Recall", "Precision")
