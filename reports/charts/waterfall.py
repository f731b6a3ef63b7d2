"""A waterfall: how the features lead from the base value to one score."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import altair as alt

from registry.contract.explanations import ExplainedRow, ExplanationBody
from reports import figures
from reports.charts.chart import Chart
from reports.charts.labels import labels
from reports.charts.render import to_svg
from reports.charts.theme import BLUE, INK, QUIET, VERMILLION
from reports.tables import Column, Table
from reports.wording import listed

_OTHERS = "all other features"
_NAMED = 2
_AXIS = "Score: a step with + raises it, one with - lowers it"


@dataclass(frozen=True, slots=True)
class Step:
    """One bar, from one sum to the next."""

    feature: str
    start: float
    end: float
    contribution: float


def waterfall_chart(body: ExplanationBody, row: ExplainedRow, *, name: str = "waterfall") -> Chart | None:
    """The steps of one example row, or None where the document has not its contributions."""
    if not row.contributions:
        return None
    found = steps(row)
    title = f"Row {figures.count(row.row)}: from the base value to the score"
    sentence = _sentence(body, row)
    ends = ("base value", f"{row.base_value:.4f}"), ("score", f"{row.score:.4f}")
    cells = tuple((step.feature, f"{step.contribution:+.4f}") for step in found)
    table = Table(f"{title}, figures of the chart", _COLUMNS, (ends[0], *cells, ends[1]))
    svg = to_svg(_drawing(row, found), title=title, description=sentence)
    return Chart(name, svg, title, sentence, table, tuple(asdict(step) for step in found))


def steps(row: ExplainedRow) -> list[Step]:
    """The contributions one after the other, and the rest as one step, so that they end at the score."""
    at, made = row.base_value, []
    for item in row.contributions:
        made.append(Step(item.feature, at, at + item.contribution, item.contribution))
        at += item.contribution
    if row.others:
        made.append(Step(_OTHERS, at, at + row.others, row.others))
    return made


def _drawing(row: ExplainedRow, found: list[Step]) -> alt.LayerChart | alt.FacetChart:
    names = labels(step.feature for step in found)
    marks = [
        {
            "feature": name,
            "start": step.start,
            "end": step.end,
            "right": max(step.start, step.end),
            "text": f"{step.contribution:+.4f}",
            "up": step.contribution > 0,
        }
        for name, step in zip(names, found, strict=True)
    ]
    scale = alt.Scale(zero=False, nice=True, padding=28)
    base = alt.Chart(alt.InlineData(marks)).encode(
        y=alt.Y("feature:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=6))
    )
    bars = base.mark_bar(height=12).encode(
        x=alt.X(
            "start:Q",
            title=_AXIS,
            scale=scale,
            axis=alt.Axis(tickCount=5),
        ),
        x2="end:Q",
        color=alt.condition("datum.up", alt.value(BLUE), alt.value(VERMILLION)),
    )
    texts = base.mark_text(align="left", dx=4, color=INK).encode(x="right:Q", text="text:N")
    return alt.layer(*_ends(row), bars, texts).properties(width=330, height=alt.Step(20))


def _ends(row: ExplainedRow) -> list[alt.Chart]:
    """Where it begins and where it ends, each a line with its word above the chart."""
    made = []
    apart = row.base_value < row.score
    for at, word, dash in ((row.base_value, "base value", [4, 3]), (row.score, "score", [1, 0])):
        left = (at == row.base_value) == apart
        base = alt.Chart(alt.InlineData([{"x": at, "text": f"{word} {at:.4f}"}])).encode(x="x:Q")
        made.append(base.mark_rule(color=QUIET, strokeDash=dash))
        label = base.mark_text(align="right" if left else "left", baseline="bottom", dy=-3, color=INK)
        made.append(label.encode(y=alt.value(0), text="text:N"))
    return made


def _sentence(body: ExplanationBody, row: ExplainedRow) -> str:
    named = [f"{item.feature} ({item.contribution:+.4f})" for item in row.contributions[:_NAMED]]
    return (
        f"From the base value {row.base_value:.4f}, the mean over the background rows, row "
        f"{figures.count(row.row)} comes to the score {row.score:.4f}, the {body.output}; it was moved "
        f"furthest by "
        f"{listed(named)}."
    )


_COLUMNS = (Column("Step"), Column("Score, or how far it moves it", "number"))
