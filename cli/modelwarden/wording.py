"""Sentences about promotion requests: the same in the terminal, in notebooks and in errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modelwarden.objects.decisions import Obligation
    from modelwarden.objects.promotions import Promotion


def summarise(promotion: Promotion) -> str:
    """Where a promotion request stands, in one sentence."""
    request = promotion.request
    match promotion.state:
        case "applied" if request.kind == "break_glass":
            return (
                f"Glass broken by {request.break_glass_by} and {request.closed_by}: "
                f"@{request.alias} moved to version {request.version} without the gate's leave."
            )
        case "applied":
            return f"Applied: {request.closed_by} moved @{request.alias} to version {request.version}."
        case "withdrawn":
            return f"Withdrawn by {request.closed_by}."
        case _:
            return _summarise_living(promotion)


def _summarise_living(promotion: Promotion) -> str:
    match promotion.outcome:
        case "allow":
            return f"Ready: nothing fails, nothing is owed, and @{promotion.request.alias} can be moved now."
        case "needs_approval":
            return f"Waiting: nothing fails, and {_owed(promotion.obligations_owed)}."
        case "deny":
            return f"Refused: {_failing(promotion)}."
        case "error":
            errors = len(promotion.config_errors)
            return f"Refused: the gate could not judge, because of {count(errors, 'configuration error')}."
        case "":
            return "Not judged yet."
        case other:
            return f"The gate answered {other!r}."


def count(number: int, thing: str) -> str:
    """`1 check`, `2 checks`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def spoken(word: str) -> str:
    """A word of the API as people write it: `risk_reviewer` is a risk reviewer."""
    return word.replace("_", " ")


def _failing(promotion: Promotion) -> str:
    failing = {finding.rule_id for finding in promotion.checks_failing}
    judged = len(promotion.decision.document.rules) if promotion.decision else 0
    verb = "fails" if len(failing) == 1 else "fail"
    return f"{len(failing)} of {count(judged, 'check')} {verb}"


def _owed(obligations: Sequence[Obligation]) -> str:
    wanted = [f"{_article(o)} {spoken(o.role or o.title)}" for o in obligations]
    listed = " and ".join([", ".join(wanted[:-1]), wanted[-1]] if len(wanted) > 1 else wanted)
    return (
        f"it is for {listed} to sign"
        if all(o.type == "approval" for o in obligations)
        else f"{listed} is owed"
    )


def _article(obligation: Obligation) -> str:
    missing = obligation.required - obligation.given
    return "a" if missing <= 1 else f"{missing} of"
