"""Tables as plain values, so that a template only sets them and a chart can carry its twin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from reports.figures import count

Kind = Literal["text", "number", "code", "digest"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, and how its cells are set."""

    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of each row names the row. `muted` are the indexes of rows to set apart."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    muted: frozenset[int] = frozenset()


def numbers(*titles: str) -> tuple[Column, ...]:
    """Columns of figures."""
    return tuple(Column(title, "number") for title in titles)


def first(items: Sequence[T], limit: int, where: str) -> tuple[tuple[T, ...], str]:
    """The first `limit` items, and a note that says what is left out and where it can be read."""
    shown = tuple(items[:limit])
    if len(shown) == len(items):
        return shown, ""
    return shown, f"{count(len(shown))} of {count(len(items))} rows are shown; all of them are in {where}."
