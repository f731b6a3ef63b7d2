"""What somebody declared: their words and figures, marked as theirs."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.evidence import DeclaredBody
from reports import figures
from reports.sections.source import Source
from reports.tables import Column, Table, first

_FIGURES = 40


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One declared document."""

    source: Source
    title: str
    statement: str
    figures: Table | None


def document_view(source: Source, body: DeclaredBody) -> DocumentView:
    """The statement, and the figures as they were given."""
    shown, note = first(sorted(body.figures.items()), _FIGURES, source.file)
    rows = tuple((name, _figure(value)) for name, value in shown)
    columns = (Column("Figure"), Column("Value", "number"))
    table = Table(f"Figures declared in {body.title}", columns, rows, note)
    return DocumentView(source, body.title, body.statement, table if rows else None)


def _figure(value: float | str) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case _:
            return figures.number(value)
