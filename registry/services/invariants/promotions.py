"""Promotion requests: applied means allowed at that moment, moved once, told once; living, none of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from uuid import UUID

from sqlmodel import col, select

from registry.db.aliases import AliasMoveRow
from registry.db.decisions import DecisionRow
from registry.db.environments import EnvironmentRow
from registry.db.promotions import PromotionRow
from registry.domain.promotion_states import (
    FINAL_PROMOTION_STATES,
    Outcome,
    PromotionKind,
    PromotionState,
    transition_for,
)
from registry.services.context import Context
from registry.services.invariants.events import events_of
from registry.services.invariants.violation import Violation

_ENDS = {"promotion.applied": PromotionState.APPLIED, "promotion.withdrawn": PromotionState.WITHDRAWN}


def check_applied(context: Context) -> Iterator[Violation]:
    """Applied: one move, one event, and a decision asked at that moment that allows it, or two people."""
    moves: dict[UUID | None, list[AliasMoveRow]] = defaultdict(list)
    for move in context.session.exec(select(AliasMoveRow).where(col(AliasMoveRow.promotion_id).is_not(None))):
        moves[move.promotion_id].append(move)
    aliases = dict(context.session.exec(select(EnvironmentRow.id, EnvironmentRow.alias)).all())
    for row in context.session.exec(select(PromotionRow)):
        found = [(move.name, move.to_version_id) for move in moves.get(row.id, [])]
        applied = row.state is PromotionState.APPLIED
        wanted = [(aliases.get(row.environment_id), row.version_id)] if applied else []
        if found != wanted:
            yield _violation("promotion-applied", row, f"it is {row.state}, and its moves are {found}")
        if (row.attestation is not None) != applied:
            state = "attested" if row.attestation else "not attested"
            yield _violation("promotion-applied", row, f"it is {row.state}, and is {state}")
        if applied and (fault := _not_allowed(context, row)):
            yield _violation("promotion-applied", row, fault)


def check_living(context: Context) -> Iterator[Violation]:
    """A request stands where its newest decision puts it, until one event tells of its end."""
    ends: dict[str, Counter[PromotionState]] = defaultdict(Counter)
    for event, _ in events_of(context, *_ENDS):
        ends[event.subject_id][_ENDS[event.action]] += 1
    for row in context.session.exec(select(PromotionRow)):
        ended = row.state in FINAL_PROMOTION_STATES
        told = ends.pop(str(row.id), Counter())
        if told != (Counter([row.state]) if ended else Counter()):
            yield _violation("promotion-living", row, f"it is {row.state}, and events tell of {dict(told)}")
        if (row.closed_at is not None, row.closed_by is not None) != (ended, ended):
            yield _violation("promotion-living", row, f"it is {row.state}, and closed at {row.closed_at}")
        decision = _decision(context, row)
        if decision is None:
            yield _violation("promotion-living", row, f"its decision {row.decision_id} is not one of its own")
        elif not ended and transition_for(decision.outcome, row.state).target is not row.state:
            yield _violation("promotion-living", row, f"it is {row.state}, its decision {decision.outcome}")
    for promotion_id in ends:
        yield Violation(
            "promotion-living", f"promotion {promotion_id}", "an event tells of its end, and it is not there"
        )


def _not_allowed(context: Context, row: PromotionRow) -> str:
    decision = _decision(context, row)
    if decision is None:
        return "it is applied on no decision of its own"
    asked = (decision.occasion, decision.outcome)
    if row.kind is PromotionKind.BREAK_GLASS:
        two = row.break_glass_by is not None and row.break_glass_by != row.closed_by
        return "" if two and asked[0] == "break_glass" else f"the glass was broken by fewer than two: {asked}"
    return "" if asked == ("apply", Outcome.ALLOW) else f"it is applied on a decision that is {asked}"


def _decision(context: Context, row: PromotionRow) -> DecisionRow | None:
    found = context.session.get(DecisionRow, row.decision_id) if row.decision_id else None
    return found if found and found.promotion_id == row.id else None


def _violation(invariant: str, row: PromotionRow, finding: str) -> Violation:
    return Violation(invariant, f"promotion {row.id}", finding)
