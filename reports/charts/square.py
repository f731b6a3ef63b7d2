"""Square charts of one rate against another: axes from 0 to 1, and the point at which decisions are taken."""

from __future__ import annotations

from typing import Any

import altair as alt

from registry.contract.rates import Rate
from reports.charts.theme import VERMILLION

SIDE = 190


def unit_axes(x: str, x_title: str, y: str, y_title: str) -> tuple[alt.X, alt.Y]:
    """Both axes of a square chart."""
    scale, axis = alt.Scale(domain=[0, 1]), alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".2f", grid=True)
    return alt.X(x, title=x_title, scale=scale, axis=axis), alt.Y(y, title=y_title, scale=scale, axis=axis)


def operating_point(x: tuple[str, Rate], y: tuple[str, Rate]) -> list[alt.Chart]:
    """Two named rates of the decisions: a diamond, the intervals of both as a cross, and a word beside it."""
    (x_name, x_rate), (y_name, y_rate) = x, y
    if x_rate.value is None or y_rate.value is None:
        return []
    at = {x_name: x_rate.value, y_name: y_rate.value}
    base = alt.Chart(alt.InlineData([at | {"text": "decision rule"}])).encode(
        x=f"{x_name}:Q", y=f"{y_name}:Q"
    )
    mark = base.mark_point(shape="diamond", size=80, filled=True, opacity=1, color=VERMILLION)
    # The word stands where the curve is not: towards the middle of the chart.
    right = x_rate.value < 0.6  # noqa: PLR2004 - beyond it the word would leave the chart
    text = base.mark_text(align="left" if right else "right", dx=8 if right else -8, dy=12, color=VERMILLION)
    return [*_whisker(x_name, x_rate, y_name, y_rate), mark, text.encode(text="text:N")]


def _whisker(x_name: str, x: Rate, y_name: str, y: Rate) -> list[alt.Chart]:
    made = []
    for name, rate, other, fixed, channel in ((x_name, x, y_name, y, "x"), (y_name, y, x_name, x, "y")):
        if rate.interval is None:
            continue
        row: dict[str, Any] = {name: rate.interval.low, "high": rate.interval.high, other: fixed.value}
        base = alt.Chart(alt.InlineData([row])).mark_rule(strokeWidth=1.6, color=VERMILLION)
        ends = {channel: f"{name}:Q", f"{channel}2": "high:Q", "y" if channel == "x" else "x": f"{other}:Q"}
        made.append(base.encode(**ends))
    return made
