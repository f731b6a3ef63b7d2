"""SQLite as we open it: write-ahead log, foreign keys, and writers that wait for each other."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, text
from sqlmodel import select

from registry.db.engine import open_engine, unit_of_work
from registry.db.projects import ProjectRow
from registry.domain.errors import DatabaseError
from registry.domain.tiers import RiskTier
from tests.db.rows import START


@pytest.fixture
def engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'modelwarden.sqlite')}")
    yield opened
    opened.dispose()


@pytest.fixture
def counter(engine: Engine) -> Engine:
    """A database with one project, whose revision the tests count up."""
    with unit_of_work(engine) as session:
        session.add(
            ProjectRow(
                name="counter", title="", risk_tier=RiskTier.HIGH, packs=[], parameters={}, created_at=START
            )
        )
    return engine


def revision(engine: Engine) -> int:
    with unit_of_work(engine, read_only=True) as session:
        return session.exec(select(ProjectRow.revision)).one()


def test_it_is_opened_as_it_should_be(engine: Engine) -> None:
    with engine.connect() as connection:
        found = {
            name: connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "recursive_triggers", "synchronous", "busy_timeout")
        }
    full = 2
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "synchronous": full,
        "busy_timeout": 30_000,
    }


def test_two_writers_lose_no_update_and_are_never_locked_out(counter: Engine) -> None:
    """A deferred BEGIN fails here at once: both read, one writes, and the other's snapshot is too old."""
    start = Barrier(2)

    def count_up() -> None:
        start.wait()
        for _ in range(100):
            with unit_of_work(counter) as session:
                row = session.exec(select(ProjectRow)).one()
                row.revision += 1

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(count_up) for _ in range(2)]:
            future.result()
    assert revision(counter) == 1 + 200


def test_readers_go_on_while_somebody_writes(counter: Engine) -> None:
    with unit_of_work(counter) as session:
        session.exec(select(ProjectRow)).one().revision = 2
        session.flush()
        started = time.monotonic()
        assert revision(counter) == 1
        assert time.monotonic() - started < 5
    assert revision(counter) == 2


def test_a_file_that_is_no_database_is_a_database_error(tmp_path: Path) -> None:
    (tmp_path / "garbage.sqlite").write_bytes(b"not a database" * 1000)
    engine = open_engine(f"sqlite:///{tmp_path / 'garbage.sqlite'}")
    with pytest.raises(DatabaseError, match="Nothing was changed: file is not a database"):
        revision(engine)


def test_a_folder_that_is_not_there_is_a_database_error(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'nowhere' / 'modelwarden.sqlite'}")
    with pytest.raises(DatabaseError, match="unable to open database file"):
        revision(engine)


@pytest.fixture
def many_connections(counter: Engine) -> Iterator[list[object]]:
    """Readers that hold a connection each, more than a pool has by default."""
    held = [counter.connect() for _ in range(40)]
    yield list(held)
    for connection in held:
        connection.close()


def test_no_thread_waits_for_a_connection(counter: Engine, many_connections: list[object]) -> None:
    assert (revision(counter), len(many_connections)) == (1, 40)
