"""Disparities per sensitive attribute: chart, sentence, and every group with its counts."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.evidence import Attribute, Disparity, FairnessBody, Group
from registry.contract.rates import Rate
from reports import figures
from reports.charts.chart import Chart
from reports.charts.fairness import fairness_chart
from reports.facts import Fact
from reports.limits import Limit
from reports.sections.source import Source
from reports.tables import Column, Table, first
from reports.wording import METRICS

Limits = dict[str, Limit] | None

_GROUPS = 40
_ATTRIBUTES = 12


@dataclass(frozen=True, slots=True)
class AttributeView:
    """One attribute or intersection."""

    name: str
    intersection: bool
    chart: Chart
    disparities: Table
    groups: Table
    missing: str


@dataclass(frozen=True, slots=True)
class FairnessView:
    """All attributes, and how the figures were made. `note` says what is left out."""

    source: Source
    facts: tuple[Fact, ...]
    attributes: tuple[AttributeView, ...]
    note: str


def fairness_view(source: Source, body: FairnessBody, limits: Limits) -> FairnessView:
    """The section of one fairness document; `limits` are those that the decision used, None without one."""
    shown, note = first(body.attributes, _ATTRIBUTES, source.file)
    return FairnessView(
        source=source,
        facts=(
            Fact("Favourable outcome", body.favourable_outcome),
            Fact("Decision rule", body.decision_rule),
            Fact("Label", body.label_column),
            Fact("Rows", figures.count(body.rows)),
            Fact("Smallest group that is judged", f"{figures.count(body.minimum_group_size)} rows"),
            Fact("Confidence level of the intervals", body.interval_level),
        ),
        attributes=tuple(_attribute(item, limits, source) for item in shown),
        note=note,
    )


def _attribute(attribute: Attribute, limits: Limits, source: Source) -> AttributeView:
    shown, note = first(attribute.groups, _GROUPS, source.file)
    rows = tuple(_group(group) for group in shown)
    muted = frozenset(index for index, group in enumerate(shown) if not group.sufficient)
    return AttributeView(
        name=attribute.name,
        intersection=len(attribute.columns) > 1,
        chart=fairness_chart(attribute, limits or {}, where=source.file, data=source.data),
        disparities=_disparities(attribute, limits),
        groups=Table(f"Groups by {attribute.name}", _GROUP_COLUMNS, rows, note, muted),
        missing=figures.count(attribute.missing),
    )


def _disparities(attribute: Attribute, limits: Limits) -> Table:
    caption = f"Disparities by {attribute.name}"
    rows = [_disparity(item) for item in attribute.disparities]
    if limits is None:
        return Table(caption, _DISPARITIES, tuple(rows))
    bounds = [limits.get(item.metric) for item in attribute.disparities]
    words = [bound.words if bound else "none in the decision" for bound in bounds]
    limited = tuple((*row[:-1], word, row[-1]) for row, word in zip(rows, words, strict=True))
    return Table(caption, (*_DISPARITIES[:-1], Column("Limit"), _DISPARITIES[-1]), limited)


def _disparity(item: Disparity) -> tuple[str, ...]:
    groups = f"{item.lowest_group} / {item.highest_group}" if item.lowest_group and item.highest_group else ""
    measured = item.value is not None
    return (
        METRICS[item.metric],
        figures.disparity(item) if measured else "insufficient",
        figures.exact(item.exact) if item.exact else "",
        groups if measured else item.note,
    )


def _group(group: Group) -> tuple[str, ...]:
    counts = (group.counts.tp, group.counts.fp, group.counts.fn, group.counts.tn)
    rates = (group.rates.selection_rate, group.rates.true_positive_rate, group.rates.false_positive_rate)
    name = group.group if group.sufficient else f"{group.group} (insufficient)"
    return (
        name,
        figures.count(group.n),
        *(figures.count(count) for count in counts),
        *(_with_interval(rate) for rate in rates),
    )


def _with_interval(rate: Rate) -> str:
    text = figures.rate_of(rate)
    return f"{text}\n{figures.interval(rate.interval)}" if rate.interval else text


_DISPARITIES = (
    Column("Metric"),
    Column("Measured", "number"),
    Column("Exactly", "number"),
    Column("Lowest / highest group"),
)
_GROUP_COLUMNS = (
    Column("Group"),
    *(Column(title, "number") for title in ("n", "TP", "FP", "FN", "TN")),
    *(Column(title, "number") for title in ("Selection rate", "True positive rate", "False positive rate")),
)
