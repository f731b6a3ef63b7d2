"""Global importance: the mean absolute SHAP value of each feature."""

from __future__ import annotations

import altair as alt

from registry.contract.explanations import ExplanationBody, FeatureImportance
from reports import figures
from reports.charts.chart import Chart
from reports.charts.labels import labels
from reports.charts.render import to_svg
from reports.charts.theme import BLUE, INK
from reports.tables import Column, Table, first
from reports.wording import listed

_SHOWN = 15
_NAMED = 3


def importance_chart(body: ExplanationBody, *, where: str) -> Chart | None:
    """Bars, most important first, or None without features. `where` holds the features not shown."""
    ranked = sorted(body.global_importance, key=lambda item: (-item.mean_abs, item.feature))
    if not ranked:
        return None
    shown, note = first(ranked, _SHOWN, where)
    title = "Global importance"
    sentence = _sentence(body, shown)
    table = Table(f"{title}, figures of the chart", _COLUMNS, _rows(shown), note)
    svg = to_svg(_drawing(shown), title=title, description=sentence)
    return Chart("importance", svg, title, sentence, table, tuple(item.to_json() for item in ranked))


def _drawing(items: tuple[FeatureImportance, ...]) -> alt.LayerChart | alt.FacetChart:
    names = labels(item.feature for item in items)
    texts = figures.aligned([item.mean_abs for item in items])
    rows = [
        {"feature": name, "value": item.mean_abs, "text": text}
        for item, name, text in zip(items, names, texts, strict=True)
    ]
    base = alt.Chart(alt.InlineData(rows)).encode(
        y=alt.Y("feature:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=6)),
        x=alt.X("value:Q", title="Mean absolute SHAP value", axis=alt.Axis(tickCount=5)),
    )
    bars = base.mark_bar(color=BLUE, height=11)
    values = base.mark_text(align="left", dx=4, color=INK).encode(text="text:N")
    return alt.layer(bars, values).properties(width=330, height=alt.Step(18))


def _sentence(body: ExplanationBody, items: tuple[FeatureImportance, ...]) -> str:
    texts = figures.aligned([item.mean_abs for item in items])
    named = [f"{item.feature} ({text})" for item, text in zip(items, texts, strict=True)][:_NAMED]
    return (
        f"On {figures.count(body.rows)} rows the largest mean absolute SHAP values, in units of the "
        f"{body.output}, are those of {listed(named)}."
    )


def _rows(items: tuple[FeatureImportance, ...]) -> tuple[tuple[str, ...], ...]:
    names = [item.feature for item in items]
    absolute = figures.aligned([item.mean_abs for item in items])
    signed = figures.aligned([item.mean for item in items])
    return tuple(zip(names, absolute, signed, strict=True))


_COLUMNS = (
    Column("Feature"),
    Column("Mean absolute SHAP value", "number"),
    Column("Mean SHAP value", "number"),
)
