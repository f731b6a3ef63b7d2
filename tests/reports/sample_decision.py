"""Rules and decisions for the samples, in the gate's own shape."""

from __future__ import annotations

from typing import Any, Literal

from registry.contract.decision import (
    CheckStatus,
    Control,
    Decision,
    DecisionTarget,
    Finding,
    Obligation,
    ParameterUsed,
    RuleSummary,
    WaiverNotice,
)
from registry.contract.evidence import Disparity, FairnessBody

DECIDED_AT = "2026-11-21T09:12:44.120Z"
Outcome = Literal["allow", "needs_approval", "deny", "error"]

RULES: dict[str, tuple[str, Literal["critical", "high", "medium", "low"]]] = {
    "PROV-001": ("Every file of the version is in its manifest", "critical"),
    "PROV-002": ("The code commit is recorded", "high"),
    "LIN-001": ("The training dataset is recorded by digest", "high"),
    "LIN-002": ("Evaluation data were not used for training", "critical"),
    "OWN-001": ("An accountable person is named", "high"),
    "OWN-002": ("A fallback and an escalation path are named", "medium"),
    "VAL-001": ("Performance was recomputed by the platform", "high"),
    "VAL-002": ("The area under the ROC curve reaches the minimum", "medium"),
    "FAIR-001": ("The demographic parity ratio reaches the minimum for each attribute", "critical"),
    "FAIR-002": ("The equal opportunity difference stays within the maximum", "high"),
    "FAIR-003": ("Every group is large enough to be judged", "medium"),
    "EXPL-001": ("The explanation adds up to the model's output", "high"),
    "DOC-001": ("The intended purpose is stated", "medium"),
    "SCAN-001": ("No file runs code when it is loaded", "critical"),
    "APPR-001": ("A risk reviewer and a legal reviewer approved", "critical"),
}

PARAMETERS = {
    "fairness.parity_ratio_min": ParameterUsed(value={"num": 4, "den": 5}, source="tier"),
    "fairness.opportunity_difference_max": ParameterUsed(value={"num": 1, "den": 10}, source="project"),
    "fairness.minimum_group_size": ParameterUsed(value=30, source="default"),
    "validation.roc_auc_min": ParameterUsed(value={"num": 7, "den": 10}, source="default"),
    "approvals.roles": ParameterUsed(value=["risk_reviewer", "legal_reviewer"], source="tier"),
}


REFUSED_STATUSES: dict[str, CheckStatus] = {
    "FAIR-001": "violated",
    "FAIR-002": "violated",
    "FAIR-003": "warned",
    "OWN-002": "no_evidence",
    "APPR-001": "not_applicable",
}


def observed(disparity: Disparity, scaled: int) -> str:
    """As the gate writes it: four decimals and the exact fraction."""
    assert disparity.exact is not None
    return f"0.{scaled:04d} ({disparity.exact.num}/{disparity.exact.den})"


def four_fifths(body: FairnessBody) -> Finding:
    """What FAIR-001 finds for the first attribute."""
    disparity = body.attributes[0].disparities[0]
    assert disparity.exact is not None
    return Finding(
        rule_id="FAIR-001",
        title=RULES["FAIR-001"][0],
        msg=f"The demographic parity ratio by {body.attributes[0].name} is below the minimum.",
        severity="critical",
        evidence=["/evidence/fairness/body/attributes/0/disparities/0/exact"],
        observed=observed(disparity, disparity.exact.num * 10_000 // disparity.exact.den),
        threshold="at least 0.8 (4/5)",
        solution="Mitigate the disparity between the named groups, then register and evaluate a new version.",
        controls=[
            Control(framework="EU AI Act", ref="Article 10(2)(f)", text="Examination for possible biases"),
            Control(framework="29 CFR", ref="1607.4(D)", text="Four-fifths rule of thumb"),
        ],
    )


def equal_opportunity(body: FairnessBody) -> Finding:
    """What FAIR-002 finds for the first attribute."""
    disparity = body.attributes[0].disparities[1]
    assert disparity.exact is not None
    return Finding(
        rule_id="FAIR-002",
        title=RULES["FAIR-002"][0],
        msg=f"The equal opportunity difference by {body.attributes[0].name} exceeds the maximum.",
        severity="high",
        evidence=["/evidence/fairness/body/attributes/0/disparities/1/exact"],
        observed=observed(disparity, -(-disparity.exact.num * 10_000 // disparity.exact.den)),
        threshold="at most 0.1 (1/10)",
        solution="Look at what drives the missed good applicants in the lowest group, and mitigate it.",
        controls=[],
    )


def no_fallback() -> Finding:
    """A rule without evidence."""
    return Finding(
        rule_id="OWN-002",
        title=RULES["OWN-002"][0],
        msg="No fallback is named.",
        severity="medium",
        evidence=["/model/fallback"],
        observed="nothing",
        threshold="a fallback and an escalation path",
        solution="Name what takes over when the model is switched off, in the model's settings.",
        controls=[],
    )


def small_groups(body: FairnessBody) -> Finding:
    """A warning."""
    small = [group for group in body.attributes[2].groups if not group.sufficient]
    return Finding(
        rule_id="FAIR-003",
        title=RULES["FAIR-003"][0],
        msg="Intersections have groups below the minimum size; no disparity over them was measured.",
        severity="medium",
        evidence=["/evidence/fairness/body/attributes/2/groups"],
        observed=f"{len(small)} of {len(body.attributes[2].groups)} groups",
        threshold="30 rows in each group",
        solution="Evaluate on more rows, or give reasons why the intersection cannot be judged.",
        controls=[],
    )


def decision(  # noqa: PLR0913 - a document of many parts
    *,
    target: DecisionTarget,
    request_id: str,
    outcome: Outcome,
    statuses: dict[str, CheckStatus],
    violations: list[Finding],
    warnings: list[Finding],
    waived: list[Finding],
    approvals: dict[str, list[str]],
    evidence_used: list[str],
    notices: list[WaiverNotice],
) -> Decision:
    """A decision in which every rule not named in `statuses` passed."""
    evaluated: dict[str, Any] = dict.fromkeys(RULES, "passed") | statuses
    return Decision(
        evaluated_at=DECIDED_AT,
        request_id=request_id,
        target=target,
        risk_tier="high",
        packs=["core", "credit"],
        outcome=outcome,
        allow=outcome == "allow",
        violations=violations,
        warnings=warnings,
        waived=waived,
        obligations=[
            Obligation(
                type="approval",
                role=role,
                required=1,
                given=len(people),
                by=people,
                met=bool(people),
                title=f"Approval by a {role.replace('_', ' ')}",
            )
            for role, people in approvals.items()
        ],
        evaluated=evaluated,
        rules={
            rule: RuleSummary(
                title=title,
                severity=severity,
                enforcement="warn" if rule == "FAIR-003" else "deny",
                status=evaluated[rule],
            )
            for rule, (title, severity) in RULES.items()
        },
        waiver_notices=notices,
        config_errors=[],
        params_used=PARAMETERS,
        evidence_used=evidence_used,
    )
