"""The ROC curve, with the point at which decisions are taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import altair as alt

from registry.contract.evidence import CurvePoint, PerformanceBody
from reports import figures
from reports.charts.chart import Chart, Figure
from reports.charts.render import to_svg
from reports.charts.square import SIDE, operating_point, unit_axes
from reports.charts.theme import BLUE, QUIET
from reports.tables import Column, Table

_TABLE_POINTS = 9
T = TypeVar("T")


def roc_chart(body: PerformanceBody, *, where: str) -> Chart | None:
    """The curve, or None without scores. `where` holds the points that the table leaves out."""
    if not body.roc:
        return None
    title = "Receiver operating characteristic"
    sentence = _sentence(body)
    points = spread_out(body.roc)
    note = f"{len(points)} of {len(body.roc)} points of the curve; all of them are in {where}."
    table = Table(f"{title}, figures of the chart", _COLUMNS, tuple(_row(point) for point in points), note)
    svg = to_svg(_drawing(body), title=title, description=sentence)
    return Chart("roc", svg, title, sentence, table, tuple(_figures(point) for point in body.roc))


def _drawing(body: PerformanceBody) -> alt.LayerChart | alt.FacetChart:
    curve = [
        {"order": index, "fpr": point.false_positive_rate, "tpr": point.true_positive_rate}
        for index, point in enumerate(body.roc)
    ]
    x, y = unit_axes("fpr:Q", "False positive rate", "tpr:Q", "True positive rate")
    diagonal = alt.Chart(alt.InlineData([{"fpr": 0, "tpr": 0}, {"fpr": 1, "tpr": 1}])).mark_line(
        strokeDash=[4, 3], strokeWidth=1, color=QUIET
    )
    line = alt.Chart(alt.InlineData(curve)).mark_line(strokeWidth=2, color=BLUE, interpolate="linear")
    point = operating_point(("fpr", body.rates.false_positive_rate), ("tpr", body.rates.true_positive_rate))
    layers = [diagonal.encode(x=x, y=y), line.encode(x=x, y=y, order="order:Q"), *point]
    return alt.layer(*layers).properties(width=SIDE, height=SIDE)


def _sentence(body: PerformanceBody) -> str:
    rates = body.rates
    return (
        f"The area under the curve is {figures.at_least(body.roc_auc)} on {figures.count(body.rows)} rows; "
        f"at the decision rule ({body.decision_rule}) the true positive rate is "
        f"{figures.measured(rates.true_positive_rate)} and the false positive rate "
        f"{figures.measured(rates.false_positive_rate)}."
    )


def spread_out(points: Sequence[T]) -> list[T]:
    """Points of a curve for a table, its ends among them."""
    last = len(points) - 1
    wanted = {round(last * step / (_TABLE_POINTS - 1)) for step in range(_TABLE_POINTS)}
    return [points[index] for index in sorted(wanted)]


def _figures(point: CurvePoint) -> dict[str, Figure]:
    return {
        "threshold": point.threshold,
        "false_positive_rate": point.false_positive_rate,
        "true_positive_rate": point.true_positive_rate,
    }


def _row(point: CurvePoint) -> tuple[str, ...]:
    threshold = "above all" if point.threshold is None else figures.rate(point.threshold)
    return threshold, figures.rate(point.false_positive_rate), figures.rate(point.true_positive_rate)


_COLUMNS = (
    Column("Score threshold", "number"),
    Column("False positive rate", "number"),
    Column("True positive rate", "number"),
)
