"""Rates per group with their intervals, group sizes, and the limit where the policy has one."""

from __future__ import annotations

from fractions import Fraction as Exact
from typing import Any, Literal

import altair as alt

from registry.contract.evidence import Attribute, Disparity, Group
from registry.contract.rates import Rate
from reports import figures
from reports.charts.chart import Chart, Figure
from reports.charts.labels import labels
from reports.charts.render import to_svg
from reports.charts.theme import BLUE, INK, QUIET, VERMILLION
from reports.limits import Limit
from reports.tables import Column, Table, first
from reports.wording import METRICS, phrase

_PANELS = (
    ("selection_rate", "Selection rate", ("demographic_parity_ratio", "demographic_parity_difference")),
    ("true_positive_rate", "True positive rate", ("equal_opportunity_ratio", "equal_opportunity_difference")),
    ("false_positive_rate", "False positive rate", ("false_positive_rate_difference",)),
)
_TOLD = {
    "demographic_parity_ratio": "selection_rate",
    "equal_opportunity_difference": "true_positive_rate",
}
_SHOWN = 20
_WORSE_HIGH = "false_positive_rate"


def fairness_chart(
    attribute: Attribute, limits: dict[str, Limit], *, where: str, data: str = "", name: str = "fairness"
) -> Chart:
    """One panel per rate, one line per group.

    `limits` are by metric, `where` holds the groups not shown, `data` is what was measured on, in words.
    """
    groups, note = first(attribute.groups, _SHOWN, where)
    panels = [_panel(groups, field, title, _limits(limits, metrics)) for field, title, metrics in _PANELS]
    sentence = _sentence(attribute, limits, f", measured on {data}" if data else "")
    title = f"Rates by {attribute.name}"
    drawing = alt.hconcat(*panels, spacing=18).resolve_scale(y="shared")
    table = Table(f"{title}, figures of the chart", _COLUMNS, tuple(_row(group) for group in groups), note)
    rows = tuple(_figures(attribute, group) for group in attribute.groups)
    return Chart(name, to_svg(drawing, title=title, description=sentence), title, sentence, table, rows)


def limit_position(groups: tuple[Group, ...], field: str, limit: Limit) -> float | None:
    """Where the limit lies on the axis: measured from the highest rate of a group that is large enough.

    A ratio is its share of that rate, a difference is taken off; of false positives, where less is better, it
    is added to the lowest rate.
    """
    rates: list[Rate] = [getattr(group.rates, field) for group in groups if group.sufficient]
    exact = [Exact(rate.k, rate.n) for rate in rates if rate.n]
    if not exact:
        return None
    bound = Exact(limit.value.num, limit.value.den)
    if limit.metric.endswith("_ratio"):
        return float(max(exact) * bound)
    return float(min(exact) + bound if field == _WORSE_HIGH else max(exact) - bound)


def _limits(limits: dict[str, Limit], metrics: tuple[str, ...]) -> list[Limit]:
    return [limits[metric] for metric in metrics if metric in limits]


def _panel(groups: tuple[Group, ...], field: str, title: str, limits: list[Limit]) -> Any:  # noqa: ANN401
    names = labels(group.group for group in groups)
    rows = [_mark(name, group, field) for name, group in zip(names, groups, strict=True)]
    base = alt.Chart(alt.InlineData(rows)).encode(
        y=alt.Y("group:N", title=None, sort=None, axis=_names(first_panel=field == _PANELS[0][0]))
    )
    scale = alt.Scale(domain=[0, 1])
    axis = alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".2f")
    style = alt.condition("datum.sufficient", alt.value([1, 0]), alt.value([2, 2]))
    whiskers = base.mark_rule(strokeWidth=1.6, color=INK).encode(
        x=alt.X("low:Q", scale=scale, title=title, axis=axis), x2="high:Q", strokeDash=style
    )
    points = base.mark_point(size=52, opacity=1, stroke=BLUE, strokeWidth=1.6).encode(
        x="value:Q",
        fill=alt.condition("datum.sufficient", alt.value(BLUE), alt.value("white")),
        shape=alt.condition("datum.sufficient", alt.value("circle"), alt.value("diamond")),
    )
    words = base.mark_text(align="left", color=QUIET).encode(x=alt.datum(0.02), text="word:N")
    lines = [
        layer for level, limit in enumerate(limits) for layer in _limit_layers(groups, field, limit, level)
    ]
    layers = [*lines, whiskers, points, words]
    return alt.layer(*layers).properties(width=158, height=alt.Step(32))


def _names(*, first_panel: bool) -> alt.Axis | None:
    if not first_panel:
        return None
    # The group above, its size below: beside each other they would take the room of a panel.
    lines = "split(datum.label, '\\n')"
    return alt.Axis(domain=False, ticks=False, labelPadding=8, labelLimit=260, labelExpr=lines)


