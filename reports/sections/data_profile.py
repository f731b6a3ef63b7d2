"""The evaluation data, column by column."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.evidence import ColumnProfile, DataProfileBody
from reports import figures
from reports.facts import Fact
from reports.sections.source import Source
from reports.tables import Column, Table, first

_COLUMNS_SHOWN = 60
_VALUES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class DataProfileView:
    """The section of one data profile."""

    source: Source
    facts: tuple[Fact, ...]
    columns: Table


def data_profile_view(source: Source, body: DataProfileBody) -> DataProfileView:
    """One line per column."""
    shown, note = first(body.columns, _COLUMNS_SHOWN, source.file)
    facts = (
        Fact("Rows", figures.count(body.rows)),
        Fact("Duplicate rows", figures.count(body.duplicate_rows)),
        Fact("Columns", figures.count(len(body.columns))),
    )
    return DataProfileView(source, facts, Table("Columns", _HEADINGS, tuple(_row(c) for c in shown), note))


def _row(column: ColumnProfile) -> tuple[str, ...]:
    return (
        column.name,
        column.type,
        figures.count(column.n),
        figures.count(column.missing),
        figures.count(column.distinct),
        _distribution(column),
    )


def _distribution(column: ColumnProfile) -> str:
    if column.mean is not None:
        deviation = column.standard_deviation
        spread = "" if deviation is None else f", standard deviation {figures.number(deviation)}"
        return (
            f"{figures.number(column.minimum)} to {figures.number(column.maximum)}, "
            f"mean {figures.number(column.mean)}{spread}"
        )
    values = [f"{item.value} ({figures.count(item.n)})" for item in column.top_values[:_VALUES_SHOWN]]
    more = ", ..." if len(column.top_values) > _VALUES_SHOWN else ""
    return ", ".join(values) + more


_HEADINGS = (
    Column("Column"),
    Column("Type"),
    Column("Present", "number"),
    Column("Missing", "number"),
    Column("Distinct", "number"),
    Column("Distribution, or most frequent values"),
)
