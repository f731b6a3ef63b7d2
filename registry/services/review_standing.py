"""Whether a review still stands: it is bound to digests, and falls when one of them changes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select

from registry.contract.promotions import ReviewView
from registry.db.decisions import DecisionRow
from registry.db.projects import MemberRow
from registry.db.promotions import PromotionRow
from registry.db.reviews import ReviewRow
from registry.db.users import UserRow
from registry.db.versions import VersionRow
from registry.domain.clock import rfc3339
from registry.domain.promotion_states import FINAL_PROMOTION_STATES, ReviewVerdict
from registry.domain.roles import Role
from registry.services.bundles import active_bundle
from registry.services.context import Context
from registry.services.newest_evidence import newest_evidence
from registry.services.same_files import SAME_FILES

_REVIEWS_OF_FILES = (
    select(ReviewRow, UserRow)
    .join(UserRow, col(UserRow.id) == ReviewRow.reviewer_id)
    .where(
        col(ReviewRow.promotion_id).in_(
            select(PromotionRow.id).where(
                col(PromotionRow.version_id).in_(SAME_FILES),
                PromotionRow.environment_id == bindparam("environment_id"),
            )
        )
    )
    .order_by(col(ReviewRow.id))
)


def reviews_of(context: Context, promotion: PromotionRow) -> list[ReviewRow]:
    """All reviews of a request, oldest first."""
    query = select(ReviewRow).where(ReviewRow.promotion_id == promotion.id).order_by(col(ReviewRow.id))
    return list(context.session.exec(query))


@dataclass(frozen=True, slots=True)
class Ground:
    """What a review stands on, as it is now."""

    version_digest: str
    evidence_digests: list[str]
    policy_revision: str
    roles: dict[UUID, frozenset[Role]]
    """Of the people whose accounts are open, by id."""


def ground_of(
    context: Context, promotion: PromotionRow, version: VersionRow, evidence: list[str], revision: str
) -> Ground:
    """What reviews of a request stand on; `evidence` are the digests of what counts."""
    query = (
        select(MemberRow)
        .join(UserRow, col(UserRow.id) == MemberRow.user_id)
        .where(MemberRow.project_id == promotion.project_id, UserRow.active)
    )
    roles: dict[UUID, frozenset[Role]] = {}
    for member in context.session.exec(query):
        roles[member.user_id] = roles.get(member.user_id, frozenset()) | {member.role}
    return Ground(version.digest, evidence, revision, roles)


def reasons_fallen(review: ReviewRow, later: list[ReviewRow], ground: Ground) -> list[str]:
    """Why a review does not stand any more; empty while it does."""
    reasons = []
    if review.version_digest != ground.version_digest:
        reasons.append("The version's digest is another one.")
    if sorted(review.evidence_digests) != sorted(ground.evidence_digests):
        reasons.append("The evidence has changed since it was signed.")
    if review.policy_revision != ground.policy_revision:
        reasons.append(f"The policy has changed since: it was {review.policy_revision}.")
    # An objection stays open whatever becomes of who made it.
    approves = review.verdict is ReviewVerdict.APPROVE
    if approves and review.role not in ground.roles.get(review.reviewer_id, frozenset()):
        reasons.append("Its author does not have the role any more, or their account was closed.")
    if any(other.reviewer_id == review.reviewer_id and other.role == review.role for other in later):
        reasons.append("The same reviewer has reviewed again.")
    return reasons


def view_gate_reviews(
    context: Context, promotion: PromotionRow, version: VersionRow, evidence: list[str], policy_revision: str
) -> list[dict[str, Any]]:
    """The reviews as the gate's input has them: first open objections from other requests for these files."""
    named = {
        "model_id": version.model_id,
        "digest": version.digest,
        "environment_id": promotion.environment_id,
    }
    found = list(context.session.exec(_REVIEWS_OF_FILES, params=named))
    if not found:
        return []
    context.held += [person for _, person in found]
    rows = [row for row, _ in found]
    reviews = [row for row in rows if row.promotion_id == promotion.id]
    ground = ground_of(context, promotion, version, evidence, policy_revision)
    return [gate_review(context, row, standing=False) for row in _open_objections(rows, promotion)] + [
        gate_review(context, row, standing=not reasons_fallen(row, reviews[index + 1 :], ground))
        for index, row in enumerate(reviews)
    ]


def _open_objections(rows: list[ReviewRow], promotion: PromotionRow) -> list[ReviewRow]:
    """What was said last by anybody in other requests for these files here, and is no approval.

    Withdrawing a request answers nobody, and neither does registering the same files under another number.
    """
    last = {row.reviewer_id: row for row in rows if row.promotion_id != promotion.id}
    return [row for row in last.values() if row.verdict is not ReviewVerdict.APPROVE]


def gate_review(context: Context, review: ReviewRow, *, standing: bool) -> dict[str, Any]:
    """One review as the gate's input has it, which is also what its signature covers."""
    return {
        "id": str(review.id),
        "reviewer": context.session.get_one(UserRow, review.reviewer_id).username,
        "role": review.role.value,
        "verdict": review.verdict.value,
        "meaning": review.meaning,
        "version_digest": review.version_digest,
        "evidence_digests": review.evidence_digests,
        "policy_revision": review.policy_revision,
        "signed_at": rfc3339(review.signed_at),
        "standing": standing,
    }


def view_reviews(context: Context, promotion: PromotionRow) -> list[ReviewView]:
    """The reviews of a request, each with whether it stands and why not."""
    version = context.session.get_one(VersionRow, promotion.version_id)
    reviews = reviews_of(context, promotion)
    if promotion.state in FINAL_PROMOTION_STATES and promotion.decision_id:
        stood = _standing_at_the_end(context.session.get_one(DecisionRow, promotion.decision_id))
        return [
            _view_review(
                context, row, [] if stood.get(str(row.id)) else ["It had fallen before the request ended."]
            )
            for row in reviews
        ]
    evidence = [row.digest for row in newest_evidence(context, version.id)]
    revision = active_bundle(context).revision
    ground = ground_of(context, promotion, version, evidence, revision)
    return [
        _view_review(context, row, reasons_fallen(row, reviews[index + 1 :], ground))
        for index, row in enumerate(reviews)
    ]


def _standing_at_the_end(decision: DecisionRow) -> dict[str, bool]:
    return {review["id"]: review["standing"] for review in json.loads(decision.input_content)["reviews"]}


def _view_review(context: Context, row: ReviewRow, fallen: list[str]) -> ReviewView:
    reviewer = context.session.get_one(UserRow, row.reviewer_id)
    return ReviewView(
        id=str(row.id),
        reviewer=reviewer.username,
        reviewer_name=reviewer.display_name,
        role=row.role.value,
        verdict=row.verdict.value,
        meaning=row.meaning,
        comment=row.comment,
        signed_at=rfc3339(row.signed_at),
        standing=not fallen,
        fell_because=fallen,
        version_digest=row.version_digest,
        evidence_digests=row.evidence_digests,
        policy_revision=row.policy_revision,
        envelope=row.envelope,
    )
