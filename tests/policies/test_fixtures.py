"""The fixtures as wire documents: the base input is a real one, and every decision is a decision."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from registry.contract.decision import Decision
from registry.contract.gate_input import GateInput
from registry.domain.manifest import ManifestFile, manifest_digest
from registry.evidence.disparities import measure_disparities
from registry.gate.verdict import _check_consistency
from tests.policies.workspace import POLICIES, base_input, evaluate, fixtures

ALL_CASES = """[{"rule": rule, "name": name, "asked": asked, "decision": decision} |
    some rule, cases in data.fixtures.rules
    some name, case in cases
    asked := json.patch(data.fixtures.base, case.patch)
    decision := data.modelwarden.gate.decision with input as asked
]"""


@pytest.fixture(scope="module")
def decided(workspace: Path) -> list[dict[str, Any]]:
    """The decision about every case of every rule."""
    cases: list[dict[str, Any]] = evaluate(workspace, ALL_CASES)
    return cases


def test_the_base_input_follows_the_contract() -> None:
    base = base_input()

    assert GateInput.model_validate(base).to_json() == base


def test_the_base_input_has_the_digest_of_its_files() -> None:
    version = base_input()["version"]

    assert version["digest"] == manifest_digest([ManifestFile(**file) for file in version["files"]])


def test_the_base_input_has_the_disparities_of_its_counts() -> None:
    fairness = GateInput.model_validate(base_input()).evidence.fairness
    assert fairness is not None

    for attribute in fairness.body.attributes:
        counts = [(group.group, group.counts) for group in attribute.groups]
        assert measure_disparities(counts, fairness.body.minimum_group_size) == attribute.disparities


def test_every_case_comes_out_as_it_says(decided: list[dict[str, Any]]) -> None:
    wanted = fixtures()["rules"]
    assert len(decided) == sum(len(cases) for cases in wanted.values())
    for case in decided:
        rule, decision = case["rule"], case["decision"]
        found = [one for one in decision["violations"] + decision["warnings"] if one["rule_id"] == rule]
        told = sorted(({"msg": one["msg"], "evidence": one["evidence"]} for one in found), key=str)
        want = wanted[rule][case["name"]]
        came = (decision["evaluated"][rule], decision["outcome"], told)
        assert came == (want["status"], want["outcome"], sorted(want["told"], key=str)), (rule, case["name"])


def test_every_decision_follows_the_contract_and_does_not_contradict_itself(
    decided: list[dict[str, Any]],
) -> None:
    schema = Draft202012Validator(json.loads((POLICIES / "schemas/decision.json").read_text()))
    for case in decided:
        schema.validate(case["decision"])
        decision = Decision.model_validate(case["decision"])
        assert decision.to_json() == case["decision"]
        _check_consistency(decision)


def test_every_finding_can_be_read_without_rego(decided: list[dict[str, Any]]) -> None:
    for case in decided:
        decision = case["decision"]
        for finding in decision["violations"] + decision["warnings"] + decision["waived"]:
            place = (case["rule"], case["name"], finding["rule_id"])
            assert all(finding[field] for field in ("title", "msg", "observed", "threshold", "solution")), (
                place
            )
            assert finding["evidence"], place
            assert finding["controls"], place
            assert not any(mark in finding["msg"] for mark in ("{", "}", "not said", "%!")), place


def test_every_pointer_of_what_was_observed_leads_somewhere(decided: list[dict[str, Any]]) -> None:
    for case in decided:
        decision = case["decision"]
        for finding in decision["violations"] + decision["warnings"]:
            if decision["evaluated"][finding["rule_id"]] != "no_evidence":
                for pointer in finding["evidence"]:
                    _resolve(case["asked"], pointer)


def _resolve(document: Any, pointer: str) -> None:  # noqa: ANN401 - any JSON
    """Follow a JSON pointer (RFC 6901); raises `LookupError` or `ValueError` where it leads nowhere."""
    for part in pointer.split("/")[1:]:
        document = document[int(part) if isinstance(document, list) else part]
