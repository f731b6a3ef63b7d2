"""The JSON Schemas that OPA checks policies and inputs with, generated from the wire shapes.

`python -m registry.gate.schemas policies/schemas` writes them again; a test holds them to the shapes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from registry.contract.base import Shape
from registry.contract.decision import Decision
from registry.contract.gate_input import GateInput

_DIALECT = "http://json-schema.org/draft-07/schema#"
_SHAPES: dict[str, type[Shape]] = {"decision": Decision, "gate_input": GateInput}
_PROSE = ("description", "title")

_Field = core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField


class _WireSchema(GenerateJsonSchema):
    """What is really written: defaults are spelt out, and what may be left out is left out, not null."""

    def field_is_required(self, field: _Field, total: bool) -> bool:  # noqa: FBT001 - pydantic's signature
        """Every field is written, but for those that `exclude_if` leaves out."""
        del total
        return "serialization_exclude_if" not in field

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """A field without its default: the gate fills nothing in."""
        return self.generate_inner(schema["schema"])

    def model_field_schema(self, schema: core_schema.ModelField) -> JsonSchemaValue:
        """A field that is left out when it is null is never null."""
        inner = schema["schema"]
        if "serialization_exclude_if" in schema and inner["type"] == "default":
            inner = inner["schema"]
            if inner["type"] == "nullable":
                inner = inner["schema"]
            return self.generate_inner(inner)
        return super().model_field_schema(schema)


def json_schema(shape: type[Shape]) -> dict[str, Any]:
    """The JSON Schema of a wire shape as it is written, closed and referring to nothing outside itself.

    It goes without prose: OPA reads it anew for every decision, and the shapes have docstrings.
    """
    schema = shape.model_json_schema(by_alias=True, schema_generator=_WireSchema, mode="serialization")
    bare: dict[str, Any] = json.loads(json.dumps(schema), object_hook=_without_prose)
    return {"$schema": _DIALECT, **bare}


def _without_prose(part: dict[str, Any]) -> dict[str, Any]:
    # A property may be called `description` too, and then it holds an object.
    return {key: value for key, value in part.items() if key not in _PROSE or not isinstance(value, str)}


def write_schemas(directory: Path) -> None:
    """Write `<name>.json` for each shape that the policies know."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, shape in _SHAPES.items():
        text = json.dumps(json_schema(shape), indent=1)
        (directory / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1]))
