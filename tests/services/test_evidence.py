"""Evidence: signed one by one, named by its digest, measured by registered data, made again in sight."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pandas as pd
import pytest

from registry.contract.data import JobView, RegisterDatasetVersion
from registry.contract.evaluation import EvaluationSpec
from registry.contract.evidence_requests import ComputeEvidence, DeclareEvidence
from registry.contract.models import DatasetRef
from registry.evidence.requests import EvidenceResult
from registry.services.context import open_unit
from registry.services.datasets import find_dataset_version, request_dataset_version
from registry.services.evidence import (
    declare_evidence,
    keep_computed,
    list_evidence,
    read_attestation,
    read_evidence,
    request_evidence,
)
from registry.services.gate_documents import build_gate_input
from registry.services.jobs import get_job
from registry.services.platform import Platform
from registry.services.projects import find_project
from registry.services.promotions import find_promotion
from registry.services.versions import read_version, request_scan
from registry.trust.dsse import parse_envelope, verify_envelope
from tests.services.credit import Credit
from tests.services.journey import MODEL, PROJECT, SHEET, SPEC, Journey
from tests.services.people import People

pytestmark = [pytest.mark.database, pytest.mark.slow]


def test_every_document_is_signed_with_who_made_it_and_of_what(
    platform: Platform, people: People, waiting: str
) -> None:
    assert waiting
    key = platform.keys.signer("attestation").public_key
    with open_unit(platform, people.ada, read_only=True) as context:
        listed = list_evidence(context, MODEL, 1)
        for view in listed:
            document = json.loads(read_evidence(context, view.digest))
            envelope = parse_envelope(read_attestation(context, view.digest))
            statement = json.loads(verify_envelope(envelope, [key]))
            predicate = statement["predicate"]
            assert f"sha256:{predicate['evidence']['digest']['sha256']}" == view.digest
            assert predicate["producedBy"] == document["produced_by"] == "emil"
            subject = statement["subject"][0]["digest"]["sha256"]
            assert document["subject"]["version_digest"] == f"sha256:{subject}"
    assert {view.kind for view in listed} == {
        "performance",
        "fairness",
        "explanation",
        "data_profile",
        "scan",
    }


def test_a_scan_is_repeated_and_the_newest_counts(
    platform: Platform, people: People, journey: Journey, waiting: str
) -> None:
    assert waiting
    with open_unit(platform, people.emil) as context:
        job = request_scan(context, MODEL, 1)
    journey.work_off()
    with open_unit(platform, people.emil, read_only=True) as context:
        assert get_job(context, UUID(job.id)).state == "done"
        scans = [view.newest for view in list_evidence(context, MODEL, 1) if view.kind == "scan"]
    assert scans == [True, False]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"label": "label2"}, "/spec/label"), ({"sensitive": ["sex", "coin"]}, "/spec/sensitive/1")],
    ids=["a label that agrees with the model", "a coin for a sensitive column"],
)
def test_columns_beside_the_registered_data_measure_nothing(
    journey: Journey,
    people: People,
    repaired: Credit,
    tmp_path: Path,
    change: dict[str, object],
    pointer: str,
) -> None:
    journey.set_up(people.emil, repaired)
    journey.register(people.emil, repaired)
    table = pd.read_csv(repaired.evaluation)
    table["label2"] = (table["score"] >= 0.5).astype(int)
    table["coin"] = ["heads", "tails"] * (len(table) // 2)
    path = tmp_path / "made_up.csv"
    table.to_csv(path, index=False)
    job = evaluate(journey, people, path, EvaluationSpec.model_validate({**SPEC.to_json(), **change}))
    assert job.state == "failed"
    assert job.error is not None
    assert "is not in the dataset version that was named" in job.error["what"]
    assert job.error["pointer"] == pointer


def evaluate(journey: Journey, people: People, table: Path, spec: EvaluationSpec) -> JobView:
    file = journey.upload(people.emil, table)
    command = ComputeEvidence(
        artifact=file.sha256,
        dataset=DatasetRef(name="evaluation", version=1),
        spec=spec,
        kinds=["performance", "fairness"],
    )
    with open_unit(journey.platform, people.emil) as context:
        job = request_evidence(context, MODEL, 1, command)
    journey.work_off()
    with open_unit(journey.platform, people.emil, read_only=True) as context:
        return get_job(context, UUID(job.id))


def test_data_exchanged_after_the_first_figures_is_told_to_the_reviewers(
    platform: Platform,
    journey: Journey,
    people: People,
    waiting: str,
    repaired: Credit,
    repaired_results: list[EvidenceResult],
    tmp_path: Path,
) -> None:
    first = journey.look(people.rita, waiting).decision
    assert first is not None
    assert first.document.evaluated["LINE-005"] == "passed"
    kinder = tmp_path / "kinder.csv"
    pd.read_csv(repaired.held_out).head(900).to_csv(kinder, index=False)
    file = journey.upload(people.emil, kinder)
    with open_unit(platform, people.emil) as context:
        project = find_project(context, PROJECT)
        command = RegisterDatasetVersion(artifact=file.sha256, datasheet=SHEET)
        request_dataset_version(context, project, "evaluation", command)
    journey.work_off()
    with open_unit(platform, people.emil) as context:
        before, after = (
            find_dataset_version(context, find_project(context, PROJECT), "evaluation", number)
            for number in (1, 2)
        )
        _, version = read_version(context, MODEL, 1)
        keep_computed(context, version.id, repaired_results, dataset_version_id=after.id, job_id=None)
        digests = before.digest, after.digest
    journey.work_off()
    decision = journey.look(people.rita, waiting).decision
    assert decision is not None
    told = {one.msg for one in decision.document.warnings if one.rule_id == "LINE-005"}
    kinds = ("performance", "fairness", "explanation")
    assert told == {
        f"Data of the {kind} evidence: {digests[1]}; at first it was {digests[0]}." for kind in kinds
    }


def test_the_same_words_at_the_same_moment_are_one_document_to_the_gate(
    platform: Platform, people: People, waiting: str
) -> None:
    memo = DeclareEvidence(kind="document", title="Memo", statement="We have looked at it.")
    moment = platform.clock()
    with open_unit(replace(platform, clock=lambda: moment), people.emil) as context:
        first, second = (declare_evidence(context, MODEL, 1, memo) for _ in range(2))
        assert (first.id == second.id, first.digest == second.digest) == (False, True)
        promotion = find_promotion(context, UUID(waiting))
        asked = build_gate_input(context, promotion, policy_revision="any")
    assert [one["digest"] for one in asked["evidence"]["documents"]] == [first.digest]
