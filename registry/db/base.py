"""The base of all rows: named constraints, enums by value, JSON on both databases, UTC times."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, Enum, LargeBinary, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from registry.domain.ids import new_id

JSON_TYPE = JSON().with_variant(JSONB(), "postgresql")


class Base(SQLModel):
    """Carries the metadata, whose naming convention lets every constraint be altered later."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def id_field() -> Any:  # noqa: ANN401 - SQLModel's Field is untyped by design
    """A UUIDv7 primary key made in Python."""
    return Field(default_factory=new_id, primary_key=True)


def enum_field(kind: type[StrEnum], check: str = "", **options: Any) -> Any:  # noqa: ANN401 - as above
    """An enum stored by value, with a CHECK on both databases instead of a native type.

    `check` names the constraint where one table has several columns of the same kind.
    """
    enum = Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        length=32,
        create_constraint=True,
        name=check or kind.__name__.lower(),
    )
    return Field(sa_column=Column(enum, nullable=False, **options))


def json_field() -> Any:  # noqa: ANN401 - as above
    """A JSON value, to be replaced whole and never changed in place."""
    return Field(sa_column=Column(JSON_TYPE, nullable=False))


def bytes_field() -> Any:  # noqa: ANN401 - as above
    """Exact bytes."""
    return Field(sa_column=Column(LargeBinary, nullable=False))


def digest_check(column: str) -> CheckConstraint:
    """Holds a digest column to its form: `sha256:` and 64 lower-case hex digits.

    Said with what both databases understand alike; LIKE does not mind the case in SQLite.
    """
    return CheckConstraint(
        f"length({column}) = 71 AND substr({column}, 1, 7) = 'sha256:'"
        f" AND ltrim(substr({column}, 8), '0123456789abcdef') = ''",
        name=f"{column}_digest",
    )


__all__ = ["UUID", "Base", "bytes_field", "datetime", "digest_check", "enum_field", "id_field", "json_field"]
