"""An installation in which every page has something to show, and every state of a request is there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from registry.contract.evidence_requests import DeclareEvidence
from registry.contract.models import MoveAlias
from registry.contract.promotions import (
    AskWaiver,
    BreakGlassReason,
    ConfirmBreakGlass,
    OpenPromotion,
    OpenRollback,
)
from registry.domain.clock import rfc3339
from registry.evidence.requests import EvidenceResult
from registry.services.aliases import set_alias
from registry.services.break_glass import ask_break_glass, confirm_break_glass
from registry.services.context import open_unit
from registry.services.evidence import declare_evidence
from registry.services.jobs import cancel_job
from registry.services.platform import Platform
from registry.services.promotions import get_promotion, open_promotion, open_rollback, withdraw_promotion
from registry.services.reports import request_audit_report, request_model_card
from registry.services.versions import get_version
from registry.services.waivers import approve_waiver, ask_waiver
from registry.worker.handlers import HANDLERS
from registry.worker.runner import run_job
from tests.conftest import WaitingQueue
from tests.fire.scene import apply, evidence_of, sign_both
from tests.services.credit import Credit
from tests.services.journey import MODEL, Journey
from tests.services.people import People

_GLASS = "The old model is down and nobody can decide."


@dataclass(frozen=True)
class Models:
    """The two models, with evidence that was computed once."""

    repaired: Credit
    repaired_results: list[EvidenceResult]
    unfair: Credit
    unfair_results: list[EvidenceResult]


@dataclass
class Scene:
    """The requests by the state that they are in, and the jobs by theirs."""

    platform: Platform
    queue: WaitingQueue
    people: People
    models: Models
    requests: dict[str, str] = field(default_factory=dict)
    jobs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.journey = Journey(self.platform, self.work_off)

    def work_off(self) -> None:
        """Do the jobs that wait, in a thread: Playwright's event loop leaves none for a seal in this one."""
        with ThreadPoolExecutor(1) as worker:
            worker.submit(self._work_off).result()

    def _work_off(self) -> None:
        while self.queue.ids:
            run_job(self.platform, HANDLERS, self.queue.ids.pop(0))

    def version(self, *, unfair: bool = False) -> int:
        """Register one more version, with evidence."""
        credit = self.models.unfair if unfair else self.models.repaired
        found = self.journey.register(self.people.emil, credit)
        self.evaluate(found.id, unfair=unfair)
        return found.version

    def evaluate(self, version_id: str, *, unfair: bool = False) -> None:
        """Give a version evidence that is newer than what it had."""
        results = self.models.unfair_results if unfair else self.models.repaired_results
        evidence_of(self.platform, self.people.emil, version_id, results)
        self.work_off()

    def waiting(self) -> str:
        """A new version's request, which lacks its two signatures."""
        return self.journey.open(self.people.emil, self.version()).request.id


def furnish(scene: Scene) -> None:
    """Go through it with real services."""
    scene.journey.set_up(scene.people.emil, scene.models.repaired)
    _applied(scene)
    _refused(scene)
    _fallen(scene)
    _withdrawn(scene)
    _glass(scene)
    scene.requests["waiting"] = scene.waiting()
    scene.requests["ready"] = scene.waiting()
    sign_both(scene.journey, scene.people, scene.requests["ready"])
    _papers(scene)


def _applied(scene: Scene) -> None:
    for name in ("replaced", "applied"):
        scene.requests[name] = scene.waiting()
        sign_both(scene.journey, scene.people, scene.requests[name])
        assert apply(scene.platform, scene.people.emil, scene.requests[name]) == "applied"
    with open_unit(scene.platform, scene.people.emil) as context:
        rollback = OpenRollback(model=MODEL, environment="production", reason="Complaints came in.")
        scene.requests["rollback"] = open_rollback(context, rollback).request.id


def _refused(scene: Scene) -> None:
    number = scene.version(unfair=True)
    scene.requests["refused"] = scene.journey.open(scene.people.emil, number).request.id
    scene.journey.sign(scene.people.rita, scene.requests["refused"], "risk_reviewer", "request_changes")
    with open_unit(scene.platform, scene.people.emil) as context:
        letter = DeclareEvidence(
            kind="document", title="A letter", statement="Read.\nFound good.", figures={"n": 1}
        )
        declare_evidence(context, MODEL, number, letter)
    _waived(scene)


def _waived(scene: Scene) -> None:
    """A waiver of what the unfair one breaks, for staging, where a request shows it."""
    number = scene.version(unfair=True)
    with open_unit(scene.platform, scene.people.emil) as context:
        command = AskWaiver(
            model=MODEL,
            environment="staging",
            rule_id="FAIR-001",
            reason="A legal duty that the model must follow",
            compensating_controls="Every rejection of the group is looked at by an underwriter.",
            expires_at=rfc3339(context.now + timedelta(days=20)),
        )
        waiver = ask_waiver(context, command).id
    with open_unit(scene.platform, scene.people.rita) as context:
        approve_waiver(context, UUID(waiver))
    with open_unit(scene.platform, scene.people.emil) as context:
        wanted = OpenPromotion(model=MODEL, version=number, environment="staging", reason="To try it")
        scene.requests["waived"] = open_promotion(context, wanted).request.id


def _fallen(scene: Scene) -> None:
    """Signed by one, and then the evidence became another."""
    request = scene.requests["fallen"] = scene.waiting()
    scene.journey.sign(scene.people.rita, request, "risk_reviewer")
    number = scene.journey.look(scene.people.emil, request).request.version
    scene.evaluate(_version_id(scene, number))


def _withdrawn(scene: Scene) -> None:
    scene.requests["withdrawn"] = scene.waiting()
    with open_unit(scene.platform, scene.people.emil) as context:
        withdraw_promotion(context, UUID(scene.requests["withdrawn"]))


def _glass(scene: Scene) -> None:
    for name in ("glass-broken", "glass-asked"):
        request = scene.requests[name] = scene.waiting()
        with open_unit(scene.platform, scene.people.ada) as context:
            ask_break_glass(context, UUID(request), BreakGlassReason(reason=_GLASS))
    with open_unit(scene.platform, scene.people.rita) as context:
        request = scene.requests["glass-broken"]
        asked = get_promotion(context, UUID(request)).request.break_glass_digest
        confirm_break_glass(context, UUID(request), ConfirmBreakGlass(asked=asked or ""))


def _papers(scene: Scene) -> None:
    """Reports, jobs in each state, an alias that moves freely."""
    with open_unit(scene.platform, scene.people.emil) as context:
        set_alias(context, MODEL, "shadow", MoveAlias(version=1))
        scene.jobs["done"] = request_model_card(context, MODEL, 1).id
        request_audit_report(context, UUID(scene.requests["applied"]))
    scene.work_off()
    with open_unit(scene.platform, scene.people.emil) as context:
        scene.jobs["queued"] = request_model_card(context, MODEL, 2).id
        scene.jobs["cancelled"] = request_model_card(context, MODEL, 3).id
    with open_unit(scene.platform, scene.people.emil) as context:
        cancel_job(context, UUID(scene.jobs["cancelled"]))


def _version_id(scene: Scene, number: int) -> str:
    with open_unit(scene.platform, scene.people.emil, read_only=True) as context:
        return get_version(context, MODEL, number).id
