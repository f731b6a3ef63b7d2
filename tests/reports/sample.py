"""Whole report inputs: a refused request, an applied one, and one applied under break-glass."""

from __future__ import annotations

from functools import cache
from typing import Literal

from registry.contract.decision import Decision, DecisionTarget, Finding, Provenance
from registry.contract.dossier import (
    AuditReportInput,
    DecisionSummary,
    EventRecord,
    EventSubject,
    Installation,
    ModelCardInput,
    Placement,
    RequestRecord,
    SignerNotice,
)
from registry.contract.evidence import FairnessBody
from registry.contract.gate_input import GateInput
from registry.contract.models import AliasMoveView
from registry.domain.canonical import digest_bytes, hex_of
from tests.reports import sample_decision as decided
from tests.reports.sample_gate_input import MODEL, REQUEST_ID, REVISION, SCENES, Scene, evidence, gate_input

Scenario = Literal["refused", "applied", "break_glass"]
SCENARIOS: tuple[Scenario, ...] = ("refused", "applied", "break_glass")
DECISION_ID = "0198a3c5-9be1-7f02-a1d4-2c9f6e5b8d31"
GENERATED_AT = "2026-11-21T09:15:00.000Z"


@cache
def audit_report_input(scenario: Scenario, *, development: bool = True) -> AuditReportInput:
    scene = SCENES[scenario]
    documents = evidence(scene)
    asked = gate_input(scene, documents)
    answer = _decision(scene, asked)
    events = _events(scene)
    return AuditReportInput(
        installation=Installation(
            name="Example Bank", url="https://models.bank.example", development=development
        ),
        generated_at=GENERATED_AT,
        generated_by="nora.auditor",
        signer=SignerNotice(
            name="Example Bank model registry, report seal",
            certificate_sha256=digest_bytes(b"certificate"),
            notice="Sealed by the platform when the report is made; no person signs the file.",
        ),
        request=_request(scene, asked),
        decision_id=DECISION_ID,
        gate_input=asked,
        decision=answer,
        provenance=_provenance(asked, answer),
        evidence=documents,
        alias_history=_alias_history(scene),
        events=events,
        people={
            "mira.engineer": "Mira Engel",
            "jonas.risk": "Jonas Richter",
            "lea.legal": "Lea Lang",
            "nora.auditor": "Nora Audt",
        },
        fallen={},
    )


def attachments(data: AuditReportInput) -> dict[str, bytes]:
    """The files that go into the report, byte for byte as the registry keeps them."""
    events = b"".join(event.canonical() + b"\n" for event in data.events)
    files = {
        "report.json": data.canonical(),
        "input.json": data.gate_input.canonical(),
        "decision.json": data.decision.canonical(),
        "provenance.json": data.provenance.canonical(),
        "events.jsonl": events,
    }
    return files | {
        f"evidence-{hex_of(digest)}.json": document.canonical() for digest, document in data.evidence.items()
    }


@cache
def model_card_input(scenario: Scenario = "applied") -> ModelCardInput:
    data = audit_report_input(scenario)
    asked, answer = data.gate_input, data.decision
    applied = data.request.state == "applied"
    return ModelCardInput(
        installation=data.installation,
        generated_at=GENERATED_AT,
        generated_by="nora.auditor",
        project=asked.project.name,
        risk_tier="high",
        model=asked.model,
        version=asked.version,
        licence="apache-2.0",
        tags=["credit-scoring", "tabular"],
        lineage=asked.lineage,
        evidence=data.evidence,
        decision=DecisionSummary(
            id=DECISION_ID,
            request_id=REQUEST_ID,
            environment="production",
            alias="champion",
            outcome=answer.outcome,
            request_state=data.request.state,
            decided_at=answer.evaluated_at,
            policy_revision=REVISION,
            decision_digest=data.provenance.decision_digest,
            break_glass=data.request.break_glass is not None,
            failing_rules=[finding.rule_id for finding in answer.violations],
            waived_rules=[],
            approved_by=[review.reviewer for review in asked.reviews],
        ),
        placements=[
            Placement(
                alias="champion", environment="production", protected=True, since="2026-11-21T09:12:44.500Z"
            )
        ]
        if applied
        else [],
    )


