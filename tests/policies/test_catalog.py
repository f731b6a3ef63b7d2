"""The catalogue: every rule is in it and keeps the conventions; what does not hang together is refused."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from registry.gate.catalog import compile_data, read_library
from registry.gate.errors import BundleBuildError
from registry.gate.policy_shapes import Rule
from tests.policies.workspace import FIXTURES, NOT_A_RULE, POLICIES, compiled, listed_annotations

RULES = read_library(POLICIES, listed_annotations()).rules
IDS = [rule.id for rule in RULES]
FAMILIES = {
    "APPR": "approvals",
    "DOC": "documentation",
    "EXPL": "explanation",
    "FAIR": "fairness",
    "LINE": "lineage",
    "OWN": "ownership",
    "PROV": "provenance",
    "SCAN": "security",
    "TIER": "tier",
    "VAL": "validation",
}
# Words that would promise what no gate can know.
FORBIDDEN = ("compliant", "compliance", "is fair", "unbiased", "guarantee", "certif")
UNWAIVABLE = {"APPR-001", "APPR-002", "PROV-002", "TIER-001", "VAL-001"}


def test_every_rule_file_is_in_the_catalogue() -> None:
    files = {
        path.relative_to(POLICIES / "modelwarden/rules").with_suffix("").as_posix()
        for path in (POLICIES / "modelwarden/rules").rglob("*.rego")
        if not path.stem.endswith("_test")
    }

    assert {f"{rule.family}/{rule.name}" for rule in RULES} == files
    assert len(compiled()["modelwarden"]["catalog"]) == len(files) == len(set(IDS))


def test_every_rule_has_its_fixtures() -> None:
    assert {path.stem for path in FIXTURES.glob("*.json")} - {NOT_A_RULE} == set(IDS)


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_conventions(rule: Rule) -> None:
    words = f"{rule.title} {rule.description} {rule.failure_msg} {rule.solution}".lower()

    assert rule.family == FAMILIES[rule.id.partition("-")[0]]
    assert not [word for word in FORBIDDEN if word in words]
    assert rule.solution.endswith(".")
    assert rule.description.endswith(".")
    assert rule.failure_msg.endswith(".")
    assert "{observed}" in rule.failure_msg
    assert all(control.text.endswith(".") for control in rule.controls)
    assert rule.since == (POLICIES / "VERSION").read_text().strip()


def test_what_no_waiver_covers() -> None:
    assert {rule.id for rule in RULES if rule.unwaivable} == UNWAIVABLE


def test_rules_that_ask_for_approvals_cannot_be_waived() -> None:
    """A waived rule's obligations would otherwise stay or go by accident."""
    asking = {
        rule.id
        for rule in RULES
        if "obligations contains"
        in (POLICIES / f"modelwarden/rules/{rule.family}/{rule.name}.rego").read_text()
    }

    assert asking == {"APPR-001"}
    assert asking <= UNWAIVABLE


def test_every_parameter_is_read_where_it_is_declared_and_declared_where_it_is_read() -> None:
    for rule in RULES:
        source = (POLICIES / f"modelwarden/rules/{rule.family}/{rule.name}.rego").read_text()
        code = source.partition("\npackage ")[2]
        read = {name for name in compiled()["modelwarden"]["params"]["defaults"] if f'"{name}"' in code}
        # The library reads these on behalf of rules.
        behalf = {
            "evidence.assurance_min",
            "fairness.group_size_min",
            "fairness.intersections",
            "fairness.required_attributes",
        }
        assert set(rule.params) - behalf == read - behalf, rule.id


def test_every_parameter_is_used() -> None:
    used = {name for rule in RULES for name in rule.params}
    gate = {"evidence.assurance_min"} | {
        f"waivers.days_{level}" for level in ("critical", "high", "medium", "low")
    }

    assert used | gate | {"waivers.expiring_days"} == set(compiled()["modelwarden"]["params"]["defaults"])


def test_core_always_applies_and_holds_what_nobody_may_drop() -> None:
    packs = compiled()["modelwarden"]["packs"]

    assert [name for name, pack in packs.items() if pack["always"]] == ["core"]
    denying = {id_ for id_, enforcement in packs["core"]["rules"].items() if enforcement == "deny"}
    assert denying >= UNWAIVABLE


def _break(directory: Path, name: str, change: dict[str, Any]) -> Path:
    """A copy of the tree with a YAML file changed at its top level."""
    tree = directory / "policies"
    shutil.copytree(POLICIES, tree)
    read = yaml.safe_load((tree / name).read_text())
    (tree / name).write_text(yaml.safe_dump({**read, **change}))
    return tree


