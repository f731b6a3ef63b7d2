"""Having living promotion requests judged again when something changed that the gate looks at."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from registry.db.promotions import PromotionRow
from registry.db.reviews import ReviewRow
from registry.db.users import UserRow
from registry.domain.job_states import JobKind
from registry.domain.promotion_states import FINAL_PROMOTION_STATES
from registry.services.context import Context
from registry.services.jobs import enqueue_job


def want_reevaluation(context: Context, version_id: UUID, project_id: UUID) -> None:
    """Have every living promotion request of a version judged again."""
    enqueue_job(context, JobKind.REEVALUATE, project_id, {"version_id": str(version_id)})


def reevaluate_living(context: Context, concerned: ColumnElement[bool]) -> None:
    """Have the living requests that are concerned judged again: one job for each version that waits."""
    living = select(PromotionRow.version_id, PromotionRow.project_id).where(
        concerned, col(PromotionRow.state).not_in(list(FINAL_PROMOTION_STATES))
    )
    for version_id, project_id in sorted(set(context.session.exec(living))):
        want_reevaluation(context, version_id, project_id)


def reevaluate_reviewed(context: Context, user: UserRow) -> None:
    """The same for what a person has reviewed, when what they may do has changed."""
    reviewed = select(ReviewRow.promotion_id).where(ReviewRow.reviewer_id == user.id)
    reevaluate_living(context, col(PromotionRow.id).in_(reviewed))