def _decision(scene: Scene, asked: GateInput) -> Decision:
    fairness = asked.evidence.fairness
    assert fairness is not None
    body: FairnessBody = fairness.body
    refused = scene.outcome == "deny"
    approvals = {review.role: [review.reviewer] for review in asked.reviews}
    return decided.decision(
        target=DecisionTarget(
            project="retail-credit",
            model=MODEL,
            version=scene.version,
            digest=asked.version.digest,
            environment="production",
            alias="champion",
        ),
        request_id=REQUEST_ID,
        outcome=scene.outcome,
        statuses=decided.REFUSED_STATUSES if refused else {"FAIR-003": "warned"},
        violations=_violations(body) if refused else [],
        warnings=[decided.small_groups(body)],
        waived=[],
        approvals={role: approvals.get(role, []) for role in ("legal_reviewer", "risk_reviewer")},
        evidence_used=sorted(
            head.digest
            for head in (asked.evidence.fairness, asked.evidence.performance, asked.evidence.explanation)
            if head
        ),
        notices=[],
    )


def _violations(body: FairnessBody) -> list[Finding]:
    return [decided.four_fifths(body), decided.equal_opportunity(body), decided.no_fallback()]


def _request(scene: Scene, asked: GateInput) -> RequestRecord:
    applied = scene.state == "applied"
    return RequestRecord(
        id=REQUEST_ID,
        state=scene.state,
        kind=scene.kind,
        reason=asked.request.reason,
        opened_by="mira.engineer",
        opened_at=asked.request.requested_at,
        closed_by="mira.engineer" if applied else None,
        closed_at="2026-11-21T09:12:44.500Z" if applied else None,
        break_glass=asked.request.break_glass,
    )


def _provenance(asked: GateInput, answer: Decision) -> Provenance:
    return Provenance(
        opa_decision_id="7f6d2c1e-0b1a-4d9b-9c55-0f4f4f0f8a21",
        opa_version="1.22.0",
        policy_revision=REVISION,
        bundle_sha256=digest_bytes(b"bundle"),
        bundle_key_id="modelwarden-bundle-2026",
        input_digest=digest_bytes(asked.canonical()),
        decision_digest=digest_bytes(answer.canonical()),
    )


def _alias_history(scene: Scene) -> list[AliasMoveView]:
    if scene.state != "applied":
        return []
    return [
        AliasMoveView(
            alias="champion",
            from_version=None,
            to_version=scene.version,
            promotion=REQUEST_ID,
            moved_by="mira.engineer",
            moved_at="2026-11-21T09:12:44.500Z",
        )
    ]


def _events(scene: Scene) -> list[EventRecord]:
    told = ["promotion.opened", "promotion.decided"]
    told += ["review.signed", "review.signed"] if scene.signed else []
    told += ["promotion.applied", "alias.moved"] if scene.state == "applied" else []
    events: list[EventRecord] = []
    for index, action in enumerate(told):
        previous = digest_bytes(events[-1].canonical()) if events else digest_bytes(b"the event before")
        events.append(_event(index, action, previous))
    return events


def _event(index: int, action: str, previous: str) -> EventRecord:
    return EventRecord(
        seq=41 + index,
        id=f"0198a3c5-0000-7000-8000-0000000000{index:02d}",
        at=f"2026-11-21T09:12:{10 + index}.000Z",
        actor="mira.engineer",
        action=action,
        subject=EventSubject(kind="promotion", id=REQUEST_ID),
        promotion=REQUEST_ID,
        details={"model": MODEL},
        previous=previous,
    )
