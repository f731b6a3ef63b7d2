"""Times are UTC, and on the wire they are RFC 3339 with milliseconds and a `Z`."""

from __future__ import annotations

from datetime import UTC, datetime


def rfc3339(moment: datetime) -> str:
    """An aware moment as `2026-11-21T08:00:00.000Z`; naive moments are a programming error."""
    if moment.tzinfo is None:
        msg = "a naive datetime has no place on the wire"
        raise ValueError(msg)
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_rfc3339(text: str) -> datetime:
    """The moment that `rfc3339` wrote."""
    return datetime.fromisoformat(text).astimezone(UTC)