BROKEN: dict[str, tuple[str, dict[str, Any], str]] = {
    "a rule that is not there": ("packs/core.yaml", {"rules": {"NONE-001": "deny"}}, "a pack names NONE-001"),
    "a rule in no pack": ("packs/core.yaml", {"rules": {"TIER-001": "deny"}}, "PROV-002 is in no pack"),
    "an unknown enforcement": (
        "packs/core.yaml",
        {"rules": {"TIER-001": "shout"}},
        "Input should be 'deny' or 'warn'",
    ),
    "a misspelt key of a pack": ("packs/core.yaml", {"alwais": True}, "Extra inputs are not permitted"),
    "a pack's unknown parameter": ("packs/core.yaml", {"parameters": {"x.y": 1}}, "pack core value of x.y"),
    "a pack's parameter of the wrong type": (
        "packs/core.yaml",
        {"parameters": {"validation.rows_min": "many"}},
        "pack core value of validation.rows_min",
    ),
    "a tier too many": ("params/tiers.yaml", {"low": {}}, "tiers.low"),
    "a tier's parameter of the wrong type": (
        "params/tiers.yaml",
        {"high": {"fairness.parity_ratio_min": 0.8}},
        "tier high value of fairness.parity_ratio_min",
    ),
    "a default of the wrong type": (
        "params/defaults.yaml",
        {
            "validation.rows_min": {
                "title": "x",
                "type": "integer",
                "value": -1,
                "project_may": "set",
            }
        },
        "default value of validation.rows_min",
    ),
    "a number without a stricter side": (
        "params/defaults.yaml",
        {"validation.rows_min": {"title": "x", "type": "integer", "value": 1, "project_may": "tighten"}},
        "must say which way is stricter",
    ),
    "a choice without choices": (
        "params/defaults.yaml",
        {"evidence.assurance_min": {"title": "x", "type": "choice", "value": "a", "project_may": "set"}},
        "a choice needs its choices",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_does_not_hang_together_is_refused(what: str, tmp_path: Path) -> None:
    name, change, reason = BROKEN[what]

    with pytest.raises(BundleBuildError) as caught:
        compile_data(_break(tmp_path, name, change), listed_annotations())

    assert reason in caught.value.why


@pytest.mark.parametrize(
    "key", ["id", "severity", "failure_msg", "solution", "evidence", "controls", "since", "params"]
)
def test_an_annotation_without_a_key_is_refused(key: str) -> None:
    changed = copy.deepcopy(listed_annotations())
    rule = next(found for found in changed if found["annotations"].get("custom", {}).get("id") == "FAIR-001")
    del rule["annotations"]["custom"][key]

    with pytest.raises(BundleBuildError, match=key):
        compile_data(POLICIES, changed)


def test_a_rule_without_title_is_refused() -> None:
    changed = copy.deepcopy(listed_annotations())
    rule = next(found for found in changed if found["annotations"].get("custom", {}).get("id") == "FAIR-001")
    del rule["annotations"]["title"]

    with pytest.raises(BundleBuildError, match="title"):
        compile_data(POLICIES, changed)


def test_two_rules_of_one_id_are_refused() -> None:
    rule = next(
        found
        for found in listed_annotations()
        if found["annotations"].get("custom", {}).get("id") == "FAIR-001"
    )

    with pytest.raises(BundleBuildError, match="FAIR-001 is the id of more than one rule"):
        compile_data(POLICIES, [*listed_annotations(), rule])


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    tree = tmp_path / "policies"
    shutil.copytree(POLICIES, tree)
    (tree / "params/tiers.yaml").unlink()

    with pytest.raises(BundleBuildError, match=r"tiers\.yaml cannot be read"):
        compile_data(tree, listed_annotations())


def test_what_is_not_yaml_is_told(tmp_path: Path) -> None:
    tree = tmp_path / "policies"
    shutil.copytree(POLICIES, tree)
    (tree / "params/tiers.yaml").write_text("high: [")

    with pytest.raises(BundleBuildError, match=r"tiers\.yaml is not YAML"):
        compile_data(tree, listed_annotations())


def test_fractions_are_exact() -> None:
    params = compiled()["modelwarden"]["params"]

    assert params["defaults"]["fairness.parity_ratio_min"]["value"] == {"num": 4, "den": 5}
    assert params["tiers"]["high"]["validation.roc_auc_min"] == {"num": 7, "den": 10}
