"""A database of the revision before this release's, filled, is brought to it without losing anything."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Engine,
    MetaData,
    Table,
    insert,
    inspect,
    select,
    text,
)

from registry.db.schema import migrations_of
from registry.domain.canonical import digest_bytes
from registry.settings import shipped

pytestmark = pytest.mark.database

_START = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
_DIGEST_LENGTH, _NUMBERS = 71, 2
Rows = dict[str, list[dict[str, Any]]]


def steps() -> list[tuple[str, str]]:
    """Every revision with the one before it, oldest first; the list grows by itself."""
    script = ScriptDirectory(str(shipped("migrations")))
    found = [
        (str(one.down_revision), one.revision)
        for one in script.walk_revisions()
        if one.down_revision is not None
    ]
    return found[::-1]


@pytest.mark.parametrize(("before", "after"), steps(), ids=str)
def test_each_step_forward_loses_nothing(engine: Engine, before: str, after: str) -> None:
    _go(engine, before)
    kept = _fill(engine)
    assert len(kept) > 20  # The first schema has 27 tables, and none may come up empty.
    assert all(len(rows) == _NUMBERS for rows in kept.values())
    command.upgrade(migrations_of(shipped("migrations"), engine), after)
    now = _read(engine)
    for table, rows in kept.items():
        assert _common(rows, now[table]) == rows, table


def test_the_oldest_database_comes_to_the_newest_schema_with_everything_in_it(engine: Engine) -> None:
    _go(engine, "0001")
    kept = _fill(engine)
    assert len(kept) > 20
    command.upgrade(migrations_of(shipped("migrations"), engine), "head")
    now = _read(engine)
    for table, rows in kept.items():
        assert _common(rows, now[table]) == rows, table


def test_a_row_that_a_migration_loses_would_be_seen(engine: Engine, tmp_path: Path) -> None:
    """The comparison itself can fail: a careless migration is told apart from a careful one."""
    _go(engine, "0001")
    kept = _fill(engine)
    with engine.begin() as connection:
        for table in ("session",):
            connection.execute(text(f"DELETE FROM {table} WHERE revoked_at IS NOT NULL OR 1 = 1"))  # noqa: S608
        connection.execute(text("UPDATE model SET owner = ''"))
    now = _read(engine)
    assert tmp_path.exists()
    assert {table for table, rows in kept.items() if _common(rows, now[table]) != rows} == {
        "model",
        "session",
    }


@pytest.fixture(autouse=True)
def _closed(engine: Engine) -> Iterator[None]:
    yield
    engine.dispose()


def _go(engine: Engine, revision: str) -> None:
    config = migrations_of(shipped("migrations"), engine)
    command.downgrade(config, "base")
    command.upgrade(config, revision)


def _fill(engine: Engine) -> Rows:
    """Two rows in every table that the database has, made from what it says of its own columns."""
    metadata = _reflected(engine)
    with engine.begin() as connection:
        _hold_no_keys_back(connection)
        for number in range(1, _NUMBERS + 1):
            made: dict[str, dict[str, Any]] = {}
            for table in metadata.sorted_tables:
                made[table.name] = {column.name: _value(column, number, made) for column in table.columns}
                connection.execute(insert(table).values(made[table.name]))
    return _read(engine)


def _read(engine: Engine) -> Rows:
    metadata = _reflected(engine)
    with engine.connect() as connection:
        return {
            table.name: [
                dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in metadata.sorted_tables
        }


def _common(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is there now, in the columns that were there before."""
    return [{name: row[name] for name in old if name in row} for old, row in zip(before, now, strict=False)]


def _reflected(engine: Engine) -> MetaData:
    metadata = MetaData()
    names = set(inspect(engine).get_table_names()) - {"alembic_version"}
    metadata.reflect(engine, only=sorted(names))
    return metadata


def _hold_no_keys_back(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))


def _value(column: Column[Any], number: int, made: dict[str, dict[str, Any]]) -> Any:  # noqa: ANN401
    for key in column.foreign_keys:
        return made.get(key.column.table.name, {}).get(key.column.name)
    said = f"{column.name}-{number}"
    length = getattr(column.type, "length", None)
    kind = str(column.type).upper().split("(")[0]
    made_up = {
        "UUID": uuid.UUID(int=number),
        "CHAR": uuid.UUID(int=number).hex,
        "BOOLEAN": False,
        **dict.fromkeys(("INTEGER", "BIGINT", "SMALLINT"), number),
        **dict.fromkeys(("DATETIME", "TIMESTAMP"), _moment(column, number)),
        **dict.fromkeys(("BLOB", "BYTEA"), b"{}"),
        "JSON": {},
        "JSONB": {},
    }
    if (allowed := _allowed(column)) is not None:
        return allowed
    if kind in made_up:
        return made_up[kind]
    return digest_bytes(said.encode()) if length == _DIGEST_LENGTH else said[-(length or len(said)) :]


def _moment(column: Column[Any], number: int) -> dt.datetime:
    # Windows of time end after they begin.
    return _START + dt.timedelta(days=number, hours=12 if column.name == "expires_at" else 0)


def _allowed(column: Column[Any]) -> str | None:
    """The last of the values that the table's CHECK constraint names for the column, if it names some."""
    table: Table = column.table
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint):
            said = str(constraint.sqltext)
            if _is_list_of(said, column.name):
                return said.rsplit("'", 2)[1]
    return None


def _is_list_of(said: str, name: str) -> bool:
    start = said.replace("(", " ").replace('"', " ").split()
    return bool(start) and start[0].split("::")[0].rstrip(")") == name and (" IN " in said or "ANY" in said)
