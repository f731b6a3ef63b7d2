"""Drift: how far each column lies from a reference, beside what chance alone would show."""

from __future__ import annotations

from typing import Any

import altair as alt

from registry.contract.drift import ColumnDrift, DriftView
from registry.domain.canonical import hex_of
from reports import figures
from reports.charts.chart import Chart
from reports.charts.labels import labels
from reports.charts.render import to_svg
from reports.charts.theme import BLUE, INK, VERMILLION
from reports.tables import Column, Table, first, numbers

_SHOWN = 15
_AXIS = "Share of rows in another bin (dot), and by chance (bar)"


def drift_chart(view: DriftView) -> Chart | None:
    """The columns that lie furthest from the reference, or None where none can be compared."""
    ranked = sorted(view.columns, key=lambda one: (-(one.distance or -1.0), one.name))
    compared = [one for one in ranked if one.distance is not None]
    if not compared:
        return None
    shown, note = first(compared, _SHOWN, "the figures (CSV)")
    title = f"Drift against {view.reference}"
    sentence = _sentence(view, compared)
    table = Table(f"{title}, figures of the chart", _COLUMNS, tuple(_row(one) for one in shown), note)
    svg = to_svg(_drawing(shown), title=title, description=sentence)
    name = f"drift-{hex_of(view.reference_digest)[:12]}"
    return Chart(name, svg, title, sentence, table, tuple(one.to_json() for one in ranked))


def _drawing(shown: tuple[ColumnDrift, ...]) -> alt.LayerChart | alt.FacetChart:
    names = labels(one.name for one in shown)
    rows: list[dict[str, Any]] = [
        {
            "column": name,
            "distance": one.distance,
            "chance": one.by_chance,
            "zero": 0,
            "over": _stands_out(one),
        }
        for name, one in zip(names, shown, strict=True)
    ]
    base = alt.Chart(alt.InlineData(rows)).encode(
        y=alt.Y("column:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=6))
    )
    scale = alt.Scale(domainMin=0, nice=True)
    x = alt.X("chance:Q", title=_AXIS, scale=scale, axis=alt.Axis(tickCount=6))
    chance = base.mark_bar(height=9, color=INK, opacity=0.28).encode(x=x, x2=alt.X2("zero:Q"))
    dots = base.mark_point(filled=True, size=60, opacity=1).encode(
        x="distance:Q",
        color=alt.condition("datum.over", alt.value(VERMILLION), alt.value(BLUE)),
        shape=alt.condition("datum.over", alt.value("diamond"), alt.value("circle")),
    )
    return alt.layer(chance, dots).properties(width=330, height=alt.Step(20))


def _stands_out(one: ColumnDrift) -> bool:
    """Whether it is more than twice what chance alone shows: drawn as a diamond, and never judged."""
    return one.distance is not None and one.by_chance is not None and one.distance > 2 * one.by_chance


def _sentence(view: DriftView, compared: list[ColumnDrift]) -> str:
    widest = compared[0]
    many = sum(_stands_out(one) for one in compared)
    return (
        f"Against the {view.reference} ({figures.count(view.reference_rows)} rows) {widest.name} lies "
        f"furthest apart: a share of {figures.rate(widest.distance)} of the {figures.count(view.rows)} rows "
        f"would have to move to another bin, where chance alone would show about "
        f"{figures.rate(widest.by_chance)}; {many} of {len(compared)} columns lie more than twice as far "
        f"apart as chance would put them (diamonds)."
    )


def _row(one: ColumnDrift) -> tuple[str, ...]:
    shift = "" if one.mean_shift is None else f"{one.mean_shift:+.4f}"
    return (
        one.name,
        figures.rate(one.distance),
        figures.rate(one.by_chance),
        shift,
        figures.rate(one.missing),
        figures.rate(one.reference_missing),
    )


_COLUMNS = (
    Column("Column"),
    *numbers("Distance", "By chance", "Shift of the mean (SD)", "Missing here", "Missing there"),
)
