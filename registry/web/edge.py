"""What every view uses: the platform, one unit of work per request, bodies in and answers out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO, TypeVar
from uuid import UUID

from flask import Response, current_app, g, request
from pydantic import ValidationError

from registry.contract.base import Shape
from registry.domain.errors import InvalidInputError, NotFoundError
from registry.services.context import Actor, Context, open_unit
from registry.services.platform import Platform
from registry.storage.blobs import CHUNK_BYTES, read_chunks
from registry.web.problems import invalid_body

ShapeT = TypeVar("ShapeT", bound=Shape)
MAX_JSON_BYTES = 16 * 1024 * 1024
PLATFORM = "modelwarden"


def platform() -> Platform:
    """The installation that this app serves."""
    found: Platform = current_app.extensions[PLATFORM]
    return found


def reading() -> AbstractContextManager[Context]:
    """A unit of work that changes nothing."""
    return open_unit(platform(), current_actor(), read_only=True)


def writing() -> AbstractContextManager[Context]:
    """A unit of work that is committed at its end."""
    return open_unit(platform(), current_actor())


def current_actor() -> Actor | None:
    """Who asks, as the authentication found out."""
    actor: Actor | None = g.get("actor")
    return actor


def body(shape: type[ShapeT]) -> ShapeT:
    """The request's JSON body as a shape; anything else is refused with a pointer to what is wrong."""
    if request.mimetype != "application/json":
        raise InvalidInputError(
            "The body must be JSON.",
            why=f"Its type is {request.mimetype or 'not given'}.",
            remedy="Send `Content-Type: application/json`.",
        )
    request.max_content_length = MAX_JSON_BYTES
    try:
        return shape.model_validate_json(request.get_data())
    except ValidationError as error:
        raise invalid_body(error) from None


def answer(view: Shape, status: int = 200) -> Response:
    """One view as JSON."""
    return Response(view.model_dump_json(by_alias=True), status=status, content_type="application/json")


def answer_all(views: Sequence[Shape]) -> Response:
    """Several views as `{"items": [...]}`."""
    items = ",".join(view.model_dump_json(by_alias=True) for view in views)
    return Response(f'{{"items":[{items}]}}', content_type="application/json")


def answer_bytes(content: bytes | Iterable[bytes], media_type: str, file_name: str | None = None) -> Response:
    """Exact bytes, never to be guessed at by a browser."""
    response = Response(content, content_type=media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    if file_name:
        response.headers.set("Content-Disposition", "attachment", filename=file_name)
    return response


def answer_stream(reader: BinaryIO, size: int, media_type: str, file_name: str) -> Response:
    """A stored blob, a chunk at a time."""
    response = answer_bytes(read_chunks(reader), media_type, file_name)
    response.content_length = size
    return response


def request_chunks() -> Iterator[bytes]:
    """The request's raw body, a chunk at a time."""
    stream = request.stream  # Taken here: a store may read it in another thread, which has no request.
    return iter(lambda: stream.read(CHUNK_BYTES), b"")


def as_id(text: str) -> UUID:
    """A path's id; one that is malformed is of nothing."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError("No such thing.", why="That is not an id.") from None
