"""What a page shows, as plain JSON values."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from registry.contract.base import Shape
from registry.contract.paging import Page
from registry.domain.clock import rfc3339


def plain(value: object) -> object:  # noqa: C901, PLR0911 - one for each kind of value
    """The JSON value of what a template is given.

    Raises:
        TypeError: pages show nothing of that kind; give the template a view, or say here how it is written.
    """
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return value.value
        case str():
            return str(value)
        case Shape():
            return value.to_json()
        case Page():
            return {"items": [plain(item) for item in value], "next": value.next}
        case dict():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return _listed(value)
        case datetime():
            return rfc3339(value)
        case UUID():
            return str(value)
        case _ if is_dataclass(value):
            return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
        case _:
            msg = f"A page shows a {type(value).__name__}, which has no JSON."
            raise TypeError(msg)


def _listed(values: list[object] | tuple[object, ...] | set[object] | frozenset[object]) -> list[object]:
    listed = [plain(item) for item in values]
    return sorted(listed, key=repr) if isinstance(values, set | frozenset) else listed
