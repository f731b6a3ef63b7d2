"""The ROC curve, with the point at which decisions are taken."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from registry.contract.evidence import CurvePoint, PerformanceBody
from reports import figures
from reports.charts.chart import Chart
from reports.charts.render import to_svg
from reports.charts.theme import BLUE, QUIET, VERMILLION
from reports.tables import Column, Table

_TABLE_POINTS = 9


def roc_chart(body: PerformanceBody, *, where: str) -> Chart | None:
    """The curve, or None without scores. `where` holds the points that the table leaves out."""
    if not body.roc:
        return None
    title = "Receiver operating characteristic"
    sentence = _sentence(body)
    points = _spread(body.roc)
    note = f"{len(points)} of {len(body.roc)} points of the curve; all of them are in {where}."
    table = Table(f"{title}, figures of the chart", _COLUMNS, tuple(_row(point) for point in points), note)
    return Chart(to_svg(_drawing(body), title=title, description=sentence), title, sentence, table)


def _drawing(body: PerformanceBody) -> alt.LayerChart | alt.FacetChart:
    curve = [
        {"order": index, "fpr": point.false_positive_rate, "tpr": point.true_positive_rate}
        for index, point in enumerate(body.roc)
    ]
    scale, axis = alt.Scale(domain=[0, 1]), alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".2f", grid=True)
    x = alt.X("fpr:Q", title="False positive rate", scale=scale, axis=axis)
    y = alt.Y("tpr:Q", title="True positive rate", scale=scale, axis=axis)
    diagonal = alt.Chart(alt.InlineData([{"fpr": 0, "tpr": 0}, {"fpr": 1, "tpr": 1}])).mark_line(
        strokeDash=[4, 3], strokeWidth=1, color=QUIET
    )
    line = alt.Chart(alt.InlineData(curve)).mark_line(strokeWidth=2, color=BLUE, interpolate="linear")
    layers = [diagonal.encode(x=x, y=y), line.encode(x=x, y=y, order="order:Q"), *_operating_point(body)]
    return alt.layer(*layers).properties(width=190, height=190)


def _operating_point(body: PerformanceBody) -> list[alt.Chart]:
    at = {"fpr": body.rates.false_positive_rate.value, "tpr": body.rates.true_positive_rate.value}
    if None in at.values():
        return []
    base = alt.Chart(alt.InlineData([at | {"text": "decision rule"}])).encode(x="fpr:Q", y="tpr:Q")
    mark = base.mark_point(shape="diamond", size=80, filled=True, opacity=1, color=VERMILLION)
    return [mark, base.mark_text(align="left", dx=8, dy=8, color=VERMILLION).encode(text="text:N")]


def _sentence(body: PerformanceBody) -> str:
    rates = body.rates
    return (
        f"The area under the curve is {figures.at_least(body.roc_auc)} on {figures.count(body.rows)} rows; "
        f"at the decision rule ({body.decision_rule}) the true positive rate is "
        f"{figures.rate_of(rates.true_positive_rate)} ({figures.share(rates.true_positive_rate)}) and the "
        f"false positive rate {figures.rate_of(rates.false_positive_rate)} "
        f"({figures.share(rates.false_positive_rate)})."
    )


def _spread(points: Sequence[CurvePoint]) -> list[CurvePoint]:
    last = len(points) - 1
    wanted = {round(last * step / (_TABLE_POINTS - 1)) for step in range(_TABLE_POINTS)}
    return [points[index] for index in sorted(wanted)]


def _row(point: CurvePoint) -> tuple[str, ...]:
    threshold = "above all" if point.threshold is None else figures.rate(point.threshold)
    return threshold, figures.rate(point.false_positive_rate), figures.rate(point.true_positive_rate)


_COLUMNS = (
    Column("Score threshold", "number"),
    Column("False positive rate", "number"),
    Column("True positive rate", "number"),
)
