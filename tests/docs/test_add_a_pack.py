"""The how-to's pack is one: with it, its limits and its rules count for a project that chose it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from registry.gate.catalog import compile_data
from registry.gate.opa_command import run_opa
from registry.gate.policy_check import checked_annotations
from tests.docs.pages import DOCS, ROOT, Page

HOW_TO = Page(DOCS / "how-to" / "add-a-pack.md")
# The same version twice, at exactly four fifths: as it is, and in a project that chose the pack.
QUESTION = """{name: decision.evaluated["FAIR-001"] |
    some name, packs in {"without": [], "with": ["small_loans"]}
    chosen := json.patch(data.base, [{"op": "replace", "path": "/project/packs", "value": packs}])
    decision := data.modelwarden.gate.decision with input as json.patch(chosen, data.exactly)
}"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped policies with the pack of the page."""
    policies = tmp_path_factory.mktemp("pack") / "policies"
    shutil.copytree(ROOT / "policies", policies)
    (pack,) = HOW_TO.blocks("yaml")
    (policies / "packs" / "small_loans.yaml").write_text(pack.text, "utf-8")
    return policies


@pytest.mark.slow
def test_the_limit_of_the_pack_counts_where_it_was_chosen(tree: Path, opa: Path, tmp_path: Path) -> None:
    cases = _json(tree / "fixtures" / "FAIR-001.json")["cases"]
    data = _compiled(tree, opa) | {
        "base": _json(tree / "fixtures" / "base.json"),
        "exactly": cases["pass"]["patch"],
    }
    (tmp_path / "data.json").write_text(json.dumps(data), "utf-8")
    flags = ["--data", str(tree / "modelwarden"), "--data", str(tmp_path / "data.json"), "--format", "raw"]
    done = run_opa(opa, ["eval", *flags, QUESTION])
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout) == {"without": "passed", "with": "violated"}


def test_every_field_of_a_pack_is_explained() -> None:
    from registry.gate.policy_shapes import Pack

    (table,) = (block for block in HOW_TO.text.split("\n\n") if block.startswith("| Field |"))
    assert all(f"`{name}`" in table for name in Pack.model_fields if name not in {"title", "description"})


def _json(path: Path) -> Any:  # noqa: ANN401 - any JSON
    return json.loads(path.read_text("utf-8"))


def _compiled(tree: Path, opa: Path) -> dict[str, Any]:
    modules = {
        path.relative_to(tree).as_posix(): path.read_bytes()
        for path in sorted((tree / "modelwarden").rglob("*.rego"))
        if not path.name.endswith("_test.rego")
    }
    return compile_data(tree, checked_annotations(opa, tree, modules))
