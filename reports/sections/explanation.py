"""What the model's score rests on, overall and by group, and whether the explanation adds up."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.explanations import ExplanationBody, GroupImportance
from reports import figures
from reports.charts.chart import Chart
from reports.charts.gallery import explanation_charts
from reports.facts import Fact, code
from reports.sections.source import Source
from reports.tables import Column, Table, first
from reports.tables import numbers as number_columns

_GROUPS_PER_TABLE = 5
_FEATURES = 12
_EXAMPLES = 8
_TABLES = 4
_WATERFALLS = 2


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """The section of one explanation document."""

    source: Source
    facts: tuple[Fact, ...]
    additivity: str
    charts: tuple[Chart, ...]
    by_group: tuple[Table, ...]
    examples: Table | None


def explanation_view(source: Source, body: ExplanationBody) -> ExplanationView:
    """Importances, the additivity check and example rows."""
    return ExplanationView(
        source=source,
        facts=(
            Fact("Algorithm", body.algorithm),
            Fact("Explained output", body.output),
            Fact("Rows explained", figures.count(body.rows)),
            Fact("Base value", figures.number(body.base_value)),
            Fact("Background rows", figures.count(body.background_rows)),
            code("Background data", body.background_digest),
            Fact("Agreement with the predictions given", _agreement(body)),
        ),
        additivity=_additivity(body),
        charts=tuple(explanation_charts(body, where=source.file, examples=_WATERFALLS)),
        by_group=_by_group(body, source.file),
        examples=_examples(body, source.file),
    )


def _agreement(body: ExplanationBody) -> str:
    agreement = body.prediction_agreement
    return f"{figures.rate_of(agreement)} ({figures.share(agreement)} rows)"


def _additivity(body: ExplanationBody) -> str:
    check = body.additivity
    said = "held" if check.passed else "did not hold"
    return (
        f"Additivity {said}: over {figures.count(check.rows)} rows, base value and SHAP values together "
        f"differ from the model's own output by at most {figures.number(check.max_abs_error)}; the "
        f"tolerance is {figures.number(check.tolerance)}."
    )


def _by_group(body: ExplanationBody, where: str) -> tuple[Table, ...]:
    names = list(dict.fromkeys(item.attribute for item in body.by_group))[:_TABLES]
    grouped = {name: [item for item in body.by_group if item.attribute == name] for name in names}
    return tuple(_group_table(name, groups, where) for name, groups in grouped.items())


def _group_table(attribute: str, groups: list[GroupImportance], where: str) -> Table:
    shown, group_note = first(groups, _GROUPS_PER_TABLE, where)
    ranked = sorted(shown[0].importance, key=lambda item: (-item.mean_abs, item.feature))
    features, note = first([item.feature for item in ranked], _FEATURES, where)
    known = [{item.feature: item.mean_abs for item in group.importance} for group in shown]
    texts = _aligned([[values.get(feature) for values in known] for feature in features])
    headings = number_columns(*(f"{group.group} (n = {figures.count(group.n)})" for group in shown))
    return Table(
        f"Mean absolute SHAP value by {attribute}",
        (Column("Feature"), *headings),
        tuple((feature, *row) for feature, row in zip(features, texts, strict=True)),
        " ".join(text for text in (group_note, note) if text),
    )


def _aligned(rows: list[list[float | None]]) -> list[list[str]]:
    """The figures of a whole table with the same number of decimals."""
    texts = iter(figures.aligned([value for row in rows for value in row if value is not None]))
    return [[figures.UNDEFINED if value is None else next(texts) for value in row] for row in rows]


def _examples(body: ExplanationBody, where: str) -> Table | None:
    shown, note = first(body.examples, _EXAMPLES, where)
    rows = tuple(
        (
            figures.count(item.row),
            figures.number(item.score),
            "; ".join(f"{reason.feature} {figures.number(reason.contribution)}" for reason in item.reasons),
        )
        for item in shown
    )
    reasons = Column("Strongest reasons against, with contribution")
    columns = (Column("Row"), Column("Score", "number"), reasons)
    return Table("Example rows with reason codes", columns, rows, note) if rows else None
