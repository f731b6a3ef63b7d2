"""Can the database take anything in? Reading works on a full or read-only disk, too, and shows nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sqlalchemy import Engine, text

from registry.db.engine import unit_of_work
from registry.domain.errors import DatabaseError

_PROBE_BYTES = 1 << 18
# A set too large for its memory goes to a temporary file on the disk of the database, and is gone afterwards.
_SPILL = (
    text("SET LOCAL work_mem = '64kB'"),
    text("SELECT count(*) FROM generate_series(1, 20000)"),
)
# `temp_file_limit` forbids it, which says nothing about the disk.
_NO_SPILLING = "53400"


def require_room(engine: Engine) -> None:
    """Return if the database could write, which is tried without changing anything.

    Raises:
        DatabaseError: its disk is full or read-only, it is a standby, or it does not answer.
    """
    if engine.dialect.name == "sqlite":
        _write_beside(Path(engine.url.database or ""))
        return
    with unit_of_work(engine, read_only=True) as session:
        if session.connection().scalar(text("SELECT pg_is_in_recovery()")):
            raise _takes_nothing("It is a standby, or still recovers.")
    try:
        with unit_of_work(
            engine
        ) as session:  # Not for reading only, where `SET LOCAL` has nothing to be local to.
            for statement in _SPILL:
                session.connection().execute(statement)
    except DatabaseError as error:
        if getattr(getattr(error.__cause__, "orig", None), "sqlstate", "") != _NO_SPILLING:
            raise


def _write_beside(path: Path) -> None:
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.") as file:
            file.write(bytes(_PROBE_BYTES))
            file.flush()
    except OSError as error:
        raise _takes_nothing(f"{path.parent}: {error.strerror or error}.") from error


def _takes_nothing(why: str) -> DatabaseError:
    return DatabaseError(
        "The database takes nothing in.",
        why=why,
        remedy="Make room where it keeps its files, or let it be written again; nothing is lost meanwhile.",
    )
