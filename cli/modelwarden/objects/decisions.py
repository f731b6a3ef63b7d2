"""The gate's decisions."""

from __future__ import annotations

from typing import Any

from modelwarden.objects.base import Object


class Control(Object):
    """A provision that a rule helps with."""

    framework: str
    ref: str
    text: str = ""


class Finding(Object):
    """What one rule found: actual against limit, where it was read, how to mend it."""

    rule_id: str
    title: str
    msg: str
    severity: str
    evidence: tuple[str, ...]
    observed: str
    threshold: str
    solution: str
    controls: tuple[Control, ...] = ()
    waiver_ids: tuple[str, ...] = ()


class Obligation(Object):
    """What still has to happen, or has."""

    type: str
    role: str
    required: int
    given: int
    by: tuple[str, ...]
    met: bool
    title: str


class Rule(Object):
    """One rule as it was applied."""

    title: str
    severity: str
    enforcement: str
    status: str


class ConfigError(Object):
    """A reason why the gate could not judge properly; always refuses."""

    rule_id: str
    reason: str
    pointer: str


class WaiverNotice(Object):
    """Something about a waiver that people should see."""

    waiver_id: str
    rule_id: str
    status: str
    reason: str


class DecisionDocument(Object):
    """The gate's whole answer, as OPA gave it."""

    evaluated_at: str
    request_id: str
    target: dict[str, Any]
    risk_tier: str
    packs: tuple[str, ...]
    outcome: str
    allow: bool
    violations: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    obligations: tuple[Obligation, ...]
    evaluated: dict[str, str]
    rules: dict[str, Rule]
    waiver_notices: tuple[WaiverNotice, ...]
    config_errors: tuple[ConfigError, ...]
    params_used: dict[str, Any]
    evidence_used: tuple[str, ...]


class Provenance(Object):
    """What answered, and under which policy."""

    opa_decision_id: str
    opa_version: str
    policy_revision: str
    bundle_sha256: str
    bundle_key_id: str
    input_digest: str
    decision_digest: str


class Decision(Object):
    """A decision with its provenance."""

    id: str
    promotion: str
    occasion: str
    decided_at: str
    document: DecisionDocument
    provenance: Provenance
