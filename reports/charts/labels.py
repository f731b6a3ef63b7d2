"""Names beside marks: short enough for a chart, and still one name for one thing."""

from __future__ import annotations

from collections.abc import Iterable

from reports.printable import printable

_LONGEST = 30


def labels(names: Iterable[str]) -> list[str]:
    """The names in order; a long one is cut and gets its row's number, so that no two become the same."""
    return [_label(printable(name), row) for row, name in enumerate(names, start=1)]


def _label(name: str, row: int) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 10]}... (row {row})"
