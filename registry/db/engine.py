"""Engines for SQLite and PostgreSQL, and the unit of work that every request and job runs in."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from registry.domain.errors import DatabaseError

SQLITE_BUSY_MS = 30_000


def open_engine(url: str, *, pool_size: int = 10) -> Engine:
    """An engine for `sqlite:///...` or `postgresql+psycopg://...`."""
    if url.startswith("sqlite"):
        return _open_sqlite(url)
    return create_engine(url, pool_size=pool_size, pool_pre_ping=True, connect_args={"connect_timeout": 5})


def _open_sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": SQLITE_BUSY_MS / 1000})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection
        # The driver must not open transactions of its own: `_begin` below says when and how.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            "synchronous=FULL",
            f"busy_timeout={SQLITE_BUSY_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's Connection
        # A deferred BEGIN that becomes a write fails with "database is locked" when somebody else wrote.
        read_only = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def unit_of_work(engine: Engine, *, read_only: bool = False) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back when anything is raised.

    Raises:
        DatabaseError: the database does not answer, or gave the transaction up; nothing was changed.
    """
    try:
        with _transaction(engine, read_only=read_only) as session:
            yield session
    except OperationalError as error:
        raise DatabaseError(
            "The database does not answer.",
            why=f"Nothing was changed: {error.orig}.",
            remedy="Run `modelwarden doctor`, then try again.",
        ) from error


@contextmanager
def _transaction(engine: Engine, *, read_only: bool) -> Iterator[Session]:
    with Session(engine.execution_options(read_only=read_only)) as session:
        try:
            yield session
        except BaseException:
            with suppress(OperationalError):
                session.rollback()
            raise
        if read_only:
            session.rollback()
        else:
            session.commit()
