"""Helping SQLite's planner: it keeps few statistics, and sorts where an ordered index would do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.visitors import InternalTraversal


class Unindexed(ColumnElement[Any]):
    """A column as it is, whose indexes SQLite's planner leaves alone (https://sqlite.org/optoverview.html).

    Rows are then looked at in the order that is asked for, until a page is full, and none are sorted.
    PostgreSQL decides by its statistics.
    """

    # Part of the key that SQLAlchemy keeps compiled statements by.
    _traverse_internals = [("column", InternalTraversal.dp_clauseelement)]  # noqa: RUF012 - as SQLAlchemy has it
    inherit_cache = True

    def __init__(self, column: ColumnElement[Any]) -> None:
        self.column = column
        self.type = column.type


@compiles(Unindexed)
def _as_it_is(element: Unindexed, compiler: Any, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    text: str = compiler.process(element.column, **options)
    return text


@compiles(Unindexed, "sqlite")
def _with_plus(element: Unindexed, compiler: Any, **options: Any) -> str:  # noqa: ANN401 - as above
    return f"+{compiler.process(element.column, **options)}"


_AFTER_ALL = "\x7f"


def begins_with(column: Any, prefix: str, dialect: str) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """Whether a name of ours begins with this, in words that an index of the database answers.

    SQLite's LIKE does not mind the case, and so takes no index; its order of texts is that of their bytes.
    """
    if dialect == "sqlite":
        return and_(column >= prefix, column < prefix + _AFTER_ALL)
    found: ColumnElement[bool] = column.startswith(prefix, autoescape=True)
    return found
