"""Files keep the decision rule of their first evidence: nobody tries thresholds until the gate agrees."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from registry.contract.evaluation import EvaluationSpec
from registry.contract.evidence_requests import ComputeEvidence
from registry.contract.models import DatasetRef, VersionView
from registry.domain.errors import ConflictError
from registry.evidence.requests import EvidenceResult
from registry.services.context import Actor, Context, open_unit
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


@pytest.fixture
def registered(journey: Journey, people: People, repaired: Credit) -> UUID:
    """Version 1, of which there is no evidence yet but a scan."""
    journey.set_up(people.emil, repaired)
    return UUID(journey.register(people.emil, repaired).id)


def keep(context: Context, version: UUID, *results: EvidenceResult) -> None:
    dataset = find_dataset_version(context, find_project(context, PROJECT), "evaluation", 1)
    keep_computed(context, version, list(results), dataset_version_id=dataset.id, job_id=None)


def test_an_explanation_fixes_the_rule_as_well(
    platform: Platform, people: People, registered: UUID, repaired_results: list[EvidenceResult]
) -> None:
    explanation = next(one for one in repaired_results if one.body.kind == "explanation")
    with open_unit(platform, people.emil) as context:
        keep(context, registered, with_rule(explanation, prediction="p_model"))
    for result in repaired_results[:2]:
        with open_unit(platform, people.emil) as context, pytest.raises(ConflictError) as caught:
            keep(context, registered, with_rule(result, prediction="p_fake"))
        assert caught.value.pointer == "/spec/prediction"


def test_an_explanation_keeps_to_the_rule_as_well(
    platform: Platform, people: People, registered: UUID, repaired_results: list[EvidenceResult]
) -> None:
    performance, _, explanation, _ = repaired_results
    with open_unit(platform, people.emil) as context:
        keep(context, registered, with_rule(performance, prediction="p_fake"))
        with pytest.raises(ConflictError, match="another decision rule"):
            keep(context, registered, with_rule(explanation, prediction="p_model"))


def test_of_two_workers_at_once_one_fixes_the_rule(
    platform: Platform, people: People, registered: UUID, repaired_results: list[EvidenceResult]
) -> None:
    performance, fairness, *_ = repaired_results
    begun = threading.Event()

    def second() -> None:
        with open_unit(platform, people.emil) as context:
            begun.set()
            keep(context, registered, with_rule(fairness, threshold="0.01"))

    with ThreadPoolExecutor(1) as pool:
        with open_unit(platform, people.emil) as context:
            keep(context, registered, performance)
            other = pool.submit(second)
            # On SQLite the second unit cannot even begin; on PostgreSQL it has, and must wait.
            begun.wait(2)
            with pytest.raises(TimeoutError):
                other.result(0.5)
        with pytest.raises(ConflictError, match="another decision rule"):
            other.result(30)


def test_the_same_files_under_another_number_keep_the_rule(
    platform: Platform,
    people: People,
    journey: Journey,
    evaluated: Callable[[Actor, Credit, list[EvidenceResult]], VersionView],
    repaired: Credit,
    unfair: Credit,
    repaired_results: list[EvidenceResult],
) -> None:
    journey.set_up(people.emil, repaired)
    evaluated(people.emil, repaired, repaired_results)
    same, other = (UUID(journey.register(people.emil, credit).id) for credit in (repaired, unfair))
    lenient = with_rule(repaired_results[0], threshold="0.01")
    with open_unit(platform, people.emil) as context:
        with pytest.raises(ConflictError, match="another decision rule"):
            keep(context, same, lenient)
        keep(context, other, lenient)


def with_threshold(result: EvidenceResult, threshold: str) -> EvidenceResult:
    return with_rule(result, threshold=threshold)


def with_rule(result: EvidenceResult, **rule: str) -> EvidenceResult:
    parameters = {**result.method.parameters, **rule}
    method = result.method.model_copy(update={"parameters": parameters})
    return result.model_copy(update={"method": method})
