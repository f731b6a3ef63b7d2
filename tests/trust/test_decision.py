"""What the gate's input repeats from evidence is compared with the evidence, field by field."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from registry.domain.canonical import canonical_json, digest_bytes
from registry.trust.verification.decision import verify_decision, verify_figures
from registry.trust.verification.steps import Verdict
from tests.trust.documents import Case, build_case

OTHER_TABLE = "sha256:" + "5e" * 32


def problems(case: Case) -> dict[str, str]:
    """What failed, by step."""
    steps = verify_decision(case.files, case.evidence)
    return {step.name: step.detail for step in steps if step.verdict is Verdict.FAILED}


def with_head(kind: str, **changes: object) -> Case:
    """The case decided on an input whose head of this evidence says something else."""
    case = build_case()
    document: dict[str, Any] = json.loads(case.input)
    document["evidence"][kind] |= changes
    data = canonical_json(document)
    return replace(case, input=data).with_provenance(input_digest=digest_bytes(data))


def test_an_untouched_case_has_no_problem() -> None:
    assert problems(build_case()) == {}


@pytest.mark.parametrize(
    ("kind", "told"),
    [("data_profile", OTHER_TABLE), ("data_profile", None), ("scan", OTHER_TABLE)],
    ids=["another table", "no table", "a table that was never read"],
)
def test_a_table_that_the_evidence_does_not_name_is_found(kind: str, told: str | None) -> None:
    case = with_head(kind, table_digest=told)
    (name,) = problems(case)
    assert name == "figures"
    assert "table_digest differs" in problems(case)["figures"]


def name_no_inputs(document: dict[str, Any]) -> None:
    del document["inputs"]


def name_two_tables(document: dict[str, Any]) -> None:
    document["inputs"].append(document["inputs"][0] | {"sha256": OTHER_TABLE})


def name_nonsense(document: dict[str, Any]) -> None:
    document["inputs"] = [7]


@pytest.mark.parametrize("damage", [name_no_inputs, name_two_tables, name_nonsense])
def test_evidence_that_names_no_single_table_does_not_agree_with_one(
    damage: Callable[[dict[str, Any]], None],
) -> None:
    case = build_case()
    digest = json.loads(case.input)["evidence"]["data_profile"]["digest"]
    document = json.loads(case.evidence[digest])
    damage(document)
    # The file keeps its name: that its bytes are others is another step's finding.
    damaged = replace(case, evidence=case.evidence | {digest: canonical_json(document)})
    assert "table_digest differs" in problems(damaged)["figures"]


def test_two_heads_of_one_document_are_found_with_the_figures_that_one_of_them_hides() -> None:
    case = build_case()
    other = json.loads(case.input)["evidence"]["scan"]["digest"]
    found = problems(
        with_head(
            "data_profile",
            digest=other,
            body={"kind": "data_profile", "rows": 999_999} | {"columns": [], "duplicate_rows": 0},
        )
    )
    assert "is named twice" in found["documents"]


def test_heads_are_compared_one_by_one_even_where_the_contract_was_not_asked() -> None:
    case = build_case()
    document = json.loads(case.input)
    profile, scan = document["evidence"]["data_profile"], document["evidence"]["scan"]
    profile["body"]["rows"] = 999_999
    profile["digest"] = scan["digest"]
    for order in ({"scan": scan, "data_profile": profile}, {"data_profile": profile, "scan": scan}):
        step = verify_figures(document | {"evidence": order}, case.evidence)
        assert f"{scan['digest']} is named 2 times" in step.detail
        assert f"{scan['digest']}: body differs" in step.detail


def test_evidence_told_as_another_kind_is_found() -> None:
    case = build_case()
    document = json.loads(case.input)
    document["evidence"] = {"performance": document["evidence"]["scan"]}
    step = verify_figures(document, case.evidence)
    assert "it is evidence of kind scan, told as performance" in step.detail
