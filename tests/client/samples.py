"""Promotion requests as a server answers them, in every state that a page has to show."""

from __future__ import annotations

from typing import Any

from modelwarden.objects.jobs import Job
from modelwarden.objects.promotions import Promotion

DIGEST = f"sha256:{'ab' * 32}"
FAIRNESS = {
    "rule_id": "FAIR-001",
    "title": "Demographic parity ratio",
    "msg": "sex: demographic parity ratio 0.38 (91/343), where at least 0.80 (4/5) is asked.",
    "severity": "high",
    "evidence": ["/evidence/fairness/body/attributes/0/disparities/1"],
    "observed": "0.38 (91/343)",
    "threshold": "at least 0.80 (4/5)",
    "solution": "Mitigate it, and register a new version.",
    "controls": [{"framework": "EU AI Act", "ref": "Art. 10(2)(f)", "text": ""}],
    "waiver_ids": [],
}
MISSING = FAIRNESS | {
    "rule_id": "VAL-001",
    "title": "Performance recomputed",
    "msg": "Not judged: no evidence: /evidence/performance is missing, where evidence is asked.",
    "severity": "critical",
    "evidence": ["/evidence/performance"],
    "observed": "no evidence: /evidence/performance is missing",
    "threshold": "evidence of this version",
    "solution": "Have the platform compute it.",
}
RULES = {
    "VAL-001": ("Performance recomputed", "critical"),
    "FAIR-001": ("Demographic parity ratio", "high"),
    "DOC-001": ("Intended purpose", "medium"),
    "TIER-001": ("Not a prohibited practice", "critical"),
}


def obligation(role: str, *, given: int = 0, required: int = 1, kind: str = "approval") -> dict[str, Any]:
    """An obligation, met by Rita when it is."""
    return {
        "type": kind,
        "role": role,
        "required": required,
        "given": given,
        "by": ["rita"] if given else [],
        "met": given >= required,
        "title": f"Approval by a {role}",
    }


def review(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """A review by Rita that stands."""
    return {
        "id": "review-1",
        "reviewer": "rita",
        "reviewer_name": "Rita Risk",
        "role": "risk_reviewer",
        "verdict": "approve",
        "meaning": "I accept the residual risk.",
        "comment": "",
        "signed_at": "2026-11-21T09:00:00.000Z",
        "standing": True,
        "fell_because": [],
        "version_digest": DIGEST,
        "evidence_digests": [DIGEST],
        "policy_revision": "modelwarden@1",
        "envelope": {},
    } | fields


def promotion(
    state: str = "refused",
    outcome: str = "deny",
    *,
    request: dict[str, Any] | None = None,
    reviews: list[dict[str, Any]] | None = None,
    **document: Any,  # noqa: ANN401 - any JSON
) -> Promotion:
    """A request for version 2 of `credit`; `document` changes the decision."""
    return Promotion.model_validate(
        {
            "request": _request(state, outcome) | (request or {}),
            "decision": _decision(outcome, document) if outcome else None,
            "reviews": reviews or [],
            "timeline": [],
        }
    )


def failed_job() -> Job:
    """A job that a worker gave up."""
    return Job.model_validate(
        {
            "id": "job-1",
            "kind": "compute_evidence",
            "state": "failed",
            "progress": 20,
            "message": "",
            "result": None,
            "error": {"code": "evidence", "what": "No label.", "why": "It is absent.", "remedy": "Name it."},
            "created_by": "emil",
            "created_at": "2026-11-21T08:00:00.000Z",
            "started_at": None,
            "finished_at": None,
        }
    )


def _request(state: str, outcome: str) -> dict[str, Any]:
    ended = state in {"applied", "withdrawn"}
    return {
        "id": "request-1",
        "project": "retail",
        "model": "credit",
        "version": 2,
        "version_digest": DIGEST,
        "environment": "production",
        "alias": "champion",
        "kind": "promote",
        "state": state,
        "outcome": outcome,
        "reason": "Better",
        "opened_by": "emil",
        "opened_at": "2026-11-21T08:00:00.000Z",
        "closed_by": "emil" if ended else None,
        "closed_at": "2026-11-21T10:00:00.000Z" if ended else None,
        "break_glass_reason": None,
        "break_glass_by": None,
        "break_glass_digest": None,
        "revision": 1,
    }


def _decision(outcome: str, changes: dict[str, Any]) -> dict[str, Any]:
    found = changes.get("violations", [])
    failing = {finding["rule_id"] for finding in found}
    evaluated = {rule: "violated" if rule in failing else "passed" for rule in RULES}
    evaluated = evaluated | changes.pop("evaluated", {})
    document = {
        "schema": "modelwarden.decision/v1",
        "evaluated_at": "2026-11-21T08:00:00.000Z",
        "request_id": "request-1",
        "target": {"project": "retail", "model": "credit", "version": 2},
        "risk_tier": "high",
        "packs": ["core"],
        "outcome": outcome,
        "allow": outcome == "allow",
        "violations": [],
        "warnings": [],
        "waived": [],
        "obligations": [],
        "evaluated": evaluated,
        "rules": {
            rule: {"title": title, "severity": severity, "enforcement": "deny", "status": evaluated[rule]}
            for rule, (title, severity) in RULES.items()
        },
        "waiver_notices": [],
        "config_errors": [],
        "params_used": {},
        "evidence_used": [DIGEST],
    }
    return {
        "id": "decision-1",
        "promotion": "request-1",
        "occasion": "open",
        "decided_at": "2026-11-21T08:00:00.000Z",
        "document": document | changes,
        "provenance": {
            "opa_decision_id": "1",
            "opa_version": "1.22.0",
            "policy_revision": "modelwarden@1",
            "bundle_sha256": DIGEST,
            "bundle_key_id": "k",
            "input_digest": DIGEST,
            "decision_digest": DIGEST,
        },
    }
