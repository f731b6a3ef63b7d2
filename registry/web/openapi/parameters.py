"""What an operation takes beside its body: in the path, the query and the headers."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from werkzeug.routing import Rule

from registry.contract.base import Digest, Name
from registry.web.operations import Operation

Json = dict[str, Any]

_ID: Json = {"type": "string", "format": "uuid"}
_NAME: Json = TypeAdapter(Name).json_schema()
_DIGEST: Json = TypeAdapter(Digest).json_schema()
_NUMBER: Json = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
_FILE: Json = {"type": "string", "minLength": 1, "pattern": r"^[A-Za-z0-9_-][A-Za-z0-9._-]*$"}
_RULE: Json = {"type": "string", "pattern": "^[A-Z]{3,5}-[0-9]{3}$"}
_BY_NAME = {
    "rule": _RULE,
    "number": _NUMBER,
    "before": _NUMBER,
    "after": _NUMBER,
    "sha256": _DIGEST,
    "digest": _DIGEST,
    "path": _FILE,
}
_KEYS_FILE = "/keys/<name>"
_ETAG = '(W/)?"[!#-~]*"'
_HEADERS: dict[str, Json] = {
    "X-Content-SHA256": {
        "description": "The digest that the body must have on arrival.",
        "schema": _DIGEST,
    },
    "Upload-Offset": {
        "description": "The byte of the whole that the part begins with, from 0.",
        "schema": {"type": "string", "pattern": "^[0-9]{1,16}$"},
    },
    "Idempotency-Key": {
        "description": "What no other request of yours has: the same request again gets the first answer.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    },
    "If-Match": {
        "description": "The ETag that the thing must still have, or several; `*` when any will do.",
        "schema": {"type": "string", "pattern": rf"^(\*|{_ETAG}(, {_ETAG})*)$"},
    },
    "If-None-Match": {
        # A condition that cannot be read is none, and the whole answer is given (RFC 9110, 13.1.2).
        "description": "The ETag that you have already.",
        "schema": {"type": "string"},
    },
}


def parameters_of(rule: Rule, operation: Operation, _schemas: Any) -> list[Json]:  # noqa: ANN401
    """The parameters of one operation."""
    path = [
        {"name": name, "in": "path", "required": True, "schema": _path_schema(rule, name)}
        for name in sorted(rule.arguments)
    ]
    return [*path, *_query(operation), *(_header(name) for name in _headers(rule, operation))]


def _path_schema(rule: Rule, name: str) -> Json:
    if rule.rule.endswith(_KEYS_FILE):
        return _FILE
    return _ID if name.endswith("_id") else _BY_NAME.get(name, _NAME)


def _query(operation: Operation) -> list[Json]:
    if operation.query is None:
        return []
    schema = operation.query.model_json_schema()
    needed = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in needed, **_split(part)}
        for name, part in schema["properties"].items()
    ]


def _split(part: Json) -> Json:
    """A field's schema as a parameter: null is not a text that a query could hold."""
    alternatives = [one for one in part.get("anyOf", []) if one.get("type") != "null"]
    schema = {key: value for key, value in part.items() if key not in {"anyOf", "title", "description"}}
    if schema.get("default", ...) is None:
        del schema["default"]
    if len(alternatives) == 1:
        schema |= alternatives[0]
    described = {"description": part["description"]} if "description" in part else {}
    return {**described, "schema": schema}


def _headers(rule: Rule, operation: Operation) -> list[str]:
    reads = "GET" in (rule.methods or set())
    found = list(operation.headers)
    if operation.once:
        found.append("Idempotency-Key")
    if operation.conditional:
        found.append("If-Match")
    if operation.tagged and reads:
        found.append("If-None-Match")
    return found


def _header(name: str) -> Json:
    known = name.removesuffix("!")
    return {"name": known, "in": "header", "required": known != name, **_HEADERS[known]}
