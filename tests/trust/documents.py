"""One small decided case in the published shapes: two evidence documents, an input, its decision, events."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from registry.contract.decision import Decision, Provenance
from registry.contract.evidence import EvidenceDocument
from registry.contract.gate_input import GateInput
from registry.domain.canonical import canonical_json, digest_bytes
from registry.trust.event_chain import chained_bytes

NOW = "2026-11-21T09:12:44.120Z"
VERSION_DIGEST = "sha256:" + "1a" * 32
TABLE_DIGEST = "sha256:" + "2b" * 32
REVISION = "modelwarden@1.0.0+0123456789abcdef"
REQUEST_ID = "0198a3c5-51f2-7c41-9d3e-6b0f5d2a7c10"
DECISION_ID = "0198a3c5-9be1-7f02-a1d4-2c9f6e5b8d31"

Json = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """The exact bytes of a decided case. `evidence` is by digest."""

    evidence: dict[str, bytes]
    input: bytes
    decision: bytes
    provenance: bytes
    events: bytes

    @property
    def files(self) -> dict[str, bytes]:
        return {
            "input.json": self.input,
            "decision.json": self.decision,
            "provenance.json": self.provenance,
        }

    @property
    def attachments(self) -> dict[str, bytes]:
        """As they are attached to an audit report."""
        evidence = {f"evidence-{digest[7:]}.json": data for digest, data in self.evidence.items()}
        return {**self.files, **evidence, "events.jsonl": self.events, "report.json": self.report_input}

    @property
    def report_input(self) -> bytes:
        """What the report prints: of its published shape, the parts that repeat the attachments."""
        return canonical_json(
            {
                "schema": "modelwarden.audit_report/v1",
                "gate_input": json.loads(self.input),
                "decision": json.loads(self.decision),
                "provenance": json.loads(self.provenance),
                "evidence": {digest: json.loads(data) for digest, data in self.evidence.items()},
                "events": [json.loads(line) for line in self.events.splitlines()],
            }
        )

    def with_provenance(self, **changes: object) -> Case:
        """The same case under another provenance."""
        return replace(self, provenance=canonical_json({**json.loads(self.provenance), **changes}))


def build_case(
    bundle: bytes = b"the bundle", revision: str = REVISION, key_id: str = "sha256:" + "3c" * 32
) -> Case:
    scan = _evidence("scan", {"kind": "scan", "scanner": "test", "files": [], "unsafe": 0, "unknown": 0})
    profile = _evidence(
        "data_profile", {"kind": "data_profile", "rows": 1000, "columns": [], "duplicate_rows": 3}
    )
    evidence = {digest_bytes(data): data for data in (scan, profile)}
    gate_input = _gate_input({"scan": scan, "data_profile": profile})
    decision = canonical_json(decision_document(sorted(evidence)))
    provenance = Provenance(
        opa_decision_id="4f0a7f0e-7b1f-4f43-9d5f-1f6c0d3c9b11",
        opa_version="1.22.0",
        policy_revision=revision,
        bundle_sha256=digest_bytes(bundle),
        bundle_key_id=key_id,
        input_digest=digest_bytes(gate_input),
        decision_digest=digest_bytes(decision),
    )
    return Case(evidence, gate_input, decision, provenance.canonical(), _case_events(provenance))


def decision_document(evidence_used: list[str]) -> Json:
    document = {
        "schema": "modelwarden.decision/v1",
        "evaluated_at": NOW,
        "request_id": REQUEST_ID,
        "target": {
            "project": "lending",
            "model": "credit",
            "version": 2,
            "digest": VERSION_DIGEST,
            "environment": "production",
            "alias": "champion",
        },
        "risk_tier": "high",
        "packs": ["core"],
        "outcome": "allow",
        "allow": True,
        "violations": [],
        "warnings": [],
        "waived": [],
        "obligations": [],
        "evaluated": {"SCAN-001": "passed"},
        "rules": {},
        "waiver_notices": [],
        "config_errors": [],
        "params_used": {},
        "evidence_used": evidence_used,
    }
    return Decision.model_validate_json(canonical_json(document)).to_json()


def event_lines(count: int) -> list[bytes]:
    """The lines of a chained log, with their line feeds."""
    return chained({"action": f"step.{seq}"} for seq in range(1, count + 1))


def chained(events: Iterable[Json], *, after: Sequence[bytes] = ()) -> list[bytes]:
    """The lines of these events, chained on to the lines of a log."""
    lines: list[bytes] = []
    previous = digest_bytes(after[-1].rstrip(b"\n")) if after else None
    for seq, event in enumerate(events, start=len(after) + 1):
        body = chained_bytes(previous, {"seq": seq, "at": NOW, **event})
        previous = digest_bytes(body)
        lines.append(body + b"\n")
    return lines


def opened_event(request: str = REQUEST_ID, model: str = "credit") -> Json:
    """A request about a model."""
    return {"action": "promotion.opened", "promotion": request, "details": {"model": model, "version": 2}}


def made_event(provenance: Mapping[str, Any], decision_id: str = DECISION_ID, **changes: str) -> Json:
    """A decision as the log tells of it."""
    details = {
        "outcome": "allow",
        "input": provenance["input_digest"],
        "decision": provenance["decision_digest"],
        "policy": provenance["policy_revision"],
        "bundle": provenance["bundle_sha256"],
    }
    return {
        "action": "decision.made",
        "subject": {"kind": "decision", "id": decision_id},
        "promotion": REQUEST_ID,
        "details": details,
    } | changes


def applied_event(decision: str, request: str = REQUEST_ID) -> Json:
    """A request that was applied on a decision."""
    details = {"decision": decision, "alias": "champion", "version": 2}
    return {"action": "promotion.applied", "promotion": request, "details": details}


def _case_events(provenance: Provenance) -> bytes:
    events = [
        {"action": "step.1"},
        {"action": "step.2"},
        opened_event(),
        made_event(provenance.to_json()),
        applied_event(provenance.decision_digest),
        {"action": "step.6"},
    ]
    return b"".join(chained(events))


def _evidence(kind: str, body: Json) -> bytes:
    document = {
        "schema": "modelwarden.evidence/v1",
        "kind": kind,
        "assurance": "recomputed",
        "subject": {"model": "credit", "version": 2, "version_digest": VERSION_DIGEST},
        "inputs": [
            {
                "name": "evaluation table" if kind == "data_profile" else "file model.onnx",
                "sha256": TABLE_DIGEST,
                "rows": 1000,
            }
        ],
        "dataset_version": TABLE_DIGEST,
        "method": {"name": kind, "parameters": {}, "software": {"modelwarden": "0.1.0"}},
        "produced_by": "worker",
        "produced_at": NOW,
        "body": body,
    }
    return EvidenceDocument.model_validate_json(canonical_json(document)).canonical()


def _gate_input(evidence: dict[str, bytes]) -> bytes:
    heads = {}
    for kind, data in evidence.items():
        document = json.loads(data)
        heads[kind] = {
            "digest": digest_bytes(data),
            "assurance": document["assurance"],
            "version_digest": document["subject"]["version_digest"],
            "dataset_digest": document["dataset_version"],
            "table_digest": TABLE_DIGEST if kind == "data_profile" else None,
            "produced_by": document["produced_by"],
            "produced_at": document["produced_at"],
            "body": document["body"],
        }
    document = {**_case_without_evidence(), "evidence": heads}
    return GateInput.model_validate_json(canonical_json(document)).canonical()


def _case_without_evidence() -> Json:
    target = {"environment": "production", "alias": "champion", "protected": True}
    person = "ada"
    return {
        "schema": "modelwarden.gate_input/v1",
        "evaluated_at": NOW,
        "request": {
            "id": REQUEST_ID,
            "kind": "promote",
            "target": target,
            "requested_by": person,
            "requested_at": NOW,
            "reason": "repaired",
        },
        "project": {"name": "lending", "risk_tier": "high", "packs": ["core"], "parameters": {}},
        "model": {
            "name": "credit",
            "risk_tier": "high",
            "owner": person,
            "accountable_person": person,
            "intended_purpose": "credit scoring",
            "on_call": "",
            "escalation_path": "",
            "runbook": "",
            "fallback": "",
        },
        "version": {
            "number": 2,
            "digest": VERSION_DIGEST,
            "files": [{"path": "model.onnx", "size": 1, "sha256": TABLE_DIGEST}],
            "registered_by": person,
            "registered_at": NOW,
            "code_commit": "",
            "framework": "",
            "environment": "",
            "signature": {"inputs": [], "outputs": []},
            "description": "",
        },
        "lineage": {"datasets": [], "run": None, "parents": []},
        "contributors": [person],
        "reviews": [],
        "waivers": [],
    }
