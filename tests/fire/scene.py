"""An installation in which something of everything has happened, built once per database."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from registry.contract.models import MoveAlias
from registry.evidence.requests import EvidenceResult
from registry.services.aliases import set_alias
from registry.services.applying import apply_promotion
from registry.services.context import Actor, open_unit
from registry.services.datasets import find_dataset_version
from registry.services.evidence import keep_computed
from registry.services.platform import Platform
from registry.services.projects import find_project
from registry.services.promotions import withdraw_promotion
from registry.worker.handlers import HANDLERS
from registry.worker.runner import run_job
from tests.conftest import WaitingQueue
from tests.services.credit import Credit
from tests.services.journey import MODEL, PROJECT, Journey
from tests.services.people import People, populate


@dataclass(frozen=True)
class Scene:
    """Version 1 is in production, a request of version 2 was withdrawn, another lives with one signature."""

    platform: Platform
    people: People
    journey: Journey
    applied: str
    withdrawn: str
    living: str


def furnish(platform: Platform, queue: WaitingQueue, credit: Credit, results: list[EvidenceResult]) -> Scene:
    """Go through it with real services; jobs are done as they come."""

    def work_off() -> None:
        while queue.ids:
            run_job(platform, HANDLERS, queue.ids.pop(0))

    journey, people = Journey(platform, work_off), populate(platform)
    emil = people.emil
    journey.set_up(emil, credit)
    applied = _request(journey, emil, credit, results, 1)
    sign_both(journey, people, applied)
    assert apply(platform, emil, applied) == "applied"
    withdrawn = _request(journey, emil, credit, results, 2)
    with open_unit(platform, emil) as context:
        withdraw_promotion(context, UUID(withdrawn))
    living = journey.open(emil, 2).request.id
    journey.sign(people.rita, living, "risk_reviewer")
    for version in (1, 2):
        with open_unit(platform, people.ada) as context:
            set_alias(context, MODEL, "shadow", MoveAlias(version=version))
    return Scene(platform, people, journey, applied, withdrawn, living)


def sign_both(journey: Journey, people: People, promotion: str) -> None:
    """Give a request the two signatures that a high risk asks for."""
    journey.sign(people.rita, promotion, "risk_reviewer")
    journey.sign(people.leo, promotion, "legal_reviewer")


def apply(platform: Platform, actor: Actor, promotion: str) -> str:
    """The state that a request is in after somebody has asked to apply it."""
    with open_unit(platform, actor) as context:
        return apply_promotion(context, UUID(promotion)).request.state


def evidence_of(platform: Platform, actor: Actor, version_id: str, results: list[EvidenceResult]) -> None:
    """Keep evidence that was computed before, as the worker would."""
    with open_unit(platform, actor) as context:
        dataset = find_dataset_version(context, find_project(context, PROJECT), "evaluation", 1)
        keep_computed(context, UUID(version_id), results, dataset_version_id=dataset.id, job_id=None)


def _request(
    journey: Journey, actor: Actor, credit: Credit, results: list[EvidenceResult], number: int
) -> str:
    version = journey.register(actor, credit)
    evidence_of(journey.platform, actor, version.id, results)
    journey.work_off()
    detail = journey.open(actor, number)
    assert detail.request.state == "open", detail.decision
    return detail.request.id
