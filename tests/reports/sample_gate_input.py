"""The gate's input documents of the samples, with the evidence that they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from registry.contract.evidence import (
    EVALUATION_TABLE,
    Body,
    EvidenceDocument,
    EvidenceInput,
    EvidenceMethod,
    EvidenceSubject,
    table_digest_of,
)
from registry.contract.gate_input import GateInput
from registry.domain.canonical import digest_bytes, digest_json
from tests.reports import sample_bodies as bodies
from tests.reports.sample_decision import DECIDED_AT, Outcome
from tests.reports.sample_rows import Row, draw_rows

REQUEST_ID = "0198a3c5-51f2-7c41-9d3e-6b0f5d2a7c10"
MODEL = "credit-risk"
TABLE = digest_bytes(b"the evaluation table of the samples")
REVISION = "modelwarden-policy@2026.11.0+4f3a91c27be8d605"


@dataclass(frozen=True, slots=True)
class Scene:
    """What differs between the samples."""

    state: Literal["refused", "applied"]
    kind: Literal["promote", "break_glass"]
    outcome: Outcome
    version: int
    gap: float
    fallback: str
    signed: bool


SCENES = {
    "refused": Scene("refused", "promote", "deny", 1, 1.0, "", signed=False),
    "applied": Scene("applied", "promote", "allow", 2, 0.05, "Manual underwriting", signed=True),
    "break_glass": Scene("applied", "break_glass", "deny", 1, 1.0, "", signed=False),
}


def version_digest(number: int) -> str:
    return digest_json(_files(number))


def _files(number: int) -> list[dict[str, Any]]:
    return [
        {"path": "model.onnx", "sha256": digest_bytes(b"model %d" % number), "size": 18_442 + number},
        {"path": "preprocess.json", "sha256": digest_bytes(b"preprocess"), "size": 2_210},
    ]


def evidence(scene: Scene) -> dict[str, EvidenceDocument]:
    rows = draw_rows(7, gap=scene.gap)
    background = digest_bytes(b"background")
    made: list[Body] = [
        bodies.performance(rows),
        bodies.fairness(rows),
        bodies.explanation(rows, background),
        bodies.data_profile(rows),
        bodies.scan(),
    ]
    documents = [_document(scene, body, rows) for body in made]
    return {digest_bytes(document.canonical()): document for document in documents}


def _document(scene: Scene, body: Body, rows: list[Row]) -> EvidenceDocument:
    return EvidenceDocument(
        kind=body.kind,
        assurance="reproduced" if body.kind in ("performance", "fairness", "explanation") else "recomputed",
        subject=EvidenceSubject(
            model=MODEL, version=scene.version, version_digest=version_digest(scene.version)
        ),
        inputs=_inputs(scene, body, rows),
        dataset_version=None if body.kind == "scan" else TABLE,
        method=EvidenceMethod(
            name=f"modelwarden.{body.kind}/v1",
            parameters={"decision_rule": bodies.RULE, "minimum_group_size": 30},
            software={"python": "3.11.7", "fairlearn": "0.15.0"},
        ),
        produced_by="worker",
        produced_at="2026-11-21T09:10:02.000Z",
        body=body,
    )


def _inputs(scene: Scene, body: Body, rows: list[Row]) -> list[EvidenceInput]:
    if body.kind == "scan":
        return [
            EvidenceInput(name=f"file {file['path']}", sha256=file["sha256"])
            for file in _files(scene.version)
        ]
    return [EvidenceInput(name=EVALUATION_TABLE, sha256=TABLE, rows=len(rows))]


def gate_input(scene: Scene, documents: dict[str, EvidenceDocument]) -> GateInput:
    digest = version_digest(scene.version)
    heads = {document.kind: _head(name, document) for name, document in documents.items()}
    reviews = (
        [_review(role, name, digest, list(documents)) for role, name in _SIGNERS] if scene.signed else []
    )
    return GateInput.model_validate(
        {
            "evaluated_at": DECIDED_AT,
            "request": {
                "id": REQUEST_ID,
                "kind": scene.kind,
                "target": {"environment": "production", "alias": "champion", "protected": True},
                "requested_by": "mira.engineer",
                "requested_at": "2026-11-21T09:11:30.000Z",
                "reason": "First release of the retail credit model for the autumn campaign.",
                "break_glass": _break_glass(scene),
            },
            "project": {
                "name": "retail-credit",
                "risk_tier": "high",
                "packs": ["core", "credit"],
                "parameters": {"fairness.opportunity_difference_max": {"num": 1, "den": 10}},
            },
            "model": {
                "name": MODEL,
                "risk_tier": "high",
                "owner": "Retail Credit Analytics",
                "accountable_person": "Dr. Ada Keller, Head of Retail Risk",
                "intended_purpose": "Rank consumer credit applications up to 20,000 euros for underwriters.",
                "on_call": "credit-oncall@bank.example",
                "escalation_path": "Head of Retail Risk, then Chief Risk Officer",
                "runbook": "https://wiki.bank.example/credit-risk",
                "fallback": scene.fallback,
            },
            "version": {
                "number": scene.version,
                "digest": digest,
                "files": _files(scene.version),
                "registered_by": "mira.engineer",
                "registered_at": "2026-11-21T09:05:11.000Z",
                "code_commit": "3f0c1f5d9a7be2c4486f3b6f0f1f2a9f50c7d1e8",
                "framework": "scikit-learn 1.9.1 (ONNX)",
                "environment": "python 3.11.7",
                "signature": {
                    "inputs": [{"name": "duration", "type": "integer"}, {"name": "age", "type": "integer"}],
                    "outputs": [{"name": "score", "type": "number"}],
                },
                "description": "Logistic regression on nine applicant features.",
            },
            "lineage": {
                "datasets": [_dataset("training", 700), _dataset("evaluation", 300)],
                "run": {
                    "id": "0198a3c4-0d11-7a55-8e1c-51b6ad0f3c77",
                    "name": "train-credit-risk",
                    "code_commit": "3f0c1f5d9a7be2c4486f3b6f0f1f2a9f50c7d1e8",
                    "started_at": "2026-11-21T09:03:00.000Z",
                    "ended_at": "2026-11-21T09:03:41.000Z",
                    "parameters": {"C": "1.0", "penalty": "l2", "seed": "7"},
                },
                "parents": [],
            },
            "evidence": {**heads, "documents": []},
            "contributors": ["mira.engineer"],
            "reviews": reviews,
            "waivers": [],
        }
    )


_SIGNERS = (("risk_reviewer", "jonas.risk"), ("legal_reviewer", "lea.legal"))


def _head(digest: str, document: EvidenceDocument) -> dict[str, Any]:
    return {
        "digest": digest,
        "assurance": document.assurance,
        "version_digest": document.subject.version_digest,
        "dataset_digest": document.dataset_version,
        "table_digest": table_digest_of(document.inputs),
        "produced_by": document.produced_by,
        "produced_at": document.produced_at,
        "body": document.body.to_json(),
    }


def _review(role: str, reviewer: str, digest: str, evidence_digests: list[str]) -> dict[str, Any]:
    return {
        "id": f"review-{role}",
        "reviewer": reviewer,
        "role": role,
        "verdict": "approve",
        "meaning": "I reviewed the evidence named below and approve the release for the stated purpose.",
        "version_digest": digest,
        "evidence_digests": evidence_digests,
        "policy_revision": REVISION,
        "signed_at": "2026-11-21T09:12:01.000Z",
        "standing": True,
    }


def _dataset(role: str, rows: int) -> dict[str, Any]:
    return {
        "name": f"german-credit-{role}",
        "version": 1,
        "digest": TABLE if role == "evaluation" else digest_bytes(role.encode()),
        "role": role,
        "rows": rows,
        "datasheet": {
            "source": "Statlog (German Credit Data), UCI Machine Learning Repository",
            "licence": "CC BY 4.0",
            "collection": "Credit applications at a German bank, 1973 to 1975.",
            "intended_use": "Research on credit scoring.",
            "known_gaps": "Old; women are recorded together with their marital status.",
            "sensitive_attributes": ["sex", "age_group"],
        },
    }


def _break_glass(scene: Scene) -> dict[str, str] | None:
    if scene.kind != "break_glass":
        return None
    return {
        "reason": "The version in production returns no scores since the data centre moved.",
        "requested_by": "mira.engineer",
        "confirmed_by": "jonas.risk",
    }
