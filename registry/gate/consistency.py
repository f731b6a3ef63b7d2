"""Whether a decision holds together: a valid document can still contradict itself, and so decide nothing."""

from __future__ import annotations

from registry.contract.decision import Decision


def contradictions(decision: Decision) -> list[str]:
    """What the decision says that cannot all be so, in words; empty for a decision that holds together.

    The outcome must be the one that its parts make (errors before violations before what is owed), and
    nothing may fail in silence: a rule that did not pass has a finding where such findings belong.
    """
    outcome = _outcome_of_its_parts(decision)
    statuses = {rule_id: rule.status for rule_id, rule in decision.rules.items()}
    unlisted = sorted(_failed_without_finding(decision))
    found = {
        f"its outcome is {decision.outcome}, and its parts make {outcome}": decision.outcome != outcome,
        f"its outcome is {outcome}, and allow is {decision.allow}": decision.allow != (outcome == "allow"),
        "it judges by no rule at all": not decision.evaluated,
        "its two lists of rules differ": statuses != decision.evaluated,
        f"{', '.join(unlisted)} did not pass, and no finding says so": bool(unlisted),
        "an obligation is called met with less than it requires": any(
            obligation.met and obligation.given < obligation.required for obligation in decision.obligations
        ),
    }
    return [contradiction for contradiction, holds in found.items() if holds]


def _outcome_of_its_parts(decision: Decision) -> str:
    if decision.config_errors:
        return "error"
    if decision.violations:
        return "deny"
    return "allow" if all(obligation.met for obligation in decision.obligations) else "needs_approval"


def _failed_without_finding(decision: Decision) -> set[str]:
    """Rules whose status calls for a finding, and that have none where such findings belong."""
    violations, warnings, waived = (
        {finding.rule_id for finding in findings}
        for findings in (decision.violations, decision.warnings, decision.waived)
    )
    places = {
        "violated": violations,
        "waived": waived,
        "warned": warnings,
        # A rule that only warns, or is not in effect yet, tells of missing evidence as a warning.
        "no_evidence": violations | warnings,
    }
    return {
        rule_id
        for rule_id, status in decision.evaluated.items()
        if status in places and rule_id not in places[status]
    }
