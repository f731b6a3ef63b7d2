"""Calibration: what the scores promised against what was observed."""

from __future__ import annotations

import altair as alt

from registry.contract.evidence import CalibrationBin, PerformanceBody
from reports import figures
from reports.charts.chart import Chart, Figure
from reports.charts.render import to_svg
from reports.charts.square import SIDE, unit_axes
from reports.charts.theme import BLUE, INK, QUIET
from reports.tables import Column, Table


def calibration_chart(body: PerformanceBody) -> Chart | None:
    """Mean score against observed rate per bin, or None without scores."""
    filled = [b for b in body.calibration if b.mean_score is not None and b.observed_rate is not None]
    if not filled:
        return None
    title = "Calibration"
    sentence = _sentence(body, filled)
    table = Table(f"{title}, figures of the chart", _COLUMNS, tuple(_row(b) for b in body.calibration))
    svg = to_svg(_drawing(filled), title=title, description=sentence)
    return Chart("calibration", svg, title, sentence, table, tuple(_figures(b) for b in body.calibration))


def _drawing(bins: list[CalibrationBin]) -> alt.LayerChart | alt.FacetChart:
    x, y = unit_axes("score:Q", "Mean score (dots grow with n)", "rate:Q", "Observed rate")
    diagonal = alt.Chart(alt.InlineData([{"score": 0, "rate": 0}, {"score": 1, "rate": 1}])).mark_line(
        strokeDash=[4, 3], strokeWidth=1, color=QUIET
    )
    base = alt.Chart(alt.InlineData([_mark(bin_) for bin_ in bins]))
    whiskers = base.mark_rule(strokeWidth=1.2, color=INK).encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
    size = alt.Size("n:Q", legend=None, scale=alt.Scale(range=[14, 150]))
    line = base.mark_line(strokeWidth=1, color=BLUE).encode(x=x, y=y)
    dots = base.mark_point(filled=True, opacity=1, color=BLUE).encode(x=x, y=y, size=size)
    layers = [diagonal.encode(x=x, y=y), line, whiskers, dots]
    return alt.layer(*layers).properties(width=SIDE, height=SIDE)


def _mark(bin_: CalibrationBin) -> dict[str, Figure]:
    ends = bin_.interval
    return {
        "score": bin_.mean_score,
        "rate": bin_.observed_rate,
        "n": bin_.n,
        "low": ends.low if ends else None,
        "high": ends.high if ends else None,
    }


def _figures(bin_: CalibrationBin) -> dict[str, Figure]:
    return {"from": bin_.low, "to": bin_.high, **_mark(bin_)}


def _sentence(body: PerformanceBody, bins: list[CalibrationBin]) -> str:
    widest = max(bins, key=_weighted_gap)
    return (
        f"The Brier score is {figures.at_most(body.brier)}. Weighted by n, score and outcome lie furthest "
        f"apart in the bin from {figures.number(widest.low)} to {figures.number(widest.high)} "
        f"(n = {figures.count(widest.n)}): mean score {figures.rate(widest.mean_score)}, observed rate "
        f"{figures.rate(widest.observed_rate)}{_interval(widest)}."
    )


def _interval(bin_: CalibrationBin) -> str:
    return f", interval {figures.interval(bin_.interval)}" if bin_.interval else ""


def _weighted_gap(bin_: CalibrationBin) -> float:
    return bin_.n * abs((bin_.mean_score or 0.0) - (bin_.observed_rate or 0.0))


def _row(bin_: CalibrationBin) -> tuple[str, ...]:
    span = f"{figures.number(bin_.low)} to {figures.number(bin_.high)}"
    observed = figures.rate(bin_.observed_rate)
    ends = figures.interval(bin_.interval) if bin_.interval else ""
    return span, figures.count(bin_.n), figures.rate(bin_.mean_score), observed, ends


_COLUMNS = (
    Column("Scores", "number"),
    Column("n", "number"),
    Column("Mean score", "number"),
    Column("Observed rate", "number"),
    Column("Interval", "number"),
)
