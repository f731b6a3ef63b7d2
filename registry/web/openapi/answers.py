"""What an operation answers: what was asked for, or why not."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from werkzeug.routing import Rule

from registry.web.operations import REPLAYED, Operation

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}
PROBLEM: Json = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457): what, why, what to do, and where in the request.",
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "title", "status", "detail", "remedy", "code", "instance"],
    "properties": {
        "type": {"type": "string", "pattern": "^urn:modelwarden:problem:[a-z_]+$"},
        "title": {"type": "string", "description": "What happened."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "Why."},
        "remedy": {"type": "string", "description": "What to do about it."},
        "code": {"type": "string", "pattern": "^[a-z_]+$", "description": "A stable word for it."},
        "instance": {"type": "string", "description": "The path that was asked for."},
        "request_id": {"type": "string", "description": "What the log calls this request."},
        "reason": {"type": "string", "description": "A stable word for what kept the gate from answering."},
        "offset": {"type": "integer", "minimum": 0, "description": "Where the upload stands, in bytes."},
        "pointer": {
            "type": "string",
            "description": "A JSON pointer (RFC 6901) to the part that is to blame.",
        },
    },
}
HEADERS: Json = {
    "ETag": {
        "description": "A strong entity tag: the digest of the answer.",
        "required": True,
        "schema": {"type": "string", "pattern": '^"[0-9a-f]{32}"$'},
    },
    "Link": {
        "description": "The address of the next page, as `rel=next`, if there is one.",
        "schema": {"type": "string", "pattern": '^<[^>]+>; rel="next"$'},
    },
    REPLAYED: {
        "description": "`true` when this is the first answer to the same request.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "WWW-Authenticate": {"required": True, "schema": {"type": "string", "enum": ["Bearer"]}},
}


def answers_of(rule: Rule, method: str, operation: Operation, schemas: Any) -> Json:  # noqa: ANN401
    """The responses of one operation, by status."""
    found = {str(operation.status): _good(operation, schemas)}
    if operation.tagged and method == "GET":
        found["304"] = {"description": "You have it already.", "headers": _refer("ETag")}
    for status in sorted(_refusals(rule, method, operation)):
        found[str(status)] = _problem(HTTPStatus(status))
    if operation.refused_with is not None:
        found["409"]["content"]["application/json"] = {
            "schema": schemas[operation.refused_with, "serialization"]
        }
    return found


def _good(operation: Operation, schemas: Any) -> Json:  # noqa: ANN401
    described: Json = {"description": HTTPStatus(operation.status).phrase}
    headers = [
        *(["ETag"] if operation.tagged else []),
        *(["Link"] if operation.listed else []),
        *([REPLAYED] if operation.once == "kept" else []),
    ]
    if headers and not (operation.tagged and operation.once):
        described["headers"] = _refer(*headers)
    elif headers:
        # A replayed answer comes as it was kept, and has no ETag: the thing may have changed since.
        described["headers"] = _refer(*headers) | {"ETag": {**HEADERS["ETag"], "required": False}}
    if isinstance(operation.answer, str):
        described["content"] = {operation.answer: {"schema": {}}}
    elif operation.answer is not None:
        schema = schemas[operation.answer, "serialization"]
        described["content"] = {"application/json": {"schema": _page(schema) if operation.listed else schema}}
    return described


def _page(item: Json) -> Json:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["items"],
        "properties": {
            "items": {"type": "array", "items": item},
            "next": {
                "type": "string",
                "description": "The cursor of the next page; left out on the last one.",
            },
        },
    }


def _refusals(rule: Rule, method: str, operation: Operation) -> set[int]:
    found = {400, 414, 500, 503, *operation.also}
    if not operation.open:
        found |= {401, 403}
    if rule.arguments or operation.body is not None or operation.query is not None:
        found |= {404, 422}
    if operation.body is not None:
        found |= {413, 415}
    if operation.once:
        found |= {409, 413, 422}
    if operation.refused_with is not None:
        found.add(409)
    if method != "GET" or operation.tagged:
        found.add(412)
    return found


def _problem(status: HTTPStatus) -> Json:
    described: Json = {
        "description": status.phrase,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status is HTTPStatus.UNAUTHORIZED:
        described["headers"] = _refer("WWW-Authenticate")
    return described


def _refer(*names: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
