"""The button that moves the alias: what it says, and every reason why it cannot be pressed."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.decision import Decision
from registry.contract.people import AccessView
from registry.contract.promotions import PromotionDetailView
from reports.wording import STATUSES, listed, phrase


@dataclass(frozen=True, slots=True)
class MergeBox:
    """The button's label, and why it is disabled; it is enabled when there is no reason."""

    label: str
    reasons: list[str]


def merge_box(detail: PromotionDetailView, may_apply: AccessView) -> MergeBox:
    """The box of a living request."""
    request = detail.request
    reasons = (
        _standing_in_the_way(detail.decision.document) if detail.decision else ["It was not judged yet."]
    )
    if not may_apply.allowed:
        roles = listed([phrase(role) for role in may_apply.roles_that_may])
        reasons.append(f"You may not apply it: that is for {roles}.")
    return MergeBox(f"Move @{request.alias} to version {request.version}", reasons)


def _standing_in_the_way(decision: Decision) -> list[str]:
    errors = [f"The gate could not judge: {error.reason}." for error in decision.config_errors]
    refused = dict.fromkeys(finding.rule_id for finding in decision.violations)
    checks = [f"{rule} {decision.rules[rule].title}: {_status(decision, rule)}." for rule in refused]
    owed = [
        f"Still owed: {item.title or phrase(item.role)} ({item.given} of {item.required})."
        for item in decision.obligations
        if not item.met
    ]
    return errors + checks + owed


def _status(decision: Decision, rule: str) -> str:
    return STATUSES[decision.evaluated[rule]].text.lower()
