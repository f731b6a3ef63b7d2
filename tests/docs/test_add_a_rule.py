"""The how-to's rule is a rule: the files on the page make a tree that checks, tests and builds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from registry.gate.bundle import build_bundle
from registry.gate.catalog import compile_data
from registry.gate.opa_command import run_opa
from registry.gate.policy_check import checked_annotations
from registry.trust.keys import KeyStore
from registry.trust.signers import KeyPurpose
from tests.docs.pages import DOCS, ROOT, Page

pytestmark = pytest.mark.timeout(300)

HOW_TO = Page(DOCS / "how-to" / "add-a-rule.md")
RULE = "modelwarden/rules/house/precision.rego"
OUTCOMES = """{name: {"status": decision.evaluated["HOUSE-001"], "outcome": decision.outcome, "told": told} |
    some name, case in data.cases
    decision := data.modelwarden.gate.decision with input as json.patch(data.base, case.patch)
    told := [object.filter(finding, ["msg", "evidence"]) |
        some finding in array.concat(decision.violations, decision.warnings)
        finding.rule_id == "HOUSE-001"
    ]
}"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped policies with what the page adds."""
    policies = tmp_path_factory.mktemp("house") / "policies"
    shutil.copytree(ROOT / "policies", policies)
    parameter, pack = (block.text for block in HOW_TO.blocks("yaml"))
    (rule,) = HOW_TO.blocks("rego")
    (fixtures,) = HOW_TO.blocks("json")
    with (policies / "params" / "defaults.yaml").open("a", encoding="utf-8") as defaults:
        defaults.write(f"\n{parameter}")
    (policies / RULE).parent.mkdir()
    (policies / RULE).write_text(rule.text, "utf-8")
    (policies / "packs" / "house.yaml").write_text(pack, "utf-8")
    (policies / "fixtures" / "HOUSE-001.json").write_text(fixtures.text, "utf-8")
    return policies


def test_it_is_formatted_as_opa_would(tree: Path, opa: Path) -> None:
    assert run_opa(opa, ["fmt", "--list", str(tree / RULE)]).stdout == ""


def test_it_makes_a_bundle_of_another_revision(tree: Path, opa: Path, key_store: KeyStore) -> None:
    signer = key_store.signer(KeyPurpose.BUNDLE)
    assert build_bundle(tree, opa, signer).revision != build_bundle(ROOT / "policies", opa, signer).revision


def test_its_four_fixtures_come_out_as_the_page_says(tree: Path, opa: Path, tmp_path: Path) -> None:
    cases = _cases(tree, "HOUSE-001")
    data = _compiled(tree, opa) | {"cases": cases, "base": _json(tree / "fixtures" / "base.json")}
    (tmp_path / "data.json").write_text(json.dumps(data), "utf-8")
    flags = ["--data", str(tree / "modelwarden"), "--data", str(tmp_path / "data.json"), "--format", "raw"]
    done = run_opa(opa, ["eval", *flags, OUTCOMES])
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(cases) == {"pass", "violate", "missing", "wrong_type"}
    came = json.loads(done.stdout)
    for name, case in cases.items():
        assert came[name] == {field: case[field] for field in ("status", "outcome", "told")}, name


def test_its_fixtures_are_of_the_form_of_those_that_are_shipped(tree: Path) -> None:
    ours, shipped = (_cases(tree, rule)["violate"] for rule in ("HOUSE-001", "VAL-002"))
    assert ours.keys() == shipped.keys()
    assert ours["told"][0].keys() == shipped["told"][0].keys()


def _cases(tree: Path, rule: str) -> dict[str, Any]:
    cases: dict[str, Any] = _json(tree / "fixtures" / f"{rule}.json")["cases"]
    return cases


def _json(path: Path) -> Any:  # noqa: ANN401 - any JSON
    return json.loads(path.read_text("utf-8"))


def _compiled(tree: Path, opa: Path) -> dict[str, Any]:
    modules = {
        path.relative_to(tree).as_posix(): path.read_bytes()
        for path in sorted((tree / "modelwarden").rglob("*.rego"))
        if not path.name.endswith("_test.rego")
    }
    return compile_data(tree, checked_annotations(opa, tree, modules))
