"""A version keeps the decision rule of its first evidence: nobody tries thresholds until the gate agrees."""

from __future__ import annotations

import pytest

from registry.contract.evaluation import EvaluationSpec
from registry.contract.evidence_requests import ComputeEvidence
from registry.contract.models import DatasetRef
from registry.domain.errors import ConflictError
from registry.evidence.requests import EvidenceResult
from registry.services.context import open_unit
from registry.services.datasets import find_dataset_version
from registry.services.evidence import keep_computed, list_evidence, request_evidence
from registry.services.platform import Platform
from registry.services.projects import find_project
from registry.services.versions import read_version
from tests.services.credit import Credit
from tests.services.journey import MODEL, PROJECT, SPEC, Journey
from tests.services.people import People

pytestmark = [pytest.mark.database, pytest.mark.slow]


def spec(**changes: object) -> EvaluationSpec:
    return EvaluationSpec.model_validate({**SPEC.to_json(), **changes})


@pytest.mark.parametrize(
    ("name", "value"), [("threshold", "0.01"), ("favourable_label", "0"), ("prediction", "decided")]
)
def test_another_rule_is_refused_when_it_is_asked_for(
    platform: Platform,
    people: People,
    journey: Journey,
    waiting: str,
    repaired: Credit,
    name: str,
    value: str,
) -> None:
    assert waiting
    table = journey.upload(people.emil, repaired.evaluation)
    command = ComputeEvidence(
        artifact=table.sha256,
        dataset=DatasetRef(name="evaluation", version=1),
        spec=spec(**{name: value}),
        kinds=["performance", "fairness"],
    )
    with open_unit(platform, people.emil) as context, pytest.raises(ConflictError) as caught:
        request_evidence(context, MODEL, 1, command)
    assert caught.value.pointer == f"/spec/{name}"


def test_another_rule_is_refused_when_its_result_comes(
    platform: Platform, people: People, waiting: str, repaired_results: list[EvidenceResult]
) -> None:
    assert waiting
    with open_unit(platform, people.emil) as context:
        dataset = find_dataset_version(context, find_project(context, PROJECT), "evaluation", 1)
        _, version = read_version(context, MODEL, 1)
        before = len(list_evidence(context, MODEL, 1))
        results = [with_threshold(result, "0.01") for result in repaired_results]
        with pytest.raises(ConflictError, match="another decision rule"):
            keep_computed(context, version.id, results, dataset_version_id=dataset.id, job_id=None)
        keep_computed(context, version.id, repaired_results, dataset_version_id=dataset.id, job_id=None)
        assert len(list_evidence(context, MODEL, 1)) == before + len(repaired_results)


def with_threshold(result: EvidenceResult, threshold: str) -> EvidenceResult:
    parameters = {**result.method.parameters, "threshold": threshold}
    method = result.method.model_copy(update={"parameters": parameters})
    return result.model_copy(update={"method": method})
