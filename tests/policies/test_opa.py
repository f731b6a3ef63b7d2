"""What OPA and Regal themselves say of the policies."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from registry.gate.binary import cache_root
from registry.gate.opa_command import run_opa
from tests.policies.workspace import POLICIES, opa

pytestmark = pytest.mark.slow

STRICT = ["check", "--strict", "--schema", "schemas", "--capabilities", "capabilities.json"]


def test_formatted() -> None:
    done = run_opa(opa(), ["fmt", "--list", "--fail", "modelwarden"], cwd=POLICIES)

    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_strict_with_schema_and_capabilities() -> None:
    done = run_opa(opa(), [*STRICT, "modelwarden"], cwd=POLICIES)

    assert done.returncode == 0, done.stderr


def test_a_misspelt_input_field_does_not_compile(tmp_path: Path) -> None:
    rule = (POLICIES / "modelwarden/rules/lineage/training_data.rego").read_text()
    misspelt = rule.replace("rules.lineage.training_data", "misspelt").replace(
        "lineage.datasets", "lineage.dataset"
    )
    (tmp_path / "misspelt.rego").write_text(misspelt)

    done = run_opa(opa(), [*STRICT, "modelwarden", str(tmp_path / "misspelt.rego")], cwd=POLICIES)

    assert done.returncode != 0
    assert 'have: "dataset"' in done.stderr


@pytest.mark.parametrize(
    "call", ["time.now_ns()", 'http.send({"url": "x"})', "opa.runtime()", 'rand.intn("x", 2)']
)
def test_nothing_that_looks_outside_compiles(call: str, tmp_path: Path) -> None:
    (tmp_path / "outside.rego").write_text(f"package outside\n\nx := {call}\n")

    done = run_opa(opa(), [*STRICT, str(tmp_path / "outside.rego")], cwd=POLICIES)

    assert done.returncode != 0
    assert "undefined function" in done.stderr


def test_every_line_is_evaluated_and_every_rego_test_passes(workspace: Path) -> None:
    flags = ["--bundle", "--coverage", "--threshold", "100", "--timeout", "100s"]
    done = run_opa(opa(), ["test", *flags, str(workspace)], seconds=110)

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr


def test_regal() -> None:
    built = sorted((cache_root({}, Path.home()) / "regal").glob("*/regal"))
    if not built:
        pytest.skip("Regal is not built; `python tools/regal.py` builds it.")
    command = [
        str(built[-1]),
        "lint",
        "--format",
        "json",
        "--config-file",
        ".regal/config.yaml",
        "modelwarden",
    ]

    done = subprocess.run(command, cwd=POLICIES, capture_output=True, text=True, check=False)

    assert json.loads(done.stdout)["violations"] == []
