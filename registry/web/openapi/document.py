"""The whole document."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from pydantic.json_schema import JsonSchemaMode, models_json_schema
from werkzeug.routing import Rule

from registry.contract.base import Shape
from registry.web.openapi.answers import HEADERS, PROBLEM, answers_of
from registry.web.openapi.parameters import parameters_of
from registry.web.operations import Operation, operation_of

Json = dict[str, Any]
Keyed = tuple[type[Shape], JsonSchemaMode]

_REFERENCE = "#/components/schemas/{model}"
_QUIET = {"HEAD", "OPTIONS"}
_PREFIX = "api."
_SECURITY = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token from `POST /api/v1/login` or `POST /api/v1/tokens`, with its scopes.",
    }
}


def describe_api(app: Flask, version: str) -> Json:
    """The OpenAPI document of an app's `/api/v1`; the same app gives the same document."""
    found = sorted(_operations(app), key=lambda one: (one[0].rule, one[1]))
    schemas, definitions = models_json_schema(
        sorted({key for _, _, _, operation in found for key in _shapes(operation)}, key=_order),
        by_alias=True,
        ref_template=_REFERENCE,
    )
    paths: dict[str, Json] = {}
    for rule, method, view, operation in found:
        described = _operation(rule, method, view, operation, schemas)
        paths.setdefault(_path(rule), {})[method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Modelwarden",
            "version": version,
            "description": "A model registry that can say no, and prove why.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": definitions.get("$defs", {}) | {"Problem": PROBLEM},
            "headers": HEADERS,
            "securitySchemes": _SECURITY,
        },
    }


def undescribed(app: Flask) -> list[str]:
    """The API's routes that promise nothing, and so would be missing."""
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(_PREFIX) and operation_of(app.view_functions[rule.endpoint]) is None
    ]


def _operations(app: Flask) -> Iterator[tuple[Rule, str, Any, Operation]]:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        operation = operation_of(view) if rule.endpoint.startswith(_PREFIX) else None
        if operation is not None:
            for method in (rule.methods or set()) - _QUIET:
                yield rule, method, view, operation


def _operation(rule: Rule, method: str, view: Any, operation: Operation, schemas: Any) -> Json:  # noqa: ANN401
    described: Json = {
        "operationId": view.__name__,
        "summary": inspect.getdoc(view) or "",
        "tags": [rule.endpoint.split(".")[1]],
        "parameters": parameters_of(rule, operation, schemas),
        "responses": answers_of(rule, method, operation, schemas),
    }
    if operation.open:
        described["security"] = []
    if operation.can_be_rehearsed:
        described["x-dry-run"] = True
    if operation.body is bytes:
        content: Json = {"application/octet-stream": {"schema": {}}}
        described["requestBody"] = {"required": True, "content": content}
    elif operation.body is not None:
        content = {"application/json": {"schema": schemas[operation.body, "validation"]}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _shapes(operation: Operation) -> Iterator[Keyed]:
    if operation.body is not None and operation.body is not bytes:
        yield operation.body, "validation"  # type: ignore[misc]
    for shape in (operation.answer, operation.refused_with):
        if isinstance(shape, type):
            yield shape, "serialization"


def _order(key: tuple[type[Any], str]) -> tuple[str, str]:
    return key[0].__name__, key[1]


def _path(rule: Rule) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
