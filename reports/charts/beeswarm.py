"""A beeswarm of SHAP values: each dot is a tenth of the rows in which a feature is low, middle or high."""

from __future__ import annotations

from typing import Any

import altair as alt

from registry.contract.explanations import ExplanationBody, FeatureSpread, ValueBand
from reports import figures
from reports.charts.chart import Chart, Figure
from reports.charts.labels import labels
from reports.charts.render import to_svg
from reports.charts.theme import BLUE, INK, QUIET, VERMILLION
from reports.tables import Column, Table, first, numbers
from reports.wording import listed

_SHOWN = 12
_MIDDLE = 4
# Band: its lane within the feature's row, shape, colour, words. Apart by place and shape, and then by colour.
_LOOKS: dict[str, tuple[float, str, str, str]] = {
    "low": (1, "triangle-down", VERMILLION, "low"),
    "middle": (0, "circle", QUIET, "middle"),
    "high": (-1, "triangle-up", BLUE, "high"),
    "text": (0, "square", BLUE, "text"),
    "missing": (2, "cross", INK, "missing"),
}


def beeswarm_chart(body: ExplanationBody, *, where: str) -> Chart | None:
    """The spread of the most important features, or None where the document has none."""
    if not any(spread.bands for spread in body.spread):
        return None
    shown, note = first(body.spread, _SHOWN, where)
    title = "Spread of the SHAP values"
    sentence = _sentence(body)
    bands = [(spread, band) for spread in shown for band in spread.bands]
    table = Table(f"{title}, figures of the chart", _COLUMNS, tuple(_row(*pair) for pair in bands), note)
    rows = tuple(row for spread in body.spread for band in spread.bands for row in _figures(spread, band))
    svg = to_svg(_drawing(shown), title=title, description=sentence)
    return Chart("beeswarm", svg, title, sentence, table, rows)


def _drawing(shown: tuple[FeatureSpread, ...]) -> alt.LayerChart | alt.FacetChart:
    names = labels(spread.feature for spread in shown)
    marks = [
        {"feature": name, "value": value, "band": _LOOKS[band.values][3], "lane": 6 * _LOOKS[band.values][0]}
        for name, spread in zip(names, shown, strict=True)
        for band in spread.bands
        for value in band.tenths
    ]
    present = list(dict.fromkeys(look[3] for code, look in _LOOKS.items() if _has(shown, code)))
    looks = [look for look in _LOOKS.values() if look[3] in present]
    base = alt.Chart(alt.InlineData(marks)).encode(
        y=alt.Y("feature:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=6)),
        x=alt.X("value:Q", title="SHAP value: to the right it raises the score", axis=alt.Axis(tickCount=6)),
    )
    domain = [look[3] for look in looks]
    legend = alt.Legend(title="Value of the feature", orient="top", symbolOpacity=1)
    dots = base.mark_point(filled=True, size=34, opacity=0.85).encode(
        yOffset=alt.YOffset("lane:Q", scale=alt.Scale(domain=[-18, 18])),
        shape=alt.Shape("band:N", scale=alt.Scale(domain=domain, range=[x[1] for x in looks]), legend=legend),
        color=alt.Color("band:N", scale=alt.Scale(domain=domain, range=[x[2] for x in looks]), legend=legend),
    )
    zero = alt.Chart(alt.InlineData([{"x": 0}])).mark_rule(color=QUIET, strokeDash=[4, 3]).encode(x="x:Q")
    return alt.layer(zero, dots).properties(width=330, height=alt.Step(34, **{"for": "position"}))


def _has(shown: tuple[FeatureSpread, ...], values: str) -> bool:
    return any(band.values == values for spread in shown for band in spread.bands)


def _sentence(body: ExplanationBody) -> str:
    """About the most important feature that has more than one band, or else about the first."""
    several = [spread for spread in body.spread if len(spread.bands) > 1]
    told = (several or [spread for spread in body.spread if spread.bands])[0]
    said = [
        f"from {_number(band.tenths[0])} to {_number(band.tenths[-1])}{_WORDS[band.values]} "
        f"(n = {figures.count(band.n)})"
        for band in told.bands
    ]
    return (
        f"The SHAP values of {told.feature} lie, from their 5 % to their 95 % quantile, {listed(said)}, in "
        f"units of the {body.output}."
    )


def _number(value: float) -> str:
    return f"{value:+.4f}"


def _row(spread: FeatureSpread, band: ValueBand) -> tuple[str, ...]:
    ends = (band.tenths[0], band.tenths[_MIDDLE], band.tenths[_MIDDLE + 1], band.tenths[-1])
    words = _LOOKS[band.values][3]
    return spread.feature, words, figures.count(band.n), *(_number(value) for value in ends)


def _figures(spread: FeatureSpread, band: ValueBand) -> list[dict[str, Figure]]:
    head: dict[str, Any] = {"feature": spread.feature, "values": band.values, "n": band.n}
    return [
        head | {"quantile": (position + 0.5) / len(band.tenths), "shap_value": value}
        for position, value in enumerate(band.tenths)
    ]


_WORDS = {
    "low": " where it is low",
    "middle": " where it is middling",
    "high": " where it is high",
    "text": "",
    "missing": " where it is missing",
}
_COLUMNS = (
    Column("Feature"),
    Column("Its value"),
    Column("n", "number"),
    *numbers("5 % quantile", "45 % quantile", "55 % quantile", "95 % quantile"),
)
