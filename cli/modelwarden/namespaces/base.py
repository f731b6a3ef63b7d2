"""What all namespaces share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from modelwarden.errors import InvalidInputError
from modelwarden.transport import Transport


class Namespace:
    """The operations of one noun on one registry."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport


def given(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were given: what is None is left out, and so stays as it is on the server."""
    return {name: value for name, value in fields.items() if value is not None}


def asked(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Filters as a query; tags become `name=value`, and moments text."""
    found = given(filters)
    if "tag" in found:
        found["tag"] = [f"{name}={value}" for name, value in found["tag"].items()]
    return {name: rfc3339(value) if isinstance(value, datetime) else value for name, value in found.items()}


def rfc3339(moment: datetime | str) -> str:
    """A moment as the API writes it, in UTC with milliseconds; text is passed on for the server to judge."""
    if isinstance(moment, str):
        return moment
    if moment.tzinfo is None:
        raise InvalidInputError(
            "The time has no time zone.",
            why="It would mean another moment elsewhere.",
            remedy="Give it one, e.g. UTC.",
        )
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
