"""Names beside marks: short enough for a chart, and still one name for one thing."""

from __future__ import annotations

from collections.abc import Iterable

from reports.printable import code_point, printable

_LONGEST = 30


def labels(names: Iterable[str]) -> list[str]:
    """The names in order; a long one is cut and gets its row's number, so that no two become the same."""
    return [_label(_one_line(printable(name)), row) for row, name in enumerate(names, start=1)]


def _one_line(name: str) -> str:
    return "".join(code_point(char) if char in "\n\t" else char for char in name)


def _label(name: str, row: int) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 10]}... (row {row})"
