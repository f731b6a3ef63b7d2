"""The schemas that OPA checks with are the wire shapes, closed, and lead nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from registry.gate.schemas import write_schemas
from tests.policies.json_nodes import nodes
from tests.policies.workspace import POLICIES, base_input

NAMES = ("decision", "gate_input")


@pytest.mark.parametrize("name", NAMES)
def test_the_schemas_in_the_tree_are_those_of_the_shapes(name: str, tmp_path: Path) -> None:
    write_schemas(tmp_path)

    written = (tmp_path / f"{name}.json").read_text()
    assert written == (POLICIES / "schemas" / f"{name}.json").read_text(), (
        "run `python -m registry.gate.schemas policies/schemas`"
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_object_is_closed(name: str) -> None:
    schema = _schema(name)
    objects = [part for _, part in [((), schema), *nodes(schema)] if _describes_an_object(part)]

    assert len(objects) > 10
    assert all("additionalProperties" in part for part in objects)
    assert all(part["additionalProperties"] is not True for part in objects if "properties" in part)


@pytest.mark.parametrize("name", NAMES)
def test_references_stay_inside(name: str) -> None:
    references = [value for place, value in nodes(_schema(name)) if place[-1] == "$ref"]

    assert references
    assert all(reference.startswith("#/$defs/") for reference in references)


# Figures that evidence of before has not got; no rule reads them.
ADDED_LATER = {
    "CalibrationBin.interval",
    "CurvePoint.precision",
    "ExplainedRow.contributions",
    "ExplainedRow.others",
    "ExplanationBody.spread",
}


def test_every_field_of_the_input_must_be_written_but_for_evidence_that_was_never_produced() -> None:
    optional = {
        f"{place[-1]}.{field}"
        for place, part in nodes(_schema("gate_input")["$defs"])
        if _describes_an_object(part) and "properties" in part
        for field in part["properties"]
        if field not in part.get("required", [])
    }

    kinds = ("data_profile", "explanation", "fairness", "performance", "scan")
    assert optional == {f"EvidenceSet.{kind}" for kind in kinds} | ADDED_LATER


def test_a_kind_that_was_never_produced_is_absent_and_not_null() -> None:
    validator = Draft202012Validator(_schema("gate_input"))
    document = base_input()
    document["evidence"]["fairness"] = None

    assert not validator.is_valid(document)
    del document["evidence"]["fairness"]
    assert validator.is_valid(document)


def test_prose_goes_and_properties_of_that_name_stay() -> None:
    schema = _schema("gate_input")

    assert "description" not in schema
    assert "title" not in schema
    assert "description" in schema["$defs"]["VersionInput"]["properties"]
    assert "title" in schema["$defs"]["DeclaredBody"]["properties"]


def _schema(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((POLICIES / "schemas" / f"{name}.json").read_text())
    return read


def _describes_an_object(part: object) -> bool:
    return isinstance(part, dict) and part.get("type") == "object"
