"""The decision document, `modelwarden.decision/v1`: the gate's whole and total answer."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from registry.contract.base import Count, Digest, Line, Shape, Timestamp

CheckStatus = Literal["passed", "violated", "waived", "warned", "not_applicable", "no_evidence"]


class Control(Shape):
    """A provision that a rule helps with; the text is ours, the reference is theirs."""

    framework: str
    ref: str
    text: str = ""


class Finding(Shape):
    """What one rule found, ready to be shown: actual against limit, where it was read, how to mend it."""

    rule_id: str
    title: str
    msg: str
    severity: Literal["critical", "high", "medium", "low"]
    evidence: list[str]
    observed: str
    threshold: str
    solution: str
    controls: list[Control]
    waiver_ids: list[str] = []


class Obligation(Shape):
    """What still has to happen, or has."""

    type: Literal["approval", "document"]
    role: str
    required: Count
    given: Count
    by: list[str]
    met: bool
    title: str


class ParameterUsed(Shape):
    """A parameter, its value, and where that came from."""

    value: Any
    source: Literal["project", "tier", "pack", "default"]


class RuleSummary(Shape):
    """One rule of the catalogue as it was applied: what makes a check readable without Rego."""

    title: str
    severity: Literal["critical", "high", "medium", "low"]
    enforcement: Literal["deny", "warn"]
    status: CheckStatus


class ConfigError(Shape):
    """A reason why the gate could not judge properly; always refuses."""

    rule_id: str
    reason: str
    pointer: str


class WaiverNotice(Shape):
    """Something about a waiver that people should see."""

    waiver_id: str
    rule_id: str
    status: Literal["applied", "expiring", "expired", "invalid", "unused"]
    reason: str


class DecisionTarget(Shape):
    """What was decided about."""

    project: str
    model: str
    version: int
    digest: Digest
    environment: str
    alias: str


class Decision(Shape):
    """The whole document, as OPA gives it."""

    schema_: Literal["modelwarden.decision/v1"] = Field(default="modelwarden.decision/v1", alias="schema")
    evaluated_at: Timestamp
    request_id: Line
    target: DecisionTarget
    risk_tier: str
    packs: list[str]
    outcome: Literal["allow", "needs_approval", "deny", "error"]
    allow: bool
    violations: list[Finding]
    warnings: list[Finding]
    waived: list[Finding]
    obligations: list[Obligation]
    evaluated: dict[str, CheckStatus]
    rules: dict[str, RuleSummary]
    waiver_notices: list[WaiverNotice]
    config_errors: list[ConfigError]
    params_used: dict[str, ParameterUsed]
    evidence_used: list[Digest]


class Provenance(Shape):
    """What answered, and under which policy: kept beside the decision, because OPA does not sign answers."""

    opa_decision_id: str
    opa_version: str
    policy_revision: str
    bundle_sha256: Digest
    bundle_key_id: str
    input_digest: Digest
    decision_digest: Digest
