"""Each way in which Rego is known to fail open, tried on the shipped gate; none may end in a yes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.policies.workspace import assemble, base_input, decide, evaluate

PERFORMANCE = "evidence/performance/body"
RATIO = "evidence/fairness/body/attributes/0/disparities/1/exact"
GROUPS = "evidence/fairness/body/attributes/0/groups"
MISSING = object()

# What is changed in the passing input, and which rule would let it through if it were written naively.
TRAPS: dict[str, tuple[str, object, str]] = {
    "a missing number is not below a limit": (f"{PERFORMANCE}/rates/accuracy/k", MISSING, "VAL-002"),
    "a missing value under `not` lifts out of it": (f"{PERFORMANCE}/rates/accuracy", MISSING, "VAL-002"),
    "any string is above any number": (f"{PERFORMANCE}/rates/accuracy/k", "0.1", "VAL-002"),
    "NaN as a word is above any number": (f"{PERFORMANCE}/roc_auc", "NaN", "VAL-004"),
    "a string of digits is above any number": (f"{PERFORMANCE}/rows", "1", "VAL-003"),
    "true is not a number either": (f"{PERFORMANCE}/rows", True, "VAL-003"),
    "null is below any number, and `at most` takes it": (RATIO, None, "FAIR-001"),
    "an empty list satisfies `every`": ("evidence/fairness/body/attributes", [], "FAIR-001"),
    "no groups satisfy `every`": (GROUPS, [], "FAIR-003"),
    "a missing list is undefined": ("evidence/fairness/body/attributes", MISSING, "FAIR-001"),
    "a whole section that is not there": ("evidence/performance", MISSING, "VAL-001"),
    "a metric that is not there": ("evidence/fairness/body/attributes/0/disparities/1", MISSING, "FAIR-001"),
    "a fraction without denominator": (RATIO, {"num": 1}, "FAIR-001"),
    "a denominator of zero": (RATIO, {"num": 1, "den": 0}, "FAIR-001"),
    "a negative denominator turns the comparison around": (RATIO, {"num": -1, "den": -9}, "FAIR-001"),
    "a limit of the wrong type": ("project/parameters", {"fairness.parity_ratio_min": "0.1"}, "FAIR-001"),
    "a misspelt limit": (
        "project/parameters",
        {"fairness.parity_ratio_mim": {"num": 9, "den": 10}},
        "FAIR-001",
    ),
    "a lax limit": ("project/parameters", {"fairness.parity_ratio_min": {"num": 1, "den": 10}}, "FAIR-001"),
    "a date that the calendar lacks": ("evaluated_at", "2026-02-30T00:00:00.000Z", "TIER-001"),
    "a date that is no date": ("evaluated_at", "bad", "TIER-001"),
    "no reviews at all": ("reviews", MISSING, "APPR-002"),
    "a misspelt verdict": ("reviews/0/verdict", "approved", "APPR-001"),
    "a misspelt tier": ("model/risk_tier", "Prohibited", "TIER-001"),
    "a misspelt assurance level": ("evidence/performance/assurance", "Recomputed", "VAL-001"),
    "a pack that does not exist": ("project/packs", ["core", "fairnes"], "FAIR-001"),
}


def test_the_untouched_input_is_allowed(workspace: Path) -> None:
    assert [decision["allow"] for decision in decide(workspace, [base_input()])] == [True]


def test_no_trap_ends_in_a_yes(workspace: Path) -> None:
    decisions = decide(workspace, [_changed(place, value) for place, value, _ in TRAPS.values()])

    for trap, decision in zip(TRAPS, decisions, strict=True):
        assert decision["allow"] is False, trap
        assert decision["outcome"] in {"deny", "error"}, trap


@pytest.fixture(scope="module")
def open_door(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The policies with a schema that lets everything in: the second line of defence stands alone."""
    workspace = assemble(tmp_path_factory.mktemp("open-door"))
    data = json.loads((workspace / "data.json").read_text())
    data["modelwarden"]["schemas"]["gate_input"] = {}
    (workspace / "data.json").write_text(json.dumps(data))
    return workspace


def test_no_trap_ends_in_a_yes_without_the_schema_either(open_door: Path) -> None:
    """Even with built-in errors ignored, which is OPA's own default."""
    inputs = [_changed(place, value) for place, value, _ in TRAPS.values()]
    query = "[d | some asked in data.inputs; d := data.modelwarden.gate.decision with input as asked]"

    decisions = evaluate(open_door, query, strict=False, inputs=inputs)

    assert len(decisions) == len(inputs)
    for (trap, (_, _, rule)), decision in zip(TRAPS.items(), decisions, strict=True):
        assert decision["allow"] is False, trap
        refused = {finding["rule_id"] for finding in decision["violations"] + decision["warnings"]}
        assert decision["config_errors"] or rule in refused, trap


def _changed(place: str, value: object) -> dict[str, Any]:
    document = base_input()
    *parents, last = (int(part) if part.isdigit() else part for part in place.split("/"))
    at: Any = document
    for part in parents:
        at = at[part]
    if value is MISSING:
        del at[last]
    else:
        at[last] = value
    return document
