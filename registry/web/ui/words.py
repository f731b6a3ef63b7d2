"""The words of the pages beyond those of the reports: each with a sign, so that nothing hangs on colour."""

from __future__ import annotations

from collections.abc import Mapping

from reports.wording import ASSURANCES, EVIDENCE_KINDS, METRICS, STATUSES, VERDICTS, Word, phrase

REQUEST_STATES = {
    "open": Word("◔", "Waiting", "warn"),
    "refused": Word("✗", "Refused", "bad"),
    "ready": Word("✓", "Ready", "good"),
    "applied": Word("✓", "Applied", "good"),
    "withdrawn": Word("○", "Withdrawn", "neutral"),
}

JOB_STATES = {
    "queued": Word("◔", "Queued", "neutral"),
    "running": Word("◑", "Running", "warn"),
    "done": Word("✓", "Done", "good"),
    "failed": Word("✗", "Failed", "bad"),
    "cancelled": Word("○", "Cancelled", "neutral"),
}

STOPPING = Word("◑", "Stopping", "warn")

JOB_KINDS = {
    "compute_evidence": "Compute evidence",
    "scan_version": "Scan files",
    "reevaluate": "Judge requests again",
    "render_report": "Render a report",
    "profile_dataset": "Profile a dataset",
}

HIT_KINDS = {
    "model": "Models",
    "version": "Versions",
    "promotion": "Promotion requests",
    "dataset": "Datasets",
    "evidence": "Evidence",
    "project": "Projects",
    "person": "People",
}

REQUEST_KINDS = {"promote": "Promotion", "rollback": "Rollback", "break_glass": "Break-glass"}

TIERS = {
    "prohibited": Word("✗", "Prohibited", "bad"),
    "high": Word("▲", "High risk", "warn"),
    "limited": Word("△", "Limited risk", "neutral"),
    "minimal": Word("·", "Minimal risk", "neutral"),
}

OUTCOMES = {
    "allow": Word("✓", "Allowed", "good"),
    "needs_approval": Word("◔", "Needs approval", "warn"),
    "deny": Word("✗", "Denied", "bad"),
    "error": Word("!", "Could not judge", "bad"),
}

TOKEN_STATES = {
    "active": Word("✓", "Active", "good"),
    "expired": Word("○", "Expired", "neutral"),
    "revoked": Word("✗", "Revoked", "neutral"),
}

ATTENTION = {
    "would_fail": Word("✗", "Would be refused", "bad"),
    "not_judged_since": Word("△", "Policy has changed", "warn"),
    "waiver_expires": Word("◔", "Waiver expires", "warn"),
    "job_failed": Word("✗", "Job failed", "bad"),
}

SCAN_VERDICTS = {
    "clean": Word("✓", "Clean", "good"),
    "unsafe": Word("✗", "Unsafe", "bad"),
    "unknown": Word("?", "Unknown", "warn"),
}

REPORT_KINDS = {
    "audit_report": "Audit report (PDF)",
    "model_card_html": "Model card (HTML)",
    "model_card_pdf": "Model card (PDF)",
    "model_card_markdown": "Model card (Markdown)",
    "model_card_json": "Model card (JSON)",
}

SIGNED = Word("✓", "Signed by this installation", "good")
SIGNED_BEFORE = Word("△", "Signed with a key that is not in use now", "warn")
IN_FORCE = Word("✓", "In force", "good")
INSUFFICIENT = Word("△", "Insufficient", "warn")
MET = Word("✓", "Done", "good")
OWED = Word("◔", "Owed", "warn")
FALLEN = Word("↓", "Fallen", "neutral")

ASSURANCE_LEVELS = {
    "declared": Word("△", "Declared", "warn"),
    "recomputed": Word("✓", "Recomputed", "good"),
    "reproduced": Word("✓", "Reproduced", "good"),
    "independent": Word("✓", "Independent", "good"),
}

CHECK_REASONS = {
    "violated": "Something does not keep to the rule's limit, so the request is refused.",
    "no_evidence": "What the rule has to read is missing, or of another type; no evidence is never a pass.",
    "waived": "Something does not keep to the limit, and a waiver that others approved covers it for now.",
    "warned": "Something does not keep to the limit; here the rule warns, and does not refuse.",
    "passed": "Everything that the rule measures keeps to its limit.",
    "not_applicable": "The rule does not apply to this request.",
}

DIRECTIONS = {
    "better": Word("▲", "Better", "good"),
    "worse": Word("▼", "Worse", "bad"),
    "neutral": Word("=", "Neutral", "neutral"),
    "unknown": Word("?", "Unknown", "warn"),
}

POLICY_STANDINGS = {
    "in_force": Word("✓", "Policy in force", "good"),
    "older": Word("△", "Older policy", "warn"),
    "not_allowed": Word("✗", "Not allowed", "bad"),
    "not_gated": Word("○", "Not gated", "neutral"),
    "none": Word("○", "Nothing deployed", "neutral"),
}

_SCORES = {"roc_auc": "ROC AUC", "brier": "Brier score"}

_TABLES: dict[str, Mapping[str, Word]] = {
    "assurance": ASSURANCE_LEVELS,
    "attention": ATTENTION,
    "direction": DIRECTIONS,
    "policy": POLICY_STANDINGS,
    "check": {str(status): word for status, word in STATUSES.items()},
    "job": JOB_STATES,
    "outcome": OUTCOMES,
    "request": REQUEST_STATES,
    "scan": SCAN_VERDICTS,
    "tier": TIERS,
    "verdict": VERDICTS,
}


def word(table: str, code: str) -> Word:
    """The word for a code; one that is new here is shown as it is, never hidden."""
    return _TABLES[table].get(code) or Word("·", phrase(code).capitalize(), "neutral")


def evidence_kind(code: str) -> str:
    """A kind of evidence, as a heading."""
    return EVIDENCE_KINDS.get(code, phrase(code).capitalize())


def assurance(code: str) -> str:
    """What a level of assurance means."""
    return ASSURANCES[code]


def metric(code: str) -> str:
    """A metric's name."""
    return METRICS.get(code) or _SCORES.get(code) or phrase(code).capitalize()


def check_reason(code: str) -> str:
    """What a check's status comes to, in a sentence."""
    return CHECK_REASONS.get(code, phrase(code).capitalize())
