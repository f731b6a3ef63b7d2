"""Writing many rows of one kind, each with what its number says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from registry.domain.ids import new_id
from registry.services.tags import digest_value

START = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
Row = dict[str, Any]


@dataclass
class RowWriter:
    """Puts rows into tables, without services in between."""

    connection: Connection

    def put_tags(self, kind: type[Any], owners: list[Row]) -> None:
        tags = [
            owner | {"name": name, "value_digest": digest_value(value)}
            for n, owner in enumerate(owners)
            for name, value in tags_of(n).items()
        ]
        self.connection.execute(insert(table_of(kind)), tags)

    def put(self, kind: type[Any], rows: Iterable[Row]) -> list[UUID]:
        table = table_of(kind)
        made: list[Row] = [{"id": new_id()} | row for row in rows]
        if "created_at" in table.columns:
            made = [{"created_at": moment(n)} | row for n, row in enumerate(made)]
        self.connection.execute(insert(table), made)
        return [row["id"] for row in made]


def table_of(kind: type[Any]) -> Any:  # noqa: ANN401 - SQLModel does not tell of it
    return kind.__table__


def nth(kind: type[Any], n: int) -> Any:  # noqa: ANN401 - a member of any enum
    members = [*kind.__members__.values()]
    return members[n % len(members)]


def moment(n: int) -> datetime:
    return START + timedelta(seconds=n)


def tags_of(n: int) -> dict[str, str]:
    return {"stage": ("trial", "live", "old")[n % 3], "team": f"team {n % 400}"}
