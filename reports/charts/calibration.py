"""Calibration: what the scores promised against what was observed."""

from __future__ import annotations

import altair as alt

from registry.contract.evidence import CalibrationBin, PerformanceBody
from reports import figures
from reports.charts.chart import Chart
from reports.charts.render import to_svg
from reports.charts.theme import BLUE, QUIET
from reports.tables import Column, Table


def calibration_chart(body: PerformanceBody) -> Chart | None:
    """Mean score against observed rate per bin, or None without scores."""
    filled = [b for b in body.calibration if b.mean_score is not None and b.observed_rate is not None]
    if not filled:
        return None
    title = "Calibration"
    sentence = _sentence(body, filled)
    table = Table(f"{title}, figures of the chart", _COLUMNS, tuple(_row(b) for b in body.calibration))
    return Chart(to_svg(_drawing(filled), title=title, description=sentence), title, sentence, table)


def _drawing(bins: list[CalibrationBin]) -> alt.LayerChart | alt.FacetChart:
    rows = [{"score": b.mean_score, "rate": b.observed_rate, "n": b.n} for b in bins]
    scale, axis = alt.Scale(domain=[0, 1]), alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".2f", grid=True)
    x = alt.X("score:Q", title="Mean score (dots grow with n)", scale=scale, axis=axis)
    y = alt.Y("rate:Q", title="Observed rate", scale=scale, axis=axis)
    diagonal = alt.Chart(alt.InlineData([{"score": 0, "rate": 0}, {"score": 1, "rate": 1}])).mark_line(
        strokeDash=[4, 3], strokeWidth=1, color=QUIET
    )
    base = alt.Chart(alt.InlineData(rows))
    size = alt.Size("n:Q", legend=None, scale=alt.Scale(range=[14, 150]))
    line = base.mark_line(strokeWidth=1, color=BLUE).encode(x=x, y=y)
    dots = base.mark_point(filled=True, opacity=1, color=BLUE).encode(x=x, y=y, size=size)
    return alt.layer(diagonal.encode(x=x, y=y), line, dots).properties(width=190, height=190)


def _sentence(body: PerformanceBody, bins: list[CalibrationBin]) -> str:
    widest = max(bins, key=_weighted_gap)
    return (
        f"The Brier score is {figures.at_most(body.brier)}. Weighted by n, score and outcome lie furthest "
        f"apart in the bin from {figures.number(widest.low)} to {figures.number(widest.high)} "
        f"(n = {figures.count(widest.n)}): mean score {figures.rate(widest.mean_score)}, observed rate "
        f"{figures.rate(widest.observed_rate)}."
    )


def _weighted_gap(bin_: CalibrationBin) -> float:
    return bin_.n * abs((bin_.mean_score or 0.0) - (bin_.observed_rate or 0.0))


def _row(bin_: CalibrationBin) -> tuple[str, ...]:
    span = f"{figures.number(bin_.low)} to {figures.number(bin_.high)}"
    return span, figures.count(bin_.n), figures.rate(bin_.mean_score), figures.rate(bin_.observed_rate)


_COLUMNS = (
    Column("Scores", "number"),
    Column("n", "number"),
    Column("Mean score", "number"),
    Column("Observed rate", "number"),
)
