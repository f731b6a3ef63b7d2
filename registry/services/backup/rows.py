"""Rows as JSON lines, independent of the database: every value in the form that its column's type has."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Connection, DateTime, LargeBinary, Table, Uuid, null, select
from sqlalchemy import Enum as EnumType
from sqlalchemy.types import TypeDecorator, TypeEngine

_BATCH = 50  # A row may hold megabytes of evidence.
_MODULUS = 1 << 256
_ABSENT = "__absent"


@dataclass(slots=True)
class Tally:
    """How many rows, and a digest of their contents that does not depend on their order."""

    rows: int = 0
    total: int = 0

    def add(self, line: bytes) -> None:
        """Count one more row."""
        self.rows += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(line).digest())) % _MODULUS

    @property
    def digest(self) -> str:
        """In hex. Databases order texts differently, so it is a sum and not a hash of one after the other."""
        return f"{self.total:064x}"


def read_lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Every row of a table as a line of JSON, in constant memory."""
    nullable_json = [column for column in table.columns if _is_json(column) and column.nullable]
    flags = [column.is_(null()).label(column.name + _ABSENT) for column in nullable_json]
    # Closed even when the reader gives up, as a cursor of the server's would stay open.
    with connection.execute(select(table, *flags), execution_options=streamed(_BATCH)) as result:
        for row in result.mappings():
            values = {column.name: _encode(column, row) for column in table.columns}
            yield json.dumps(values, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def write_lines(connection: Connection, table: Table, lines: Iterable[bytes]) -> None:
    """Insert rows that `read_lines` wrote."""
    rows = (_decode(table, json.loads(line)) for line in lines)
    # A JSON column that was NULL must be left out, as None would be stored as JSON's null.
    for _, alike in groupby(rows, key=frozenset):
        while batch := list(islice(alike, _BATCH)):
            connection.execute(table.insert(), batch)


def tally(connection: Connection, table: Table) -> Tally:
    """Count what a table holds."""
    counted = Tally()
    for line in read_lines(connection, table):
        counted.add(line)
    return counted


def streamed(rows: int) -> dict[str, object]:
    """Options with which a result is fetched so many rows at a time."""
    return {"stream_results": True, "yield_per": rows}


def _encode(column: Column[Any], row: Any) -> Any:  # noqa: ANN401 - a row's values
    value = row[column.name]
    if _is_json(column):
        return None if row.get(column.name + _ABSENT, False) else [value]
    match value:
        case UUID():
            return str(value)
        case datetime():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case Enum():
            return value.value
        case _:
            return value


def _decode(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    row = {}
    for column in table.columns:
        value = values[column.name]
        if not _is_json(column):
            row[column.name] = None if value is None else _reader(column)(value)
        elif value is not None:
            (row[column.name],) = value
    return row


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    match _plain_type(column):
        case Uuid():
            return UUID
        case LargeBinary():
            return base64.b64decode
        case EnumType(enum_class=kind) if kind is not None:
            return kind
        case DateTime():
            return datetime.fromisoformat
        case _:
            return lambda value: value


def _is_json(column: Column[Any]) -> bool:
    return isinstance(_plain_type(column), JSON)


def _plain_type(column: Column[Any]) -> TypeEngine[Any]:
    """What SQLModel's own types are decorations of."""
    kind: TypeEngine[Any] = column.type
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind
