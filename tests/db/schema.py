"""What a database says about its own schema, in a form that two of them can be compared by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, Inspector, inspect, text


def describe(engine: Engine) -> list[str]:
    """A line for every column, key, constraint and index; Alembic's own table is left out."""
    inspector = inspect(engine)
    names = sorted(set(inspector.get_table_names()) - {"alembic_version"})
    return [f"{name}: {line}" for name in names for line in _table(inspector, name)]


def triggers(engine: Engine) -> list[str]:
    """The names of all triggers that somebody made."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[engine.dialect.name]
    with engine.connect() as connection:
        return sorted(connection.scalars(text(query)))


def _table(inspector: Inspector, name: str) -> list[str]:
    keys = ("name", "constrained_columns", "referred_table", "referred_columns")
    return [
        *_lines("column", inspector.get_columns(name), "name", "type", "nullable", "default"),
        *_lines("primary key", [inspector.get_pk_constraint(name)], "name", "constrained_columns"),
        *_lines("foreign key", inspector.get_foreign_keys(name), *keys),
        *_lines("unique", inspector.get_unique_constraints(name), "name", "column_names"),
        *_lines("check", inspector.get_check_constraints(name), "name", "sqltext"),
        *_lines("index", inspector.get_indexes(name), "name", "column_names", "unique", "dialect_options"),
    ]


def _lines(kind: str, found: Any, *keys: str) -> list[str]:  # noqa: ANN401 - one typed dict per kind
    return sorted(f"{kind} " + " ".join(_text(entry.get(key)) for key in keys) for entry in found)


def _text(value: object) -> str:
    return str({key: str(part) for key, part in value.items()} if isinstance(value, dict) else value)
