"""The policies as OPA sees them in a test: the tree's Rego, its data compiled, and the fixtures beside it.

`python -m tests.policies.workspace DIR` lays them out in DIR, so that plain `opa test -b DIR` runs them.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from registry.gate.binary import find_opa
from registry.gate.catalog import compile_data
from registry.gate.opa_command import run_opa
from registry.gate.policy_check import checked_annotations

POLICIES = Path(__file__).parents[2] / "policies"
FIXTURES = POLICIES / "fixtures"
NOT_A_RULE = "base"
_DECISIONS = (
    "[answer | some asked in data.inputs; answer := data.modelwarden.gate.decision with input as asked]"
)


@cache
def opa() -> Path:
    """The OPA that the tests run."""
    return find_opa()


def modules() -> dict[str, bytes]:
    """All Rego that decides, by its path in the tree."""
    paths = sorted((POLICIES / "modelwarden").rglob("*.rego"))
    return {
        path.relative_to(POLICIES).as_posix(): path.read_bytes()
        for path in paths
        if not path.name.endswith("_test.rego")
    }


@cache
def listed_annotations() -> list[dict[str, Any]]:
    """Every annotation of the modules, as OPA lists them."""
    return checked_annotations(opa(), POLICIES, modules())


def compiled() -> dict[str, Any]:
    """A fresh copy of the bundle's data."""
    return compile_data(POLICIES, listed_annotations())


def fixtures() -> dict[str, Any]:
    """The passing input, and the cases of each rule by its id."""
    read = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FIXTURES.glob("*.json"))}
    return {"base": read.pop(NOT_A_RULE), "rules": {name: file["cases"] for name, file in read.items()}}


def base_input() -> dict[str, Any]:
    """A fresh copy of the passing input."""
    base: dict[str, Any] = fixtures()["base"]
    return base


def assemble(target: Path) -> Path:
    """Lay out the policies, their tests and all data in a directory, as a bundle that OPA loads with `-b`."""
    shutil.copytree(POLICIES / "modelwarden", target / "modelwarden", dirs_exist_ok=True)
    data = {**compiled(), "fixtures": fixtures()}
    (target / "data.json").write_text(json.dumps(data), encoding="utf-8")
    return target


def evaluate(workspace: Path, query: str, *, strict: bool = True, **documents: object) -> Any:  # noqa: ANN401 - any JSON
    """The value of a query over an assembled workspace; `documents` are there as `data.<name>`.

    Built-in errors are errors, as they are when the registry asks, unless `strict` is false.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as extra:
        json.dump(documents, extra)
        extra.flush()
        loaded = (workspace / "modelwarden", workspace / "data.json", Path(extra.name))
        flags = [flag for path in loaded for flag in ("--data", str(path))]
        flags += ["--strict-builtin-errors"] if strict else []
        done = run_opa(opa(), ["eval", "--format", "json", *flags, query], seconds=100)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)["result"][0]["expressions"][0]["value"]


def decide(workspace: Path, inputs: Sequence[object]) -> list[dict[str, Any]]:
    """The gate's decision about each input, in one run of OPA."""
    decisions: list[dict[str, Any]] = evaluate(workspace, _DECISIONS, inputs=inputs)
    assert len(decisions) == len(inputs), "the gate gave no decision about some input"
    return decisions


if __name__ == "__main__":
    assemble(Path(sys.argv[1]))
