"""Loading rows into an empty database: one transaction, foreign keys looked at when everything is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, select, text

from registry.db import metadata
from registry.domain.errors import ConflictError, IntegrityError

_FOREIGN_KEYS = """
SELECT conrelid::regclass::text AS owner, quote_ident(conname) AS name,
       pg_get_constraintdef(oid) AS definition
FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""


def refuse_filled(connection: Connection) -> None:
    """Raise `ConflictError` when any table has a row."""
    filled = [
        name
        for name, table in metadata.tables.items()
        if connection.execute(select(1).select_from(table).limit(1)).first()
    ]
    if filled:
        raise ConflictError(
            "The database is not empty.",
            why=f"There are rows in {', '.join(filled[:5])}. Nothing was changed.",
            remedy="Name an empty database: set MODELWARDEN_DATABASE_URL or MODELWARDEN_DATA_DIR.",
        )


@contextmanager
def loading(engine: Engine) -> Iterator[Connection]:
    """A transaction in which rows may come in any order; it ends well only if every reference holds."""
    with engine.begin() as connection:
        refuse_filled(connection)
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            yield connection
            _refuse_dangling(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
        else:
            keys = connection.execute(text(_FOREIGN_KEYS)).all()
            for owner, name, _ in keys:
                connection.exec_driver_sql(f"ALTER TABLE {owner} DROP CONSTRAINT {name}")
            yield connection
            # Adding one looks at every row, so a reference to nothing ends the transaction here.
            for owner, name, definition in keys:
                connection.exec_driver_sql(f"ALTER TABLE {owner} ADD CONSTRAINT {name} {definition}")


def _refuse_dangling(found: Iterable[object]) -> None:
    if dangling := list(found):
        raise IntegrityError(
            "The backup refers to rows that it does not hold.",
            why=f"SQLite found {len(dangling)} such references. Nothing was changed.",
            remedy="Use another backup.",
        )
