"""Errors on the wire: RFC 9457 problem documents, from one table."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from flask import Flask, Response, g, json, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from registry.domain.errors import (
    InvalidInputError,
    MalformedError,
    MediaTypeError,
    MethodError,
    ModelwardenError,
    NotFoundError,
    TooLargeError,
    TooManyAttemptsError,
    WrongOffsetError,
)
from registry.web.json_body import point_to

_log = structlog.get_logger(__name__)

STATUS_BY_CODE = {
    "invalid_input": HTTPStatus.UNPROCESSABLE_ENTITY,
    "method_not_allowed": HTTPStatus.METHOD_NOT_ALLOWED,
    "malformed": HTTPStatus.BAD_REQUEST,
    "unsupported_media_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "idempotency_key_reused": HTTPStatus.UNPROCESSABLE_ENTITY,
    "precondition_failed": HTTPStatus.PRECONDITION_FAILED,
    "not_authenticated": HTTPStatus.UNAUTHORIZED,
    "too_many_attempts": HTTPStatus.TOO_MANY_REQUESTS,
    "forbidden": HTTPStatus.FORBIDDEN,
    "separation_of_duties": HTTPStatus.FORBIDDEN,
    "not_found": HTTPStatus.NOT_FOUND,
    "conflict": HTTPStatus.CONFLICT,
    "wrong_offset": HTTPStatus.CONFLICT,
    "upload_busy": HTTPStatus.CONFLICT,
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
# What Flask refuses by itself, in the words of the error tree.
_BY_STATUS: dict[int, tuple[type[ModelwardenError], str]] = {
    400: (MalformedError, "Correct the request; nothing was changed."),
    404: (NotFoundError, "GET /api/v1/openapi.json lists every path."),
    405: (MethodError, "Use one of the methods that the Allow header names."),
    413: (TooLargeError, "Send less at once; nothing was changed."),
    414: (TooLargeError, "Shorten the address."),
    415: (MediaTypeError, "Send `Content-Type: application/json`."),
}
SOMETHING_WRONG = ModelwardenError(
    "Something went wrong on our side.",
    why="Nothing was changed.",
    remedy="Look for this time in the server's log.",
)


def status_of(error: ModelwardenError) -> HTTPStatus:
    """The HTTP status of an error; one that is not in the table is our mistake."""
    return STATUS_BY_CODE.get(error.code, HTTPStatus.INTERNAL_SERVER_ERROR)


def retry_headers(error: ModelwardenError) -> dict[str, str]:
    """`Retry-After`, when the error knows it (RFC 9110, 10.2.3)."""
    return {"Retry-After": str(error.retry_after)} if isinstance(error, TooManyAttemptsError) else {}


def problem_members(error: ModelwardenError, status: HTTPStatus, path: str) -> dict[str, str | int]:
    """What every problem document has."""
    return {
        "type": f"urn:modelwarden:problem:{error.code}",
        "title": error.what,
        "status": status.value,
        "detail": error.why,
        "remedy": error.remedy,
        "code": error.code,
        "instance": path,
    }


def problem(error: ModelwardenError, status: HTTPStatus | None = None) -> Response:
    """The problem document of an error."""
    status = status or status_of(error)
    body = problem_members(error, status, request.path)
    if request_id := g.get("request_id"):
        body["request_id"] = request_id
    if error.reason:
        body["reason"] = error.reason
    if error.pointer:
        body["pointer"] = error.pointer
    if isinstance(error, WrongOffsetError):
        body["offset"] = error.offset
    answer = Response(
        json.dumps(body),
        status=status.value,
        headers=retry_headers(error),
        content_type="application/problem+json",
    )
    if status is HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def invalid_body(error: ValidationError) -> InvalidInputError:
    """The first thing that is wrong with a body, with a JSON pointer to it."""
    first = error.errors(include_input=False, include_url=False)[0]
    pointer = point_to(*first["loc"])
    more = error.error_count() - 1
    # Pydantic puts words of its own before what our validators say.
    said = first["ctx"]["error"] if first["type"] == "value_error" else first["msg"]
    return InvalidInputError(
        f"The request is not valid: {said}.",
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
    log_outage(error)
    return problem(error)


def log_outage(error: ModelwardenError) -> None:
    """Tell the operator, too, of what is no fault of the request's."""
    if status_of(error) >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error(
            "request_not_served",
            method=request.method,
            path=request.path,
            code=error.code,
            reason=error.reason or None,
            what=error.what,
            why=error.why,
            remedy=error.remedy,
        )


def _answer_http(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or 500)
    answer = problem(spoken(status, error.name, error.description or ""), status)
    answer.headers.extend(
        [(name, value) for name, value in error.get_headers() if name.lower() in {"allow", "retry-after"}]
    )
    return answer


def spoken(status: int, name: str, why: str) -> ModelwardenError:
    """What Flask or the server refuse by themselves, in our words."""
    kind, remedy = _BY_STATUS.get(status, (ModelwardenError, ""))
    return kind(f"{name}.", why=why, remedy=remedy)


def _answer_unexpected(error: Exception) -> Response:
    _log.exception("unexpected", path=request.path, error=type(error).__name__)
    return problem(SOMETHING_WRONG, HTTPStatus.INTERNAL_SERVER_ERROR)
