"""A chart, its sentence, its table and its figures: ways to say one thing."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from markupsafe import Markup

from reports.tables import Table

Figure = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Chart:
    """`svg` is one `<svg>` element with title and description, and no script, link or image in it.

    `figures` are all the figures drawn, unrounded and with the same names in each row; `table` is for
    reading, rounded and perhaps shortened. `name` is a slug of its own within one document.
    """

    name: str
    svg: Markup
    title: str
    sentence: str
    table: Table
    figures: tuple[dict[str, Figure], ...]

    def csv(self) -> str:
        """The figures as CSV, lines ending as RFC 4180 wants; an undefined one is empty."""
        out = io.StringIO()
        writer = csv.DictWriter(out, fieldnames=list(self.figures[0]) if self.figures else [])
        writer.writeheader()
        writer.writerows({name: _harmless(value) for name, value in row.items()} for row in self.figures)
        return out.getvalue()


def _harmless(value: Figure) -> Figure:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value
