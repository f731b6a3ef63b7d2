"""Rows straight into the tables, thousands at once, with every constraint but foreign keys in force.

PostgreSQL takes them by COPY. Foreign keys are left out there because each row would be looked up again; the
short run checks the registry's own invariants over what was written.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Protocol

import psycopg

from tests.bench.population import COLUMNS, Ground, Population, Rows, batches

_GROUND = """
    SELECT project.id, user_account.id, user_account.username, model.id, dataset.id
    FROM project, user_account, model, dataset
    WHERE user_account.username = 'bert' AND model.name = 'large'
"""
_HEAD = "SELECT seq, digest FROM event ORDER BY seq DESC LIMIT 1"


class Tables(Protocol):
    """A database as bulk writing sees it."""

    def one(self, query: str) -> tuple[object, ...]:
        """The first row of a query."""

    def write(self, rows: Rows) -> None:
        """All of these in one transaction."""

    def settle(self) -> None:
        """Do now what the database would otherwise do while it is being measured."""

    def cancel_jobs(self) -> None:
        """Take back the scans that `create` has asked for."""

    def close(self) -> None:
        """Hang up."""


class PostgresTables:
    """By COPY, as the server's superuser."""

    def __init__(self, url: str) -> None:
        dsn = url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._connection = psycopg.connect(dsn, autocommit=True, options="-c timezone=UTC")

    def one(self, query: str) -> tuple[object, ...]:
        return self._connection.execute(query.encode()).fetchone() or ()

    def write(self, rows: Rows) -> None:
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, some in rows.items():
                names = ", ".join(f'"{name}"' for name in COLUMNS[table].split())
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN".encode()) as copy:
                    for row in some:
                        copy.write_row(row)

    def settle(self) -> None:
        for statement in (b"VACUUM (ANALYZE)", b"CHECKPOINT"):
            self._connection.execute(statement)

    def cancel_jobs(self) -> None:
        self._connection.execute(_CANCEL.encode())
        if self.one("SELECT to_regclass('huey_task')")[0] is not None:
            self._connection.execute(b"DELETE FROM huey_task")

    def close(self) -> None:
        self._connection.close()


class SqliteTables:
    """By INSERT, a whole batch at a time."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=60)
        self._queue = path.with_name("queue.sqlite")

    def one(self, query: str) -> tuple[object, ...]:
        found: tuple[object, ...] = self._connection.execute(query).fetchone()
        return found

    def write(self, rows: Rows) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        for table, some in rows.items():
            names = COLUMNS[table].split()
            columns, values = ", ".join(f'"{name}"' for name in names), ", ".join("?" for _ in names)
            self._connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", some)  # noqa: S608
        self._connection.execute("COMMIT")

    def settle(self) -> None:
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def cancel_jobs(self) -> None:
        self._connection.execute(_CANCEL)
        if self._queue.exists():
            with closing(sqlite3.connect(self._queue, isolation_level=None)) as queue:
                queue.execute("DELETE FROM task")

    def close(self) -> None:
        self._connection.close()


_CANCEL = "UPDATE job SET state = 'cancelled', finished_at = created_at WHERE state IN ('queued', 'running')"


def open_tables(url: str) -> Tables:
    """The tables behind a database's URL."""
    if url.startswith("sqlite"):
        return SqliteTables(Path(url.removeprefix("sqlite:///")))
    return PostgresTables(url)


def grow(tables: Tables, first: int, last: int) -> None:
    """Fill shelves `first` to `last - 1`."""
    ids = [str(value).replace("-", "") for value in tables.one(_GROUND)]
    seq, digest = tables.one(_HEAD)
    population = Population(Ground(*ids), int(str(seq)), str(digest))
    for start, end in batches(first, last):
        tables.write(population.shelves(start, end))
    tables.settle()
