"""The database itself refuses what no service should ever send, on both databases, and by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Column, Connection, DateTime, Engine, Enum, String, Table, insert, literal, select
from sqlalchemy.types import TypeDecorator

from registry.db import metadata
from registry.domain.canonical import digest_bytes
from registry.domain.ids import new_id
from tests.db.rows import START, Row, family, refusal

DIGESTS = {
    "artifact": ["sha256"],
    "bundle": ["sha256"],
    "dataset_version": ["digest", "file_sha256"],
    "decision": ["input_digest", "decision_digest"],
    "event": ["digest"],
    "evidence": ["digest"],
    "report": ["sha256"],
    "review": ["version_digest"],
    "version": ["digest"],
    "version_file": ["sha256"],
}
NO_DIGESTS = {
    "": "nothing",
    "0" * 71: "no algorithm",
    "sha512:" + "0" * 64: "another algorithm",
    "SHA256:" + "0" * 64: "its name in capitals",
    "sha256:" + "A" * 64: "capitals",
    "sha256:" + "0" * 63: "too short",
    "sha256:" + "0" * 63 + "g": "no hex digit at the end",
    "sha256:" + "0" * 31 + "-" + "0" * 32: "none in the middle",
    "sha256:" + "0" * 63 + "\n": "a line break",
}


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as opened:
        yield opened


def tables_with_rows(connection: Connection) -> Iterator[tuple[Table, Row]]:
    """Each table with a row whose parents are there; when the caller is done, the row itself is taken."""
    for table, row in family(1):
        yield table, row
        connection.execute(insert(table).values(row))


def refused(connection: Connection, table: Table, row: Row, column: str, value: Any) -> str:  # noqa: ANN401
    return refusal(connection, insert(table).values(row | {column: value}))


def test_a_digest_has_the_form_of_one(connection: Connection) -> None:
    for table, row in tables_with_rows(connection):
        for column in DIGESTS.get(table.name, []):
            for value, what in NO_DIGESTS.items():
                answer = refused(connection, table, row, column, value)
                assert f"ck_{table.name}_{column}_digest" in answer, (table.name, column, what)


def test_a_digest_that_is_too_long_is_refused(connection: Connection) -> None:
    for table, row in tables_with_rows(connection):
        for column in DIGESTS.get(table.name, []):
            assert refused(connection, table, row, column, digest_bytes(b"") + "0"), (table.name, column)


def test_an_enum_has_none_but_its_values(connection: Connection) -> None:
    seen = set()
    for table, row in tables_with_rows(connection):
        for column in (column for column in table.columns if isinstance(column.type, Enum)):
            seen.add(f"{table.name}.{column.name}")
            for value in ("bogus", "", row[column.name].value.upper(), row[column.name].value + " "):
                answer = refused(connection, table, row, column.name, literal(value, String))
                assert f"ck_{table.name}_" in answer, (column, value)
    assert {"job.state", "promotion.state", "review.verdict", "decision.outcome", "member.role"} <= seen


def test_a_number_or_a_window_stays_within_its_bounds(connection: Connection) -> None:
    out_of_bounds: dict[str, list[tuple[str, object, str]]] = {
        "version": [("number", 0, "number_positive")],
        "dataset_version": [("number", 0, "number_positive")],
        "job": [("progress", -1, "progress_percent"), ("progress", 101, "progress_percent")],
        "waiver": [("expires_at", START, "window")],
    }
    for table, row in tables_with_rows(connection):
        for column, value, constraint in out_of_bounds.get(table.name, []):
            assert f"ck_{table.name}_{constraint}" in refused(connection, table, row, column, value)


def test_a_window_of_no_length_is_none(connection: Connection) -> None:
    for table, row in tables_with_rows(connection):
        if table.name == "waiver":
            assert "ck_waiver_window" in refused(connection, table, row, "expires_at", row["not_before"])


def test_nothing_refers_to_what_is_not_there(connection: Connection) -> None:
    seen = 0
    for table, row in tables_with_rows(connection):
        for column in (column for column in table.columns if column.foreign_keys):
            stranger = digest_bytes(b"stranger") if isinstance(row[column.name], str) else new_id()
            answer = refused(connection, table, row, column.name, stranger)
            assert "foreign key" in answer.lower(), (table.name, column.name)
            seen += 1
    assert seen > 40


def test_what_others_refer_to_cannot_be_removed(connection: Connection) -> None:
    for _ in tables_with_rows(connection):
        pass
    for name in ("user_account", "project", "environment", "bundle"):
        assert "foreign key" in refusal(connection, metadata.tables[name].delete()).lower(), name


def test_a_time_without_a_zone_is_refused(connection: Connection) -> None:
    naive = datetime(2026, 11, 21, 8, 0)  # noqa: DTZ001 - that is the point
    for table, row in tables_with_rows(connection):
        for column in times_of(table):
            answer = refused(connection, table, row, column.name, naive)
            assert "must have timezone information" in answer, (table.name, column.name)


def test_a_time_comes_back_as_the_same_moment_in_utc(connection: Connection) -> None:
    elsewhere = START.astimezone(timezone(timedelta(hours=5, minutes=30)))
    table = metadata.tables["environment"]
    row = dict(family(1))[table]
    connection.execute(insert(table).values(row | {"created_at": elsewhere}))
    found = connection.scalars(select(table.c.created_at)).one()
    assert (found, found.tzinfo, found.utcoffset()) == (START, UTC, timedelta(0))


def times_of(table: Table) -> Iterator[Column[Any]]:
    for column in table.columns:
        kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
        if isinstance(kind, DateTime):
            yield column
