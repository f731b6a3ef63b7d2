"""Engines for SQLite and PostgreSQL, and the unit of work that every request and job runs in."""

import re
import select
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Engine, create_engine, event, exc
from sqlmodel import Session

from registry.domain.errors import DatabaseError

# A server that is gone without a word is noticed after a minute, not after the hours that TCP would wait.
_KEEPALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
# PostgreSQL takes them in the parts of WITH, too.
_CHANGES = re.compile(r"\b(?:INSERT|UPDATE|DELETE|MERGE)\b")
# `SET LOCAL` and `BEGIN` are about the transaction; PRAGMA tells SQLAlchemy what tables SQLite has.
_READS = ("SELECT", "SET LOCAL", "BEGIN", "PRAGMA")
_OUTAGES = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """How many connections a process holds, and how long it waits for what. All but the last: PostgreSQL.

    Args:
        size: connections that are kept.
        overflow: connections beyond those, closed when they are given back.
        wait_seconds: for a free connection.
        statement_seconds: after which the server gives a statement up, waiting for locks included.
        lock_seconds: for one lock of somebody else's; with SQLite, for the writer before this one.
    """

    size: int = 10
    overflow: int = 0
    wait_seconds: float = 10.0
    statement_seconds: float = 30.0
    lock_seconds: float = 30.0


def open_engine(url: str, pool: PoolSettings | None = None) -> Engine:
    """An engine for `sqlite:///...` or `postgresql+psycopg://...`.

    Errors name the statement but not its values, among which are hashes of passwords and tokens.
    """
    pool = pool or PoolSettings()
    if url.startswith("sqlite"):
        return _open_sqlite(url, pool.lock_seconds)
    limits = {"statement_timeout": pool.statement_seconds, "lock_timeout": pool.lock_seconds}
    told = {name: f"{round(seconds * 1000)}" for name, seconds in limits.items()}
    # What is asked here comes from an index; to start other processes for it takes longer than to answer it.
    told["max_parallel_workers_per_gather"] = "0"
    engine = create_engine(
        url,
        hide_parameters=True,
        json_deserializer=from_json,
        pool_size=pool.size,
        max_overflow=pool.overflow,
        pool_timeout=pool.wait_seconds,
        connect_args={
            "connect_timeout": 5,
            "options": " ".join(f"-c {name}={value}" for name, value in told.items()),
            **_KEEPALIVE,
        },
    )
    event.listen(engine, "checkout", _refuse_hung_up)
    event.listen(engine, "before_cursor_execute", _refuse_to_write)
    return engine


def _refuse_hung_up(connection: Any, _record: object, _proxy: object) -> None:  # noqa: ANN401 - a DBAPI connection
    """Have the pool connect anew where the server has hung up.

    A server that ends a session says so, or closes the socket; on a session at rest nothing else comes. To
    look whether something has come costs nothing, where asking the server would cost each request a question.
    """
    waiting = select.poll()
    waiting.register(connection, select.POLLIN)
    if waiting.poll(0):
        raise exc.DisconnectionError


def _refuse_to_write(*told: Any) -> None:  # noqa: ANN401 - what SQLAlchemy tells of a statement
    """Refuse a statement that might write in a unit that only reads, which might not roll it back."""
    statement, context = told[2], told[4]
    if context.execution_options.get("read_only") and not _is_query(statement):
        msg = "a unit of work that only reads was asked to write"
        raise RuntimeError(msg)


def _is_query(statement: str) -> bool:
    """Whether a statement, however it was made, is one that reads."""
    if statement.startswith("WITH"):
        return _CHANGES.search(statement) is None
    return statement.lstrip("( \n").startswith(_READS)


def _open_sqlite(url: str, busy_seconds: float) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        json_deserializer=from_json,
        max_overflow=-1,
        connect_args={"timeout": busy_seconds},
    )

    event.listen(engine, "before_cursor_execute", _refuse_to_write)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection
        # The driver must not open transactions of its own: `_begin` below says when and how.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            # Without it, INSERT OR REPLACE would delete append-only rows without asking their triggers.
            "recursive_triggers=ON",
            "synchronous=FULL",
            f"busy_timeout={round(busy_seconds * 1000)}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's Connection
        # A deferred BEGIN that becomes a write fails with "database is locked" when somebody else wrote.
        read_only = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


@contextmanager
def unit_of_work(engine: Engine, *, read_only: bool = False, snapshot: bool = False) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back when anything is raised.

    With `read_only` a statement that writes is refused. PostgreSQL then gets no transaction: each statement
    sees what is committed when it begins, as in its transactions, and two round trips are saved. With
    `snapshot` it only reads, too, and all of it sees one moment; rows can then be read a few at a time.

    Raises:
        DatabaseError: the database does not answer, or gave the transaction up. Nothing was changed, unless
            the error says that this is not known.
    """
    with (
        outages_explained(),
        _transaction(engine, read_only=read_only or snapshot, snapshot=snapshot) as session,
    ):
        yield session


@contextmanager
def outages_explained() -> Iterator[None]:
    """Say what is wrong with the database, where SQLAlchemy says what its driver said.

    Raises:
        DatabaseError: the database does not answer, or gave a transaction up.
    """
    try:
        yield
    except exc.SQLAlchemyError as error:
        if not _is_outage(error):
            raise
        raise DatabaseError(
            "The database does not answer.",
            why=f"Nothing was changed: {_reason(error)}.",
            remedy="Run `modelwarden doctor`, then try again.",
        ) from error


@lru_cache(maxsize=8)
def _for_reading(engine: Engine, *, snapshot: bool) -> Engine:
    if engine.dialect.name == "sqlite":  # Each of its transactions sees one moment.
        return engine.execution_options(read_only=True)
    if snapshot:
        return engine.execution_options(
            read_only=True, isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    return engine.execution_options(read_only=True, isolation_level="AUTOCOMMIT")


@contextmanager
def _transaction(engine: Engine, *, read_only: bool, snapshot: bool) -> Iterator[Session]:
    bound = _for_reading(engine, snapshot=snapshot) if read_only else engine
    with Session(bound, autoflush=not read_only) as session:
        try:
            yield session
            if not read_only:
                session.flush()
        except BaseException:
            with suppress(exc.SQLAlchemyError):
                session.rollback()
            raise
        if read_only:
            session.rollback()
        else:
            _commit(session)


def _commit(session: Session) -> None:
    try:
        session.commit()
    except exc.OperationalError as error:
        if not error.connection_invalidated:
            raise
        # The connection broke before the answer came, and the change may have been made all the same.
        raise DatabaseError(
            "The database went away while it was taking the change in.",
            why=f"It is not known whether the change was made: {_reason(error)}.",
            remedy="Run `modelwarden doctor`, look whether the change is there, and only then try again.",
        ) from error


def is_duplicate(error: exc.IntegrityError) -> bool:
    """Whether a row was refused because there may be one of it only (SQLSTATE 23505)."""
    return getattr(error.orig, "sqlstate", "") == "23505" or "UNIQUE constraint" in str(error.orig)


def _is_outage(error: exc.SQLAlchemyError) -> bool:
    # SQLite says that a file is damaged, or no database, with the base class itself.
    return isinstance(error, _OUTAGES) or type(error) is exc.DatabaseError


def _reason(error: exc.SQLAlchemyError) -> str:
    # Without the statement and its values, which SQLAlchemy's own text has.
    return " ".join(str(getattr(error, "orig", None) or error.args[0]).split()).rstrip(".?")
