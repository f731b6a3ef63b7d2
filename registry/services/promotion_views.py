"""Promotion requests as the wire sees them."""

from __future__ import annotations

import json
from uuid import UUID

from sqlmodel import col, select

from registry.contract.promotions import EventView, PromotionDetailView, PromotionView
from registry.db.decisions import DecisionRow
from registry.db.environments import EnvironmentRow
from registry.db.events import EventRow
from registry.db.models import ModelRow
from registry.db.projects import ProjectRow
from registry.db.promotions import PromotionRow
from registry.db.users import UserRow
from registry.db.versions import VersionRow
from registry.domain.canonical import digest_json
from registry.domain.clock import rfc3339
from registry.domain.promotion_states import FINAL_PROMOTION_STATES
from registry.services.bundles import active_bundle
from registry.services.context import Context
from registry.services.decisions import view_decision
from registry.services.paging import hold
from registry.services.review_standing import view_reviews


def view_promotion_detail(context: Context, row: PromotionRow) -> PromotionDetailView:
    """A request with its decision, reviews and timeline."""
    context.write_events()
    decision = context.session.get(DecisionRow, row.decision_id) if row.decision_id else None
    return PromotionDetailView(
        request=view_promotion(context, row),
        decision=view_decision(decision) if decision else None,
        reviews=view_reviews(context, row),
        timeline=timeline(context, row.id),
        attestation=row.attestation,
    )


def view_promotions(context: Context, rows: list[PromotionRow]) -> list[PromotionView]:
    """What a list shows, in as many questions for many as for one."""
    hold(context, VersionRow, {row.version_id for row in rows})
    hold(context, EnvironmentRow, {row.environment_id for row in rows})
    hold(context, ProjectRow, {row.project_id for row in rows})
    hold(context, ModelRow, {row.model_id for row in rows})
    people = {person for row in rows for person in (row.opened_by, row.closed_by, row.break_glass_by)}
    hold(context, UserRow, people)
    # The documents of a decision are large, and a list shows one word of them.
    decided = {row.decision_id for row in rows} - {None}
    query = select(DecisionRow.id, DecisionRow.outcome).where(col(DecisionRow.id).in_(decided))
    outcomes: dict[UUID | None, str] = {key: str(outcome) for key, outcome in context.session.exec(query)}
    return [_view(context, row, outcomes.get(row.decision_id, "")) for row in rows]


def view_promotion(context: Context, row: PromotionRow) -> PromotionView:
    """One of a list."""
    return view_promotions(context, [row])[0]


def _view(context: Context, row: PromotionRow, outcome: str) -> PromotionView:
    session = context.session
    version = session.get_one(VersionRow, row.version_id)
    environment = session.get_one(EnvironmentRow, row.environment_id)
    return PromotionView(
        id=str(row.id),
        project=session.get_one(ProjectRow, row.project_id).name,
        model=session.get_one(ModelRow, row.model_id).name,
        version=version.number,
        version_digest=version.digest,
        environment=environment.name,
        alias=environment.alias,
        kind=row.kind.value,
        state=row.state.value,
        outcome=outcome,
        reason=row.reason,
        opened_by=session.get_one(UserRow, row.opened_by).username,
        opened_at=rfc3339(row.opened_at),
        closed_by=session.get_one(UserRow, row.closed_by).username if row.closed_by else None,
        closed_at=rfc3339(row.closed_at) if row.closed_at else None,
        break_glass_reason=row.break_glass_reason,
        break_glass_by=session.get_one(UserRow, row.break_glass_by).username if row.break_glass_by else None,
        break_glass_digest=break_glass_digest(context, row),
        revision=row.revision,
    )


def break_glass_digest(context: Context, row: PromotionRow) -> str | None:
    """What a second person would confirm; None where there is nothing to confirm."""
    if row.break_glass_by is None or row.state in FINAL_PROMOTION_STATES:
        return None
    return digest_json(
        {
            "request": str(row.id),
            "asked_by": str(row.break_glass_by),
            "reason": row.break_glass_reason,
            "decision": str(row.decision_id),
            "policy_revision": active_bundle(context).revision,
        }
    )


def timeline(context: Context, promotion_id: UUID) -> list[EventView]:
    """What happened to a request, oldest first."""
    query = select(EventRow).where(EventRow.promotion_id == promotion_id).order_by(col(EventRow.seq))
    return [view_event(row) for row in context.session.exec(query)]


def view_event(row: EventRow) -> EventView:
    """One event of the log, read from its canonical bytes."""
    content = json.loads(row.content)
    return EventView(
        seq=row.seq,
        at=content["at"],
        actor=content["actor"],
        action=content["action"],
        subject_kind=content["subject"]["kind"],
        subject_id=content["subject"]["id"],
        promotion=content["promotion"],
        details=content["details"],
        digest=row.digest,
    )
