"""Tables and models beside a dossier, and what its summary tells of people and aliases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from registry.domain.canonical import digest_bytes
from registry.trust.verification.inputs import verify_inputs
from registry.trust.verification.steps import Verdict
from registry.trust.verification.summary_outcome import verify_outcome

TABLE, MODEL = b"risk,score\n1,0.9\n", b"a model"
REVIEW = {
    "id": "r1",
    "reviewer": "rita",
    "role": "risk_reviewer",
    "verdict": "approve",
    "meaning": "I looked at it.",
    "signed_at": "2026-11-21T09:00:00.000Z",
    "standing": True,
}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    for name in ("inputs", "evidence", "decisions/d1"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "inputs/table.csv").write_bytes(TABLE)
    (tmp_path / "inputs/model.onnx").write_bytes(MODEL)
    inputs = [
        {"name": "evaluation table", "sha256": digest_bytes(TABLE)},
        {"name": "model model.onnx", "sha256": digest_bytes(MODEL)},
    ]
    (tmp_path / "evidence/one.json").write_text(json.dumps({"inputs": inputs}))
    (tmp_path / "decisions/d1/input.json").write_text(json.dumps({"reviews": [REVIEW]}))
    applied = {"action": "promotion.applied", "details": {"alias": "champion", "version": 2}}
    (tmp_path / "events.jsonl").write_text(json.dumps(applied) + "\n")
    tell(tmp_path)
    return tmp_path


def tell(directory: Path, version: int = 2, /, **changes: object) -> None:
    summary = {"reviews": [{**REVIEW, **changes}], "alias": {"champion": version}}
    (directory / "summary.json").write_text(json.dumps(summary))


def failed(directory: Path) -> set[str]:
    steps = [*verify_inputs(directory), *verify_outcome(directory)]
    return {step.name for step in steps if step.verdict is Verdict.FAILED}


def test_what_is_whole_passes(directory: Path) -> None:
    assert failed(directory) == set()


@pytest.mark.parametrize("name", ["table.csv", "model.onnx"])
def test_a_changed_or_missing_input_is_found(directory: Path, name: str) -> None:
    path = directory / "inputs" / name
    path.write_bytes(path.read_bytes() + b"x")
    assert failed(directory) == {"inputs"}
    path.unlink()
    assert failed(directory) == {"inputs"}


def test_an_input_that_nothing_names_is_found(directory: Path) -> None:
    (directory / "inputs/extra.csv").write_bytes(b"made up")
    assert failed(directory) == {"inputs"}


def test_training_code_is_said_to_be_unchecked(directory: Path) -> None:
    (directory / "inputs/training_code").mkdir()
    (directory / "inputs/training_code/train.py").write_text("fit()")
    assert [step.name for step in verify_inputs(directory) if not step.passed] == ["training code"]


@pytest.mark.parametrize(
    ("member", "value"), [("reviewer", "emma"), ("verdict", "reject"), ("standing", False)]
)
def test_a_review_told_differently_is_found(directory: Path, member: str, value: object) -> None:
    tell(directory, **{member: value})
    assert failed(directory) == {"listed: reviews"}


def test_an_alias_told_differently_is_found(directory: Path) -> None:
    tell(directory, 1)
    assert failed(directory) == {"listed: alias"}
