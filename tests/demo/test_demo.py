"""The main job, end to end, and what an outsider can check of it with tools that nobody here wrote."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
import rfc8785
from fairlearn.metrics import demographic_parity_ratio, equal_opportunity_difference

from modelwarden.demo.server import command
from registry.gate.binary import find_opa
from tests.demo.conftest import Left, run_demo
from tests.verapdf import verapdf_report

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_it_refuses_then_promotes_and_verifies(left: Left) -> None:
    assert left.status == 0, left.story
    refused, applied = left.version(1), left.version(2)
    assert (refused["outcome"], applied["outcome"]) == ("deny", "allow")
    assert "FAIR-001" in refused["failing_rules"]
    assert applied["failing_rules"] == []
    assert left.summary["alias"] == {"champion": 2}
    assert {(one["reviewer"], one["role"]) for one in left.summary["reviews"]} == {
        ("rita", "risk_reviewer"),
        ("leo", "legal_reviewer"),
    }
    assert left.summary["verified"] is True
    assert set(left.summary["seconds"]) >= {"train", "evaluate_repaired", "report", "verify"}


def test_the_story_tells_why_it_was_refused(left: Left) -> None:
    for expected in ("FAIR-001", "actual", "limit", "at least 0.8000 (4/5)", "evidence", "remedy"):
        assert expected in left.story


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("attribute", ["sex", "age_band"])
def test_fairlearn_gets_the_same_numbers_from_the_registered_table(
    left: Left, number: int, attribute: str
) -> None:
    table = pd.read_csv(left.directory / "inputs" / f"evaluation_v{number}.csv")
    decided = (table["score"] >= 0.7).astype(int)
    measured = next(
        one for one in left.evidence(number, "fairness")["body"]["attributes"] if one["name"] == attribute
    )
    found = {one["metric"]: one for one in measured["disparities"]}
    label, groups = table["risk"], table[attribute]
    ratio = demographic_parity_ratio(label, decided, sensitive_features=groups)
    difference = equal_opportunity_difference(label, decided, sensitive_features=groups)
    assert found["demographic_parity_ratio"]["value"] == pytest.approx(ratio, abs=1e-12)
    assert found["equal_opportunity_difference"]["value"] == pytest.approx(difference, abs=1e-12)
    exact = found["demographic_parity_ratio"]["exact"]
    assert float(Fraction(exact["num"], exact["den"])) == pytest.approx(ratio, abs=1e-12)


def test_every_piece_of_evidence_is_its_name_and_canonical(left: Left) -> None:
    documents = list((left.directory / "evidence").glob("*.json"))
    assert len(documents) == 10
    for path in documents:
        data = path.read_bytes()
        assert hashlib.sha256(data).hexdigest() == path.stem
        assert rfc8785.dumps(json.loads(data)) == data


@pytest.mark.parametrize("number", [1, 2])
def test_plain_opa_decides_the_same(left: Left, number: int) -> None:
    query = ["-b", "bundle.tar.gz", "-i", "input.json", "data.modelwarden.gate.decision"]
    done = subprocess.run(
        [str(find_opa()), "eval", *query], cwd=left.decision(number), capture_output=True, check=True
    )
    decided = json.loads(done.stdout)["result"][0]["expressions"][0]["value"]
    assert rfc8785.dumps(decided) == (left.decision(number) / "decision.json").read_bytes()


def test_pdfsig_calls_the_seals_valid(left: Left) -> None:
    for name in ("audit_report.pdf", "model_card.pdf"):
        done = subprocess.run(
            ["pdfsig", "-nocert", str(left.directory / "reports" / name)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Signature Validation: Signature is Valid." in done.stdout, done.stdout
        assert "Total document signed" in done.stdout, done.stdout


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
@pytest.mark.parametrize("name", ["audit_report.pdf", "model_card.pdf"])
def test_verapdf_passes_both_profiles(left: Left, name: str, flavour: str) -> None:
    report = verapdf_report(left.directory / "reports" / name, flavour)
    assert report.startswith("PASS"), report


def test_one_changed_figure_is_noticed(left: Left, tmp_path: Path) -> None:
    forged = tmp_path / "forged"
    shutil.copytree(left.directory, forged)
    path = next((forged / "decisions").glob("*/input.json"))
    path.write_text(path.read_text().replace('"n":95', '"n":96', 1))
    done = subprocess.run([command(), "verify", str(forged)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "FAIL" in done.stdout


def test_other_rows_and_another_seed_give_other_numbers(left: Left, tmp_path: Path) -> None:
    with (files("modelwarden.demo") / "data" / "german_credit.csv").open() as shipped:
        rows = list(csv.DictReader(shipped))
    changed = tmp_path / "changed.csv"
    with changed.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row | {"duration": str(int(row["duration"]) + 1)} for row in rows[25:])
    other = run_demo(tmp_path / "other", "--seed", "1", "--data", str(changed))
    for kind in ("performance", "fairness", "explanation", "data_profile"):
        assert other.evidence(1, kind)["body"] != left.evidence(1, kind)["body"], kind