def _mark(name: str, group: Group, field: str) -> dict[str, Any]:
    rate: Rate = getattr(group.rates, field)
    small = "" if group.sufficient else ", insufficient"
    return {
        "group": f"{name}\nn = {figures.count(group.n)}{small}",
        "value": rate.value,
        "low": rate.interval.low if rate.interval else None,
        "high": rate.interval.high if rate.interval else None,
        "sufficient": group.sufficient,
        "word": figures.UNDEFINED if rate.value is None else "",
    }


def _limit_layers(groups: tuple[Group, ...], field: str, limit: Limit, level: int) -> list[Any]:
    position = limit_position(groups, field, limit)
    if position is None or not 0 <= position <= 1:
        return []
    text = _limit_words(field, limit)
    base = alt.Chart(alt.InlineData([{"x": position, "text": text}]))
    line = base.mark_rule(strokeDash=[5, 3], strokeWidth=1.6, color=VERMILLION).encode(x="x:Q")
    # The label stands above the panel, on whichever side of its line has room.
    side: Literal["left", "right"] = "right" if position > 0.5 else "left"  # noqa: PLR2004 - the middle of an axis from 0 to 1
    label = base.mark_text(align=side, baseline="bottom", dx=0, dy=-3 - 12 * level, color=VERMILLION).encode(
        x="x:Q", y=alt.value(0), text="text:N"
    )
    return [line, label]


def _limit_words(field: str, limit: Limit) -> str:
    value = figures.ratio(limit.value.num, limit.value.den)
    if limit.metric.endswith("_ratio"):
        return f"limit: {value} of highest"
    return f"limit: lowest + {value}" if field == _WORSE_HIGH else f"limit: highest - {value}"


def _sentence(attribute: Attribute, limits: dict[str, Limit], measured_on: str) -> str:
    measured = [item for item in attribute.disparities if item.value is not None]
    chosen = [item for item in measured if item.metric in _TOLD] or measured[:1]
    if chosen:
        told, *others = (_finding(attribute, item, limits.get(item.metric)) for item in chosen)
        return "; ".join([told, *(f"{other[:1].lower()}{other[1:]}" for other in others)]) + f"{measured_on}."
    notes = dict.fromkeys(item.note or "a group is too small" for item in attribute.disparities)
    return f"No disparity by {attribute.name} is stated: {'; '.join(notes) or 'none was measured'}."


def _finding(attribute: Attribute, disparity: Disparity, limit: Limit | None) -> str:
    metric = f"{METRICS[disparity.metric]} by {attribute.name}: {figures.disparity(disparity)}"
    metric += _beside(disparity, limit) if limit else ""
    ends = [
        _extreme(attribute, name, _TOLD.get(disparity.metric))
        for name in (disparity.lowest_group, disparity.highest_group)
        if name is not None
    ]
    return f"{metric}, between {' and '.join(ends)}" if ends else metric


def _beside(disparity: Disparity, limit: Limit) -> str:
    """Where an exact disparity lies beside the limit that the decision used."""
    if disparity.exact is None:
        return ""
    value = Exact(disparity.exact.num, disparity.exact.den)
    bound = Exact(limit.value.num, limit.value.den)
    words = figures.ratio(limit.value.num, limit.value.den)
    if limit.metric.endswith("_ratio"):
        return f", {'below' if value < bound else 'not below'} the limit of {words}"
    return f", {'above' if value > bound else 'not above'} the limit of {words}"


def _extreme(attribute: Attribute, name: str, field: str | None) -> str:
    found = next((group for group in attribute.groups if group.group == name), None)
    if found is None or field is None:
        return name
    rate: Rate = getattr(found.rates, field)
    return f"{name} ({phrase(field)} {figures.rate_of(rate)}, {figures.share(rate)})"


def _row(group: Group) -> tuple[str, ...]:
    cells = [group.group, figures.count(group.n)]
    for field, _, _ in _PANELS:
        rate: Rate = getattr(group.rates, field)
        cells += [figures.rate_of(rate), figures.interval(rate.interval)]
    return tuple(cells)


def _figures(attribute: Attribute, group: Group) -> dict[str, Figure]:
    found: dict[str, Figure] = {"attribute": attribute.name, "group": group.group, "n": group.n}
    for field, _, _ in _PANELS:
        rate: Rate = getattr(group.rates, field)
        ends = rate.interval
        found |= {field: rate.value, f"{field}_low": ends.low if ends else None}
        found |= {f"{field}_high": ends.high if ends else None}
    return found | {"sufficient": group.sufficient}


_COLUMNS = (
    Column("Group"),
    Column("n", "number"),
    *(Column(text, "number") for _, title, _ in _PANELS for text in (title, "Interval")),
)
