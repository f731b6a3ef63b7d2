"""Pages of lists: by key and not by offset, so that each costs the same and none is missed or shown twice.

A cursor holds the keys of the last row of the page before, and the digest of the filters and the order that
the list was asked with; with others it is refused. It gives no right to anything: each page asks for
permission like the first.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, tuple_
from sqlalchemy import inspect as sa_inspect
from sqlmodel import select
from sqlmodel.sql.sqltypes import UTCDateTime

from registry.contract.paging import PageQuery
from registry.db.base import Base
from registry.domain.canonical import canonical_json, digest_bytes
from registry.domain.errors import InvalidInputError
from registry.services.context import Context

RowT = TypeVar("RowT", bound=Base)

ValueT = TypeVar("ValueT")

_ASKED_DIGITS = 16
_BATCH = 1000


def read_page(
    context: Context,
    query: Any,  # noqa: ANN401 - SQLModel's selects have no common type
    page: PageQuery,
    keys: Sequence[Any],
    *,
    descending: bool,
    names: Sequence[str] = (),
) -> tuple[list[Any], str]:
    """The rows of one page of a query, and the cursor of the next page.

    `keys` are the columns to order by, none of them nullable, the last of them unique. `names` are what the
    rows call them, where they are columns of another table with the same in them.
    """
    statement: Select[Any] = query
    if page.cursor:
        after = [literal(value, key.type) for key, value in zip(keys, _opened(page, keys), strict=True)]
        here: ColumnElement[Any] = tuple_(*keys)
        statement = statement.where(here < tuple_(*after) if descending else here > tuple_(*after))
    statement = statement.order_by(*(key.desc() if descending else key.asc() for key in keys))
    rows = list(context.session.exec(statement.limit(page.limit + 1)))  # type: ignore[call-overload]
    shown = rows[: page.limit]
    names = names or [key.key for key in keys]
    return shown, _closed(page, names, shown[-1]) if len(rows) > page.limit else ""


def hold(context: Context, kind: type[RowT], ids: set[Any]) -> list[RowT]:
    """Read these rows at once, so that the session finds each by its id without asking again."""
    known, mapper = context.session.identity_map, sa_inspect(kind)
    keys = {wanted: mapper.identity_key_from_primary_key((wanted,)) for wanted in ids - {None}}
    found = [known[key] for key in keys.values() if key in known]
    identity = mapper.primary_key[0]
    for some in in_batches([wanted for wanted, key in keys.items() if key not in known]):
        found += context.session.exec(select(kind).where(identity.in_(some)))
    context.held += found
    return found


def in_batches(values: Sequence[ValueT], most: int = _BATCH) -> Iterator[Sequence[ValueT]]:
    """The same values in sequences that a statement can name, none of them empty."""
    for start in range(0, len(values), most):
        yield values[start : start + most]


def _closed(page: PageQuery, names: Sequence[str], row: Any) -> str:  # noqa: ANN401 - a row of any kind
    last = [_plain(getattr(row, name)) for name in names]
    return base64.urlsafe_b64encode(canonical_json([_asked(page), last])).decode().rstrip("=")


def _opened(page: PageQuery, keys: Sequence[Any]) -> list[Any]:
    try:
        text = page.cursor.encode("ascii")
        asked, last = json.loads(base64.b64decode(text + b"=" * (-len(text) % 4), b"-_", validate=True))
        values = [_value(_kind(key.type), plain) for key, plain in zip(keys, last, strict=True)]
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise _refused("It is not one that a list has given.") from None
    if asked != _asked(page):
        raise _refused("It belongs to a list with other filters or another order.")
    return values


def _asked(page: PageQuery) -> str:
    asked = canonical_json(
        page.model_dump(mode="json", exclude={"cursor", "limit"}) | {"of": type(page).__name__}
    )
    return digest_bytes(asked).removeprefix("sha256:")[:_ASKED_DIGITS]


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case UUID():
            return value.hex
        case _:
            return value


def _kind(column: Any) -> type:  # noqa: ANN401 - a type of SQLAlchemy's, or a decorated one that does not tell
    kind: type = datetime if isinstance(column, UTCDateTime) else column.python_type
    return kind


def _value(kind: type, plain: object) -> object:
    if kind is int and type(plain) is int and abs(plain) < 2**53:
        return plain
    if not isinstance(plain, str) or "\0" in plain or kind is int:
        raise TypeError
    if kind is datetime:
        moment = datetime.fromisoformat(plain)
        if moment.tzinfo is None:
            raise TypeError
        return moment
    return UUID(hex=plain) if kind is UUID else plain


def _refused(why: str) -> InvalidInputError:
    return InvalidInputError(
        "The cursor is not valid.",
        why=why,
        remedy="Take it from `next` of the page before, and leave the filters as they were.",
        pointer="/cursor",
    )
