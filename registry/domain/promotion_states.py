"""The life of a promotion request: one table of who may move it from where to where, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.domain.errors import IllegalTransitionError
from registry.domain.roles import Action


class PromotionState(StrEnum):
    """Where a promotion request stands. Applied and withdrawn are final."""

    OPEN = "open"
    REFUSED = "refused"
    READY = "ready"
    APPLIED = "applied"
    WITHDRAWN = "withdrawn"


FINAL_PROMOTION_STATES = frozenset({PromotionState.APPLIED, PromotionState.WITHDRAWN})


class PromotionKind(StrEnum):
    """Why a protected alias is to move."""

    PROMOTE = "promote"
    ROLLBACK = "rollback"
    BREAK_GLASS = "break_glass"


class Outcome(StrEnum):
    """The gate's whole answer in one word. An error is neither a pass nor a fail."""

    ALLOW = "allow"
    NEEDS_APPROVAL = "needs_approval"
    DENY = "deny"
    ERROR = "error"


class ReviewVerdict(StrEnum):
    """What a reviewer signs."""

    APPROVE = "approve"
    REJECT = "reject"
    REQUEST_CHANGES = "request_changes"


@dataclass(frozen=True, slots=True)
class Transition:
    """One legal step: which states it leaves, where it goes, who may take it, why it exists."""

    name: str
    sources: frozenset[PromotionState]
    target: PromotionState
    action: Action
    why: str


_ALIVE = frozenset({PromotionState.OPEN, PromotionState.REFUSED, PromotionState.READY})

TRANSITIONS: dict[str, Transition] = {
    t.name: t
    for t in (
        Transition(
            "refuse",
            _ALIVE,
            PromotionState.REFUSED,
            Action.PROMOTION_OPEN,
            "a rule is violated or lacks evidence",
        ),
        Transition("owe", _ALIVE, PromotionState.OPEN, Action.PROMOTION_OPEN, "obligations are still owed"),
        Transition(
            "ready", _ALIVE, PromotionState.READY, Action.PROMOTION_OPEN, "the gate would allow it now"
        ),
        Transition(
            "apply",
            frozenset({PromotionState.READY}),
            PromotionState.APPLIED,
            Action.PROMOTION_APPLY,
            "the gate allowed it at that moment",
        ),
        Transition(
            "break_glass",
            _ALIVE,
            PromotionState.APPLIED,
            Action.PROMOTION_BREAK_GLASS,
            "two people took it on themselves",
        ),
        Transition(
            "withdraw",
            _ALIVE,
            PromotionState.WITHDRAWN,
            Action.PROMOTION_WITHDRAW,
            "its author no longer wants it",
        ),
    )
}

_BY_OUTCOME = {
    Outcome.ALLOW: "ready",
    Outcome.NEEDS_APPROVAL: "owe",
    Outcome.DENY: "refuse",
    Outcome.ERROR: "refuse",
}


def transition(name: str, state: PromotionState) -> Transition:
    """The step of this name out of this state; raises `IllegalTransitionError` when there is none."""
    step = TRANSITIONS[name]
    if state not in step.sources:
        raise IllegalTransitionError(
            f"A promotion request that is {state} cannot be moved by {name!r}.",
            why=f"That step starts from {', '.join(sorted(step.sources))}.",
            remedy="Reload the request; open a new one if this one has ended.",
        )
    return step


def transition_for(outcome: Outcome, state: PromotionState) -> Transition:
    """The step that a decision's outcome asks for."""
    return transition(_BY_OUTCOME[outcome], state)
