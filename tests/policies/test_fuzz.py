"""Take away or retype any part of the passing input: it is never allowed, but for the parts listed here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from registry.contract.gate_input import GateInput
from tests.policies.json_nodes import Place, nodes, pattern, pointer, replaced, without
from tests.policies.workspace import base_input, decide

pytestmark = pytest.mark.slow

# One element of these lists fewer, or one free key, leaves a whole input, and nothing is judged by it alone.
MAY_GO = {
    "/contributors/*",
    "/evidence/data_profile",
    "/evidence/data_profile/body/columns/*",
    "/evidence/data_profile/body/columns/*/histogram_counts/*",
    "/evidence/data_profile/body/columns/*/histogram_edges/*",
    "/evidence/data_profile/body/columns/*/top_values/*",
    "/evidence/documents/*",
    "/evidence/documents/*/body/figures/pages",
    "/evidence/explanation/body/by_group/*",
    "/evidence/explanation/body/by_group/*/importance/*",
    "/evidence/explanation/body/examples/*",
    "/evidence/explanation/body/examples/*/reasons/*",
    "/evidence/explanation/body/global_importance/*",
    # The intersection; metrics that no rule limits come on top, see below.
    "/evidence/fairness/body/attributes/2",
    "/evidence/fairness/body/attributes/2/columns/*",
    "/evidence/fairness/body/attributes/2/groups/*",
    "/evidence/fairness/body/attributes/2/disparities/demographic_parity_ratio",
    "/evidence/fairness/body/attributes/2/disparities/equal_opportunity_difference",
    # What later figures are held against; a difference is told by LINE-005, and stands in nobody's way.
    "/first_evidence",
    "/first_evidence/*",
    "/first_evidence/*/sensitive/*",
    "/evidence/performance/body/calibration/*",
    "/evidence/performance/body/roc/*",
    # The evaluation dataset: evidence names it by digest.
    "/lineage/datasets/1",
    "/lineage/datasets/*/datasheet/sensitive_attributes/*",
    "/lineage/parents/*",
    "/lineage/run/parameters/constraint",
    "/lineage/run/parameters/seed",
    "/project/packs/*",
    "/reviews/*/evidence_digests/*",
    "/version/signature/inputs/*",
    "/version/signature/outputs/*",
}
LIMITED_METRICS = {"demographic_parity_ratio", "equal_opportunity_difference"}

# Fields that hold null, or a value, when something is unknown; no rule reads them, but for the places below.
MAY_BE_UNKNOWN = {
    *(
        "brier",
        "dataset_digest",
        "ended_at",
        "exact",
        "f1",
        "highest_group",
        "interval",
        "log_loss",
        "lowest_group",
    ),
    *(
        "maximum",
        "mean",
        "mean_score",
        "minimum",
        "observed_rate",
        "reason",
        "standard_deviation",
        "started_at",
        "table_digest",
    ),
    *("threshold", "value"),
}
MUST_BE_KNOWN = {
    "/evidence/fairness/body/attributes/0/disparities/1/exact",
    "/evidence/fairness/body/attributes/0/disparities/2/exact",
    "/evidence/performance/dataset_digest",
    "/evidence/fairness/dataset_digest",
    "/evidence/performance/table_digest",
    "/evidence/fairness/table_digest",
    "/evidence/explanation/table_digest",
}
FREE = "/evidence/documents/0/body/figures/pages"

KINDS = {bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object"}


def test_nothing_that_is_judged_can_go(workspace: Path) -> None:
    base = base_input()
    changed = {(name, ""): without(base, place) for name, place in _one_of_each(base).items()}

    allowed = _allowed(workspace, changed)

    assert {name for name, _ in allowed} == MAY_GO | _unlimited(base)


def test_nothing_that_is_judged_can_change_its_type(workspace: Path) -> None:
    base = base_input()
    changed = {
        (pointer(place), str(other)): replaced(base, place, other)
        for place in _one_of_each(base).values()
        for other in (None, "x", 7)
        if _kind(_at(base, place)) != _kind(other)
    }

    allowed = {place for place, _ in _allowed(workspace, changed)}

    assert {place for place in allowed if place.rpartition("/")[2] not in MAY_BE_UNKNOWN} <= {FREE}
    assert allowed & MUST_BE_KNOWN == set()


def _allowed(workspace: Path, inputs: dict[tuple[str, str], Any]) -> set[tuple[str, str]]:
    """Which of the inputs are allowed. Of the malformed ones, which must be errors, every tenth is asked."""
    well_formed = {key: _follows_the_contract(document) for key, document in inputs.items()}
    asked = [key for at, key in enumerate(inputs) if well_formed[key] or at % 10 == 0]
    decisions = dict(zip(asked, decide(workspace, [inputs[key] for key in asked]), strict=True))
    assert {decisions[key]["outcome"] for key in asked if not well_formed[key]} == {"error"}
    return {key for key in asked if decisions[key]["allow"]}


def _follows_the_contract(document: dict[str, Any]) -> bool:
    try:
        GateInput.model_validate(document)
    except ValidationError:
        return False
    return GateInput.model_validate(document).to_json() == document


def _one_of_each(base: dict[str, Any]) -> dict[str, Place]:
    """One place of each name."""
    places: dict[str, Place] = {}
    for place, _ in nodes(base):
        places.setdefault(_name(base, place), place)
    return places


def _at(document: Any, place: Place) -> Any:  # noqa: ANN401 - any JSON
    for part in place:
        document = document[part]
    return document


def _kind(value: object) -> str:
    return KINDS.get(type(value), "null")


def _unlimited(base: dict[str, Any]) -> set[str]:
    metrics = base["evidence"]["fairness"]["body"]["attributes"][0]["disparities"]
    named = {metric["metric"] for metric in metrics} - LIMITED_METRICS
    return {
        f"/evidence/fairness/body/attributes/{at}/disparities/{name}" for at in range(3) for name in named
    }


def _name(base: dict[str, Any], place: Place) -> str:
    """The pattern of a place, with what matters told apart: which attribute, which metric, which dataset."""
    attributes = ("evidence", "fairness", "body", "attributes")
    if place[:4] == attributes and len(place) >= len(attributes) + 1:
        inner = place[5:]
        if inner[:1] == ("disparities",) and len(inner) == 2:
            metric = base["evidence"]["fairness"]["body"]["attributes"][place[4]]["disparities"][inner[1]][
                "metric"
            ]
            return f"/evidence/fairness/body/attributes/{place[4]}/disparities/{metric}"
        return f"/evidence/fairness/body/attributes/{place[4]}{pattern(inner)}"
    if place[:2] == ("lineage", "datasets") and len(place) == 3:
        return pointer(place)
    return pattern(place)
