"""Tables as CSV, for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

from registry.web.edge import answer_bytes

# A spreadsheet runs what begins like this (OWASP, CSV injection); a quote in front makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def answer_csv(file_name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A file of these rows; what people wrote stays text there."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return answer_bytes(text.getvalue().encode(), "text/csv; charset=utf-8", file_name)


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
