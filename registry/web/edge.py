"""What every view uses: the platform, one unit of work per request, bodies in and answers out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import BinaryIO, TypeVar, get_origin
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, current_app, g, request
from pydantic import ValidationError

from registry.contract.base import Shape
from registry.contract.paging import Page
from registry.domain.errors import InvalidInputError, MediaTypeError, NotFoundError
from registry.domain.preconditions import parse_precondition, tag_of
from registry.services.context import Actor, Context, open_unit
from registry.services.platform import Platform
from registry.services.preconditions import refuse_unheeded, view_bytes
from registry.storage.blobs import CHUNK_BYTES, read_chunks
from registry.web.json_body import point_to, read_json
from registry.web.problems import invalid_body

ShapeT = TypeVar("ShapeT", bound=Shape)
MAX_JSON_BYTES = 16 * 1024 * 1024
PLATFORM = "modelwarden"


def platform() -> Platform:
    """The installation that this app serves."""
    found: Platform = current_app.extensions[PLATFORM]
    return found


@contextmanager
def reading() -> Iterator[Context]:
    """A unit of work that changes nothing: the one that was kept for this request, if there is one."""
    unit, context = g.pop("kept", (None, None))
    if context is None:
        unit = ExitStack()
        context = unit.enter_context(open_unit(platform(), None, read_only=True))
    with unit:
        context.actor = current_actor()
        yield context


def keep_for_reading(unit: ExitStack, context: Context) -> None:
    """Let the view read in the unit that found out who asks: one transaction less for each request."""
    g.kept = unit.pop_all(), context


def end_kept_unit() -> None:
    """End the unit that was kept and that no view has read in."""
    unit, _ = g.pop("kept", (None, None))
    if unit is not None:
        unit.close()


@contextmanager
def writing() -> Iterator[Context]:
    """A unit of work that is committed at its end, if the thing that it changes is as the request demands."""
    demanded = parse_precondition(request.headers.get("If-Match"), request.headers.get("If-None-Match"))
    with _unit() as context:
        context.precondition = demanded
        yield context
        refuse_unheeded(context)


def _unit() -> AbstractContextManager[Context]:
    # A request with an idempotency key has a unit open already, which holds the key.
    end_kept_unit()
    joined: Context | None = g.get("unit")
    return nullcontext(joined) if joined is not None else open_unit(platform(), current_actor())


def current_actor() -> Actor | None:
    """Who asks, as the authentication found out."""
    actor: Actor | None = g.get("actor")
    return actor


def body(shape: type[ShapeT]) -> ShapeT:
    """The request's JSON body as a shape; anything else is refused with a pointer to what is wrong."""
    if request.mimetype != "application/json":
        raise MediaTypeError(
            "The body must be JSON.",
            why=f"Its type is {request.mimetype or 'not given'}.",
            remedy="Send `Content-Type: application/json`.",
        )
    request.max_content_length = MAX_JSON_BYTES
    raw = request.get_data()
    read_json(raw)
    try:
        return shape.model_validate_json(raw)
    except ValidationError as error:
        raise invalid_body(error) from None


def query(shape: type[ShapeT]) -> ShapeT:
    """The request's query as a shape; what the shape does not know is refused, so that no filter is lost."""
    given: dict[str, object] = {}
    for name, values in request.args.lists():
        several = get_origin(_bare(shape, name)) is list
        if len(values) > 1 and not several:
            raise InvalidInputError(
                f"{name[:80]!r} is given twice.", pointer=point_to(name), remedy="Give it once."
            )
        given[name] = values if several else values[0]
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        raise invalid_body(error) from None


def _bare(shape: type[Shape], name: str) -> object:
    field = shape.model_fields.get(name)
    return field.annotation if field else None


def answer(view: Shape, status: int = 200) -> Response:
    """One view as JSON, with its ETag; 304 without it for whoever has it already."""
    content = view_bytes(view)
    response = Response(content, status=status, content_type="application/json")
    return tagged(response, tag_of(content))


def tagged(response: Response, tag: str) -> Response:
    """An answer with its ETag, or what the request's conditions make of it when it only reads.

    Raises:
        PreconditionFailedError: the request wants it only with another tag (RFC 9110, 13.1.1).
    """
    response.set_etag(tag)
    if request.method in {"GET", "HEAD"}:
        parse_precondition(request.headers.get("If-Match"), None).check(tag)
        response.make_conditional(request)
    return response


def answer_all(views: Sequence[Shape]) -> Response:
    """Several views as `{"items": [...]}`; `next` is the cursor of the page that follows, if one does."""
    items = ",".join(view.model_dump_json(by_alias=True) for view in views)
    following = views.next if isinstance(views, Page) else ""
    if not following:
        return Response(f'{{"items":[{items}]}}', content_type="application/json")
    response = Response(f'{{"items":[{items}],"next":"{following}"}}', content_type="application/json")
    arguments = {name: values for name, values in request.args.lists() if name != "cursor"}
    address = f"{request.path}?{urlencode(arguments | {'cursor': following}, doseq=True)}"
    response.headers["Link"] = f'<{address}>; rel="next"'
    return response


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
    # Whoever leaves before the first byte never starts the generator that would close the reader.
    response.call_on_close(reader.close)
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
        raise NotFoundError(
            "No such thing.", why="That is not an id.", remedy="Take the id from a list."
        ) from None
