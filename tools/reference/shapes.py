"""Wire shapes as tables: each field with its type in words, from pydantic's own JSON schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from registry.contract.base import MOMENT_PATTERN
from tools.reference.markdown import code, codes, first_paragraph, table

Json = dict[str, Any]

_PATTERNS = {
    "^sha256:[0-9a-f]{64}$": "digest",
    "^[a-z0-9][a-z0-9._-]{0,62}$": "name",
    r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$": "timestamp",
    MOMENT_PATTERN: "timestamp",
}


def described(shapes: Iterable[type[BaseModel]], told: set[str] | None = None) -> Iterator[str]:
    """A heading, a sentence and a table for each shape and for all that they are made of.

    Each comes once; `told` holds the names that stand on the page already, and grows.
    """
    told = set() if told is None else told
    for shape in shapes:
        schema = shape.model_json_schema(by_alias=True)
        parts = {shape.__name__: schema, **schema.get("$defs", {})}
        for name, part in parts.items():
            if name not in told and "properties" in part:
                told.add(name)
                yield from _section(name, part)


def _section(name: str, schema: Json) -> Iterator[str]:
    yield f"### {name}"
    if told := first_paragraph(schema.get("description")):
        yield told
    needed = schema.get("required", [])
    rows = [_row(field, part, needed) for field, part in schema["properties"].items()]
    yield table(["Field", "Type", "If left out"], rows)


def _row(field: str, schema: Json, needed: list[str]) -> tuple[str, str, str]:
    missing = "" if field in needed else _default(schema)
    return code(field), _type(schema), missing


def _default(schema: Json) -> str:
    if "default" not in schema:
        return "made"
    return {"": "empty", "None": "null"}.get(str(schema["default"]), code(schema["default"]))


def _type(schema: Json) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "const" in schema:
        return code(f'"{schema["const"]}"')
    if "enum" in schema:
        return f"one of {codes(schema['enum'])}"
    alternatives = schema.get("anyOf") or schema.get("oneOf")
    if alternatives:
        return " or ".join(_type(one) for one in alternatives)
    return _plain(schema)


def _plain(schema: Json) -> str:
    match schema.get("type"):
        case "array":
            return f"list of {_type(schema.get('items', {}))}"
        case "object" if isinstance(schema.get("additionalProperties"), dict):
            return f"map to {_type(schema['additionalProperties'])}"
        case "string":
            return _text(schema)
        case "null":
            return "null"
        case None:
            return "any JSON"
        case other:
            return f"{other}{_range(schema)}"


def _text(schema: Json) -> str:
    if pattern := schema.get("pattern"):
        return _PATTERNS.get(pattern, f"text like {code(pattern)}")
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength")
    if longest is None:
        return "text"
    return f"text ({shortest} to {longest})" if shortest > 1 else f"text (up to {longest})"


def _range(schema: Json) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None and high < 2**53 - 1:
        return f" ({low} to {high})"
    return f" (at least {low})" if low is not None else ""
