"""PostgreSQL when it is slow, busy, gone, and back: an error in time, and nobody has to lend a hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from registry.app import open_database
from registry.db import metadata
from registry.db.engine import PoolSettings, open_engine, unit_of_work
from registry.db.environments import EnvironmentRow
from registry.domain.errors import DatabaseError
from registry.settings import Settings
from tests.db.rows import START
from tests.postgres import PostgresServer, running_postgres_server


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server that the tests may stop."""
    with running_postgres_server() as started:
        engine = open_engine(started.url)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE note (words text)"))
            metadata.tables["environment"].create(connection)
        engine.dispose()
        yield started


@pytest.fixture
def engine(server: PostgresServer) -> Iterator[Engine]:
    opened = open_engine(server.url, PoolSettings(size=3, statement_seconds=1))
    with opened.begin() as connection:
        connection.execute(text("TRUNCATE note"))
    yield opened
    opened.dispose()


def write(engine: Engine, words: str, meanwhile: Callable[[Session], object] = lambda _: None) -> None:
    """Write a note; something happens while the unit is still open."""
    with unit_of_work(engine) as session:
        session.connection().execute(text("INSERT INTO note VALUES (:words)"), {"words": words})
        meanwhile(session)


def notes(engine: Engine) -> list[str]:
    with unit_of_work(engine, read_only=True) as session:
        return list(session.connection().scalars(text("SELECT words FROM note ORDER BY words")))


def cut(engine: Engine, session: Session) -> None:
    """Break the connection of a unit."""
    backend = session.connection().scalar(text("SELECT pg_backend_pid()"))
    with engine.begin() as another:
        another.execute(text("SELECT pg_terminate_backend(:backend)"), {"backend": backend})


def test_the_server_itself_gives_up_a_statement_that_takes_too_long(engine: Engine) -> None:
    def sleep(session: Session) -> None:
        session.connection().execute(text("SELECT pg_sleep(60)"))

    started = time.monotonic()
    with pytest.raises(DatabaseError, match="statement timeout"):
        write(engine, "late", meanwhile=sleep)
    assert time.monotonic() - started < 10
    assert notes(engine) == []


def test_waiting_for_somebody_elses_lock_is_bounded_too(engine: Engine) -> None:
    with engine.begin() as holder:
        holder.execute(text("LOCK TABLE note"))
        with pytest.raises(DatabaseError, match="statement timeout"):
            write(engine, "too late")
    assert notes(engine) == []


def test_unless_told_otherwise_a_statement_has_thirty_seconds(server: PostgresServer) -> None:
    engine = open_engine(server.url)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW statement_timeout")) == "30s"
    engine.dispose()


def test_a_process_holds_no_more_connections_than_its_settings_say(
    server: PostgresServer, tmp_path: Path
) -> None:
    engine = open_database(
        Settings(
            data_dir=tmp_path,
            database_url=server.url,
            database_pool=2,
            database_overflow=1,
            database_pool_seconds=0.2,
            database_statement_seconds=7,
            database_lock_seconds=3,
        )
    )
    held = [engine.connect() for _ in range(3)]
    with pytest.raises(DatabaseError, match="limit of size 2 overflow 1"):
        notes(engine)
    assert held[0].scalar(text("SHOW statement_timeout")) == "7s"
    assert held[0].scalar(text("SHOW lock_timeout")) == "3s"
    for connection in held:
        connection.close()
    assert notes(engine) == []
    engine.dispose()


def test_a_server_that_was_restarted_is_found_again(server: PostgresServer, engine: Engine) -> None:
    write(engine, "before")
    server.stop()
    with pytest.raises(DatabaseError, match="Nothing was changed"):
        write(engine, "while it was away")
    server.start()
    write(engine, "after")
    assert notes(engine) == ["after", "before"]


def test_every_connection_of_the_pool_survives_a_restart(server: PostgresServer, engine: Engine) -> None:
    for connection in [engine.connect() for _ in range(3)]:
        connection.close()
    server.stop()
    server.start()
    for number in range(3):
        write(engine, str(number))
    assert notes(engine) == ["0", "1", "2"]


def test_a_session_that_the_server_has_ended_is_not_handed_out(engine: Engine) -> None:
    with engine.connect() as connection:
        backend = connection.scalar(text("SELECT pg_backend_pid()"))
    other = open_engine(engine.url.render_as_string(hide_password=False))
    with other.begin() as another:
        another.execute(text("SELECT pg_terminate_backend(:backend)"), {"backend": backend})
        while another.scalar(text("SELECT 1 FROM pg_stat_activity WHERE pid = :pid"), {"pid": backend}):
            time.sleep(0.01)
    other.dispose()
    write(engine, "after")
    assert notes(engine) == ["after"]


def test_a_server_that_stops_in_the_middle_takes_everything_back(
    server: PostgresServer, engine: Engine
) -> None:
    def stop(session: Session) -> None:
        server.stop()
        session.connection().execute(text("SELECT 1"))

    with pytest.raises(DatabaseError, match="Nothing was changed"):
        write(engine, "half", meanwhile=stop)
    server.start()
    assert notes(engine) == []


def test_a_connection_that_breaks_at_the_commit_leaves_it_open_what_happened(engine: Engine) -> None:
    """The answer to COMMIT never came: to say that nothing was changed would be a guess."""
    with pytest.raises(DatabaseError, match="not known whether the change was made"):
        write(engine, "perhaps", meanwhile=lambda session: cut(engine, session))
    assert notes(engine) == []


def test_one_that_breaks_while_rows_are_still_on_their_way_has_changed_nothing(engine: Engine) -> None:
    def add_and_cut(session: Session) -> None:
        session.add(EnvironmentRow(name="staging", alias="staging", protected=False, created_at=START))
        cut(engine, session)

    with pytest.raises(DatabaseError, match="Nothing was changed"):
        write(engine, "certainly not", meanwhile=add_and_cut)
    assert notes(engine) == []
