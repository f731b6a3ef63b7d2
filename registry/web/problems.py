"""Errors on the wire: RFC 9457 problem documents, from one table."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from flask import Flask, Response, json, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from registry.domain.errors import InvalidInputError, ModelwardenError, WrongOffsetError

_log = structlog.get_logger(__name__)

STATUS_BY_CODE = {
    "invalid_input": HTTPStatus.UNPROCESSABLE_ENTITY,
    "not_authenticated": HTTPStatus.UNAUTHORIZED,
    "forbidden": HTTPStatus.FORBIDDEN,
    "separation_of_duties": HTTPStatus.FORBIDDEN,
    "not_found": HTTPStatus.NOT_FOUND,
    "conflict": HTTPStatus.CONFLICT,
    "wrong_offset": HTTPStatus.CONFLICT,
    "upload_busy": HTTPStatus.CONFLICT,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "illegal_transition": HTTPStatus.CONFLICT,
    "gate_refused": HTTPStatus.CONFLICT,
    "gate_unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "database_unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "storage_unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "blob_missing": HTTPStatus.SERVICE_UNAVAILABLE,
    "integrity": HTTPStatus.UNPROCESSABLE_ENTITY,
    "signing": HTTPStatus.SERVICE_UNAVAILABLE,
    "missing_dependency": HTTPStatus.SERVICE_UNAVAILABLE,
    "evidence": HTTPStatus.UNPROCESSABLE_ENTITY,
    "report": HTTPStatus.INTERNAL_SERVER_ERROR,
}
SOMETHING_WRONG = ModelwardenError(
    "Something went wrong on our side.",
    why="Nothing was changed.",
    remedy="Look for this time in the server's log.",
)


def status_of(error: ModelwardenError) -> HTTPStatus:
    """The HTTP status of an error; one that is not in the table is our mistake."""
    return STATUS_BY_CODE.get(error.code, HTTPStatus.INTERNAL_SERVER_ERROR)


def problem(error: ModelwardenError, status: HTTPStatus | None = None) -> Response:
    """The problem document of an error."""
    status = status or status_of(error)
    body = {
        "type": f"urn:modelwarden:problem:{error.code}",
        "title": error.what,
        "status": status.value,
        "detail": error.why,
        "remedy": error.remedy,
        "code": error.code,
        "instance": request.path,
    }
    if error.pointer:
        body["pointer"] = error.pointer
    if isinstance(error, WrongOffsetError):
        body["offset"] = error.offset
    return Response(json.dumps(body), status=status.value, content_type="application/problem+json")


def invalid_body(error: ValidationError) -> InvalidInputError:
    """The first thing that is wrong with a body, with a JSON pointer to it."""
    first = error.errors(include_input=False, include_url=False)[0]
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in first["loc"])
    more = error.error_count() - 1
    return InvalidInputError(
        f"The request is not valid: {first['msg']}.",
        why=f"At {pointer or 'the top'}{f', and {more} more' if more else ''}.",
        remedy="Correct it and send it again; nothing was changed.",
        pointer=pointer,
    )


def register_problem_handlers(app: Flask) -> None:
    """Answer every API error with a problem document."""
    app.register_error_handler(ModelwardenError, _answer)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_unexpected)


def _answer(error: ModelwardenError) -> Response:
    return problem(error)


def _answer_http(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or 500)
    answer = problem(ModelwardenError(error.name, why=error.description or ""), status)
    answer.headers.extend(
        [(name, value) for name, value in error.get_headers() if name.lower() in {"allow", "retry-after"}]
    )
    return answer


def _answer_unexpected(error: Exception) -> Response:
    _log.exception("unexpected", path=request.path, error=type(error).__name__)
    return problem(SOMETHING_WRONG, HTTPStatus.INTERNAL_SERVER_ERROR)
