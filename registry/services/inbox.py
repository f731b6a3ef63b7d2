"""What waits for a person, what needs attention, and what was decided lately."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import col, select

from registry.contract.decision import Decision
from registry.contract.inbox import InboxView
from registry.contract.paging import ListPromotions
from registry.contract.promotions import PromotionView
from registry.db.decisions import DecisionRow
from registry.db.promotions import PromotionRow
from registry.db.versions import VersionRow
from registry.domain.promotion_states import FINAL_PROMOTION_STATES, PromotionState
from registry.domain.roles import Action, permits
from registry.services.access import actor_of, roles_of, visible_projects
from registry.services.attention import needing_attention, recent_decisions
from registry.services.break_glass import why_not_second
from registry.services.context import Context
from registry.services.paging import hold
from registry.services.promotion_views import view_promotion
from registry.services.promotions import list_promotions
from registry.services.review_standing import view_reviews
from registry.services.reviews import role_choices

_RECENT = 10


def read_inbox(context: Context) -> InboxView:
    """The actor's inbox, over all projects that they may read."""
    query = (
        select(PromotionRow)
        .where(
            col(PromotionRow.project_id).in_(visible_projects(context)),
            col(PromotionRow.state).not_in(list(FINAL_PROMOTION_STATES)),
        )
        .order_by(col(PromotionRow.id).desc())
        .limit(200)
    )
    living = list(context.session.exec(query))
    hold(context, VersionRow, {row.version_id for row in living})
    ready = [row for row in living if row.state is PromotionState.READY]
    refused = [row for row in living if row.state is PromotionState.REFUSED]

    def views(rows: Iterable[PromotionRow]) -> list[PromotionView]:
        return [view_promotion(context, row) for row in rows]

    return InboxView(
        to_confirm=views(row for row in living if _can_confirm(context, row)),
        to_sign=views(row for row in living if _can_sign(context, row)),
        to_apply=views(row for row in ready if _may(context, row, Action.PROMOTION_APPLY)),
        to_mend=views(row for row in refused if _is_mine(context, row)),
        refused=views(row for row in refused if not _is_mine(context, row)),
        applied=list(list_promotions(context, ListPromotions(state="applied", limit=_RECENT))),
        attention=needing_attention(context),
        decided=recent_decisions(context),
    )


def _is_mine(context: Context, row: PromotionRow) -> bool:
    version = context.session.get_one(VersionRow, row.version_id)
    return actor_of(context).user_id in {row.opened_by, version.registered_by}


def _can_sign(context: Context, row: PromotionRow) -> bool:
    if row.state is not PromotionState.OPEN or row.decision_id is None:
        return False
    usable = {choice.role for choice in role_choices(context, row.id) if not choice.why_not}
    decision = context.session.get_one(DecisionRow, row.decision_id)
    owed = {item.role for item in Decision.from_bytes(decision.decision_content).obligations if not item.met}
    me = actor_of(context).username
    return bool(usable & owed) and not any(
        review.reviewer == me and review.standing for review in view_reviews(context, row)
    )


def _can_confirm(context: Context, row: PromotionRow) -> bool:
    return (
        row.break_glass_by is not None
        and _may(context, row, Action.PROMOTION_BREAK_GLASS)
        and not why_not_second(context, row, actor_of(context))
    )


def _may(context: Context, row: PromotionRow, action: Action) -> bool:
    actor = actor_of(context)
    return permits(roles_of(context, actor, row.project_id), action)
