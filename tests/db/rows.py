"""Rows for every table, made from its columns: no table is forgotten, and no service stands between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Table, TypeDecorator, func, insert, select
from sqlalchemy.exc import DBAPIError, StatementError

from registry.db import metadata
from registry.domain.canonical import digest_bytes
from registry.domain.ids import new_id

START = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
DIGEST_LENGTH = 71

Row = dict[str, Any]


def family(number: int) -> Iterator[tuple[Table, Row]]:
    """One row per table, parents first. Families of different numbers share no row and no name."""
    made: dict[str, Row] = {}
    for table in metadata.sorted_tables:
        made[table.name] = {
            column.name: _value(column, position, number, made)
            for position, column in enumerate(table.columns)
        }
        yield table, made[table.name]


def fill(connection: Connection, number: int = 1) -> None:
    """Give every table a row."""
    for table, row in family(number):
        connection.execute(insert(table).values(row))


def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in metadata.sorted_tables
    }


def refusal(connection: Connection, statement: Any) -> str:  # noqa: ANN401 - any executable
    """What the database says when it refuses a statement, or nothing. What it did is undone."""
    savepoint = connection.begin_nested()
    try:
        connection.execute(statement)
    except (DBAPIError, StatementError) as error:
        return str(error.orig)
    else:
        return ""
    finally:
        savepoint.rollback()


def _value(column: Column[Any], position: int, number: int, made: Mapping[str, Row]) -> Any:  # noqa: ANN401
    for key in column.foreign_keys:
        return made[key.column.table.name][key.column.name]
    declared = column.type
    kind = (declared.impl_instance if isinstance(declared, TypeDecorator) else declared).python_type
    if issubclass(kind, Enum):
        return list(kind)[-1]  # The last state is one that many rows may have at once.
    if kind is str:
        return _text(column, number)
    return {
        UUID: new_id(),
        bool: False,
        int: number,
        datetime: START + timedelta(days=number, minutes=position),
        bytes: b"{}",
        object: {},  # JSON
    }[kind]


def _text(column: Column[Any], number: int) -> str:
    length: int = column.type.length  # type: ignore[attr-defined]
    text = f"{column.name}-{number}"
    return digest_bytes(text.encode()) if length == DIGEST_LENGTH else text[-length:]
