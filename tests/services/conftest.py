"""A populated installation, and a registered version with real evidence, without waiting for it each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from registry.contract.models import VersionView
from registry.domain.canonical import digest_bytes
from registry.evidence import sandbox
from registry.evidence.requests import ComputeRequest, DescribeRequest, EvidenceResult, LocalFile, ScanRequest
from registry.services.context import Actor, open_unit
from registry.services.datasets import find_dataset_version
from registry.services.evidence import keep_computed
from registry.services.platform import Platform
from registry.services.projects import find_project
from tests.services.credit import Credit, make_credit
from tests.services.journey import PROJECT, SPEC, Journey
from tests.services.people import People, populate


@pytest.fixture
def people(platform: Platform) -> People:
    return populate(platform)


@pytest.fixture
def journey(platform: Platform, work_off: Callable[[], None]) -> Journey:
    return Journey(platform, work_off)


@pytest.fixture(scope="session")
def repaired(tmp_path_factory: pytest.TempPathFactory) -> Credit:
    """A model that treats the young like everybody else."""
    return make_credit(tmp_path_factory.mktemp("repaired"), penalty=0.0)


@pytest.fixture(scope="session")
def unfair(tmp_path_factory: pytest.TempPathFactory) -> Credit:
    """A model that takes a lot off the score of the young."""
    return make_credit(tmp_path_factory.mktemp("unfair"), penalty=3.0)


@pytest.fixture(scope="session")
def repaired_results(repaired: Credit) -> list[EvidenceResult]:
    return compute(repaired.evaluation, repaired.model)


@pytest.fixture(scope="session")
def unfair_results(unfair: Credit) -> list[EvidenceResult]:
    return compute(unfair.evaluation, unfair.model)


def compute(table: Path, model: Path) -> list[EvidenceResult]:
    """Evidence of all four kinds, computed in the sandbox as the worker does."""
    request = ComputeRequest(
        kinds=["performance", "fairness", "explanation", "data_profile"],
        table=LocalFile(path=table),
        spec=SPEC,
        model=LocalFile(path=model),
    )
    return sandbox.compute(request, lambda _progress: None)


@pytest.fixture
def evaluated(journey: Journey) -> Callable[[Actor, Credit, list[EvidenceResult]], VersionView]:
    """Registers a version and gives it evidence that was computed before."""

    def register(actor: Actor, credit: Credit, results: list[EvidenceResult]) -> VersionView:
        version = journey.register(actor, credit)
        with open_unit(journey.platform, actor) as context:
            project = find_project(context, PROJECT)
            dataset = find_dataset_version(context, project, "evaluation", 1)
            keep_computed(context, UUID(version.id), results, dataset_version_id=dataset.id, job_id=None)
        journey.work_off()
        return version

    return register


@pytest.fixture
def waiting(
    journey: Journey,
    people: People,
    repaired: Credit,
    repaired_results: list[EvidenceResult],
    evaluated: Callable[[Actor, Credit, list[EvidenceResult]], VersionView],
) -> str:
    """The id of a request of version 1 that only lacks its two signatures."""
    journey.set_up(people.emil, repaired)
    evaluated(people.emil, repaired, repaired_results)
    detail = journey.open(people.emil, 1)
    assert detail.decision is not None
    assert detail.request.state == "open", detail.decision.document.violations
    return detail.request.id


@pytest.fixture(scope="session")
def remembered() -> dict[str, object]:
    """What the sandbox has found in files that tests use again and again."""
    return {}


@pytest.fixture(autouse=True)
def sandbox_remembers(monkeypatch: pytest.MonkeyPatch, remembered: dict[str, object]) -> None:
    """Describe and scan the same bytes once per session: the answers are real, the waiting is not."""
    for name in ("describe", "scan"):
        monkeypatch.setattr(sandbox, name, _remembering(getattr(sandbox, name), remembered))


def _remembering(ask: Callable[..., object], remembered: dict[str, object]) -> Callable[..., object]:
    def answer(request: DescribeRequest | ScanRequest, *arguments: object) -> object:
        files = (
            [request.table.path] if isinstance(request, DescribeRequest) else [f.local for f in request.files]
        )
        key = request.job + "".join(digest_bytes(path.read_bytes()) for path in files)
        if key not in remembered:
            remembered[key] = ask(request, *arguments)
        return remembered[key]

    return answer
