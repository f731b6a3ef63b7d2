"""What a server answered, as objects; and what is said when it cannot be understood."""

from __future__ import annotations

from typing import Any, TypeVar

import httpx
from pydantic import ValidationError

from modelwarden.errors import ModelwardenError, ServerError
from modelwarden.objects.base import Object
from modelwarden.problems import error_from

ObjectT = TypeVar("ObjectT", bound=Object)


def parse_object(shape: type[ObjectT], answer: object) -> ObjectT:
    """The object that an answer tells of; raises `ServerError` when it tells of none."""
    try:
        return shape.model_validate(answer)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = "/".join(str(part) for part in first["loc"])
        raise _not_understood(
            f"As a {shape.__name__}: {first['msg']}{f' at {where}' if where else ''}."
        ) from error


def object_of(shape: type[ObjectT], response: httpx.Response) -> ObjectT:
    """The object that an answer tells of, with its ETag."""
    found = parse_object(shape, json_of(response))
    found._etag = response.headers.get("ETag")  # noqa: SLF001 - a field of the wire, and not of the object
    return found


def next_of(answer: object) -> str:
    """The cursor of the page that follows; empty on the last one."""
    return str(answer.get("next") or "") if isinstance(answer, dict) else ""


def parse_items(shape: type[ObjectT], answer: object) -> tuple[ObjectT, ...]:
    """The objects of an answer `{"items": [...]}`."""
    items = answer.get("items") if isinstance(answer, dict) else None
    if not isinstance(items, list):
        raise _not_understood("A list was expected.")
    return tuple(parse_object(shape, item) for item in items)


def json_of(response: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    """The JSON of an answer; None when it has no body."""
    if not response.content:
        return None
    try:
        return response.json()
    except ValueError as error:
        media_type = response.headers.get("Content-Type", "of no type")
        raise _not_understood(f"It should be JSON and is {media_type}.") from error


def error_of(response: httpx.Response) -> ModelwardenError:
    """The error that an answer means."""
    return error_from(response.status_code, response.headers.get("Content-Type", ""), response.content)


def _not_understood(why: str) -> ServerError:
    return ServerError(
        "The server's answer is not understood.",
        why=why,
        remedy="Check that the address is that of a Modelwarden registry, no older than this client.",
    )
