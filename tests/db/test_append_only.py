"""What was recorded cannot be changed or removed by any statement that our connections can send."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, delete, select, text, update

from registry.db import metadata
from tests.db.rows import count_rows, family, fill, refusal

APPEND_ONLY = [
    "alias_move",
    "dataset_version",
    "decision",
    "event",
    "evidence",
    "lineage_edge",
    "review",
    "version",
    "version_file",
    "waiver_approval",
]


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A transaction on a database with a row in each table."""
    with engine.begin() as opened:
        fill(opened)
    with engine.connect() as opened:
        yield opened


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_row_can_be_neither_changed_nor_removed(connection: Connection, table: str) -> None:
    before = connection.execute(select(metadata.tables[table])).all()
    key = next(iter(metadata.tables[table].primary_key))
    for statement in (update(key.table).values({key: key}), delete(key.table)):
        assert f"{table} is append-only" in refusal(connection, statement), statement
    assert connection.execute(select(metadata.tables[table])).all() == before
    assert len(before) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", [*APPEND_ONLY, "model", "user_account"])
def test_a_table_cannot_be_truncated_nor_through_its_parents(connection: Connection, table: str) -> None:
    assert "is append-only" in refusal(connection, text(f"TRUNCATE {table} CASCADE"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_row_cannot_be_replaced(connection: Connection, table: str) -> None:
    """SQLite's REPLACE deletes without asking triggers, unless recursive triggers are on."""
    row = connection.execute(select(metadata.tables[table])).mappings().one()
    statement = metadata.tables[table].insert().prefix_with("OR REPLACE").values(row)
    assert f"{table} is append-only" in refusal(connection, statement)


def test_every_table_has_been_thought_about(engine: Engine) -> None:
    """A new table belongs into the list above, or here with what changes in it."""
    changing = {
        "alias": "it moves; its moves are kept",
        "artifact": "a project may lose the right to bytes",
        "bundle": "one is in force",
        "dataset": "its description",
        "environment": "its protection",
        "idempotency": "its answer, and it expires",
        "job": "its state",
        "login_attempt": "its count",
        "member": "people come and go",
        "model": "its owner and papers",
        "model_tag": "a tag is set anew",
        "project": "its tier, packs and parameters",
        "promotion": "its state",
        "report": "it can be made again",
        "run": "its end",
        "session": "it ends",
        "token": "it is revoked",
        "upload": "how far it has come",
        "upload_part": "it goes with its upload",
        "user_account": "its password",
        "version_tag": "it can be filled again from the version",
        "waiver": "it is revoked",
        "worker": "its heartbeat",
    }
    assert sorted([*changing, *APPEND_ONLY]) == sorted(metadata.tables)
    with engine.begin() as connection:
        fill(connection)
        for table, row in family(1):
            if table.name in changing:
                column = list(table.columns)[-1]
                statement = update(table).values({column: row[column.name]})
                assert connection.execute(statement).rowcount == 1
        assert set(count_rows(connection).values()) == {1}
