"""From an HTTP answer that says no to the error that it means (RFC 9457 problem documents)."""

from __future__ import annotations

import json
from typing import Any

from modelwarden import errors
from modelwarden.errors import ModelwardenError

_BY_CODE: dict[str, type[ModelwardenError]] = {
    error.code: error
    for error in (
        errors.InvalidInputError,
        errors.NotAuthenticatedError,
        errors.TooManyAttemptsError,
        errors.ForbiddenError,
        errors.SeparationOfDutiesError,
        errors.NotFoundError,
        errors.ConflictError,
        errors.WrongOffsetError,
        errors.UploadBusyError,
        errors.TooLargeError,
        errors.IllegalTransitionError,
        errors.IntegrityError,
        errors.EvidenceError,
    )
}
# For answers that are not ours (a proxy's page) or that carry a code from a newer server.
_BY_STATUS: dict[int, type[ModelwardenError]] = {
    400: errors.InvalidInputError,
    401: errors.NotAuthenticatedError,
    403: errors.ForbiddenError,
    404: errors.NotFoundError,
    429: errors.TooManyAttemptsError,
    409: errors.ConflictError,
    412: errors.ConflictError,
    413: errors.TooLargeError,
    415: errors.InvalidInputError,
    422: errors.InvalidInputError,
}
_SERVER_ERRORS = 500


def error_from(status: int, media_type: str, body: bytes) -> ModelwardenError:
    """The error of an answer with a status of 300 or more."""
    document = _problem(media_type, body)
    if document is None:
        return _error_without_problem(status, media_type)
    code = str(document.get("code", ""))
    error = _kind(status, code)(
        str(document.get("title") or f"The server answered with status {status}."),
        why=str(document.get("detail") or ""),
        remedy=str(document.get("remedy") or ""),
        pointer=str(document.get("pointer") or ""),
        status=status,
    )
    if code:
        error.code = code
    return error


def _problem(media_type: str, body: bytes) -> dict[str, Any] | None:
    if media_type.partition(";")[0].strip() not in {"application/problem+json", "application/json"}:
        return None
    try:
        document = json.loads(body)
    except ValueError:
        return None
    return document if isinstance(document, dict) and "title" in document else None


def _error_without_problem(status: int, media_type: str) -> ModelwardenError:
    return _kind(status, "")(
        f"The server answered with status {status}.",
        why=f"It gave no reason that a registry would give (its answer is {media_type or 'of no type'}).",
        remedy="Check that the address is that of a Modelwarden registry, and what stands between.",
        status=status,
    )


def _kind(status: int, code: str) -> type[ModelwardenError]:
    if status >= _SERVER_ERRORS:
        return errors.ServerError
    return _BY_CODE.get(code) or _BY_STATUS.get(status, ModelwardenError)
