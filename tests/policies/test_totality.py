"""The gate answers whatever it is asked, and never with a yes to something that is not a question."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from registry.contract.decision import Decision
from registry.gate.opa_command import run_opa
from tests.policies.workspace import POLICIES, base_input, compiled, decide, evaluate, opa

NO_INPUT = "data.modelwarden.gate.decision"
ODD: list[object] = [
    *(None, True, 0, -1.5, "", "x", [], [[]], {}),
    {"schema": "modelwarden.gate_input/v1"},
    {"evidence": []},
    {"project": {"packs": {"a": 1}, "parameters": [1]}},
    {"reviews": {"a": 1}, "waivers": "x"},
    {"version": {"files": [None, 7, {"path": 1}], "digest": []}},
    {"evaluated_at": "2026-02-30T00:00:00.000Z"},
]


def test_odd_inputs_make_errors(workspace: Path) -> None:
    for asked, decision in zip(ODD, decide(workspace, ODD), strict=True):
        read = Decision.model_validate(decision)
        assert (read.outcome, read.allow) == ("error", False), asked
        assert read.config_errors, asked
        assert set(read.evaluated.values()) == {"no_evidence"}, asked


def test_no_input_at_all(workspace: Path) -> None:
    assert Decision.model_validate(evaluate(workspace, NO_INPUT)).outcome == "error"


def test_unknown_fields_are_refused(workspace: Path) -> None:
    inside = base_input()
    inside["evidence"]["fairness"]["body"]["verdict"] = "allow"

    decisions = decide(workspace, [{**base_input(), "allow": True}, inside])

    assert [decision["outcome"] for decision in decisions] == ["error", "error"]


@pytest.mark.parametrize("lost", ["catalog", "packs", "params", "schemas"])
def test_a_bundle_without_some_of_its_data_allows_nothing(lost: str, tmp_path: Path) -> None:
    data: dict[str, Any] = compiled()
    del data["modelwarden"][lost]

    assert _decide_with(tmp_path, data)["outcome"] == "error"


def test_a_bundle_without_data_allows_nothing(tmp_path: Path) -> None:
    assert _decide_with(tmp_path, {})["outcome"] == "error"


@pytest.mark.parametrize("name", sorted(compiled()["modelwarden"]["params"]["defaults"]))
def test_no_parameter_can_go_missing(name: str, tmp_path: Path) -> None:
    data: dict[str, Any] = compiled()
    del data["modelwarden"]["params"]["defaults"][name]

    decision = _decide_with(tmp_path, data)

    assert decision["outcome"] == "error"
    assert any(name in error["reason"] for error in decision["config_errors"])


def _decide_with(directory: Path, data: dict[str, Any]) -> dict[str, Any]:
    """The decision about the passing input under the shipped Rego and other data."""
    (directory / "data.json").write_text(json.dumps(data))
    (directory / "input.json").write_text(json.dumps(base_input()))
    loaded = ["--data", str(POLICIES / "modelwarden"), "--data", str(directory / "data.json")]
    flags = ["--strict-builtin-errors", "--format", "raw", "--input", str(directory / "input.json")]
    done = run_opa(opa(), ["eval", *loaded, *flags, NO_INPUT])
    assert done.returncode == 0, done.stdout + done.stderr
    decision: dict[str, Any] = json.loads(done.stdout)
    Decision.model_validate(decision)
    return decision
