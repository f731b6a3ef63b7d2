"""Reviews: signed, with a meaning, and bound to what the reviewer saw."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from registry.contract.gate_input import GateInput
from registry.contract.promotions import PromotionDetailView, SignReview
from registry.db.decisions import DecisionRow
from registry.db.promotions import PromotionRow
from registry.db.reviews import ReviewRow
from registry.db.versions import VersionRow
from registry.domain.clock import rfc3339
from registry.domain.errors import ConflictError, ForbiddenError, SeparationOfDutiesError
from registry.domain.ids import id_after
from registry.domain.promotion_states import FINAL_PROMOTION_STATES, ReviewVerdict
from registry.domain.roles import REVIEWING_ROLES, Action, Role
from registry.services.access import require, roles_of
from registry.services.context import Actor, Context
from registry.services.gate_documents import contributors, evidence_digests
from registry.services.newest_evidence import newest_evidence
from registry.services.preconditions import expect
from registry.services.promotion_views import view_promotion_detail
from registry.services.promotions import find_promotion, judge
from registry.services.review_standing import reviews_of
from registry.trust.dsse import sign_envelope
from registry.trust.signers import KeyPurpose
from registry.trust.statements import review_statement, statement_bytes


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role that somebody could sign in, and why they cannot (empty when they can)."""

    role: Role
    why_not: str


def role_choices(context: Context, promotion_id: UUID) -> list[RoleChoice]:
    """The actor's own reviewing roles for a request, each with what keeps them from signing in it."""
    promotion = find_promotion(context, promotion_id)
    actor = require(context, Action.PROJECT_READ, promotion.project_id)
    return choices_of(context, promotion, actor)


def choices_of(context: Context, promotion: PromotionRow, actor: Actor) -> list[RoleChoice]:
    """The same for anybody. Whoever calls has asked for permission."""
    held = roles_of(context, actor, promotion.project_id) & REVIEWING_ROLES
    return [RoleChoice(role, _why_not(context, promotion, actor, role)) for role in sorted(held)]


def sign_review(context: Context, promotion_id: UUID, command: SignReview) -> PromotionDetailView:
    """Sign a review of what a decision showed, and have the request judged again."""
    promotion = find_promotion(context, promotion_id, lock=True)
    actor = require(context, Action.PROMOTION_REVIEW, promotion.project_id)
    expect(context, lambda: view_promotion_detail(context, promotion))
    role = Role(command.role)
    _check_may_review(context, promotion, actor, role)
    decision = _check_current(context, promotion, command.decision)
    version = context.session.get_one(VersionRow, promotion.version_id)
    evidence = _check_shown(context, decision, version)
    earlier = reviews_of(context, promotion)
    row = ReviewRow(
        id=id_after(earlier[-1].id if earlier else None),
        promotion_id=promotion.id,
        decision_id=decision.id,
        reviewer_id=actor.user_id,
        role=role,
        verdict=ReviewVerdict(command.verdict),
        meaning=command.meaning,
        comment=command.comment,
        version_digest=version.digest,
        evidence_digests=evidence,
        policy_revision=decision.policy_revision,
        envelope={},
        signed_at=context.now,
    )
    row.envelope = _sign(context, row, actor, decision)
    context.session.add(row)
    context.session.flush()
    context.record(
        "review.signed",
        ("review", row.id),
        project_id=promotion.project_id,
        promotion_id=promotion.id,
        role=role.value,
        verdict=command.verdict,
        meaning=command.meaning,
        version=version.digest,
        evidence=evidence,
        policy=decision.policy_revision,
    )
    judge(context, promotion, "review")
    return view_promotion_detail(context, promotion)


def _sign(context: Context, row: ReviewRow, actor: Actor, decision: DecisionRow) -> dict[str, Any]:
    """The DSSE envelope that binds reviewer, meaning and everything that was looked at."""
    statement = review_statement(
        promotion=str(row.promotion_id),
        reviewer={
            "username": actor.username,
            "display_name": actor.display_name,
            "role": row.role.value,
        },
        verdict=row.verdict.value,
        meaning=row.meaning,
        comment=row.comment,
        version_digest=row.version_digest,
        evidence_digests=row.evidence_digests,
        policy_revision=row.policy_revision,
        decision_digest=decision.decision_digest,
        signed_at=rfc3339(row.signed_at),
    )
    signer = context.platform.keys.signer(KeyPurpose.ATTESTATION)
    envelope: dict[str, Any] = json.loads(sign_envelope(statement_bytes(statement), signer))
    return envelope


def _why_not(context: Context, promotion: PromotionRow, actor: Actor, role: Role) -> str:
    try:
        _check_may_review(context, promotion, actor, role)
    except ForbiddenError as error:
        return f"{error.what} {error.why}"
    return ""


def _check_may_review(context: Context, promotion: PromotionRow, actor: Actor, role: Role) -> None:
    if role not in roles_of(context, actor, promotion.project_id):
        raise ForbiddenError(
            f"{actor.username} does not have the role {role.value} here.",
            why="A review is signed in a role that the reviewer holds.",
            remedy="Ask the project's owner for the role, or somebody who has it for the review.",
        )
    version = context.session.get_one(VersionRow, promotion.version_id)
    if actor.username in contributors(context, promotion, version):
        raise SeparationOfDutiesError(
            f"{actor.username} has worked on this version and cannot review it.",
            why="Who registered a version, produced its evidence or opened the request does not judge it.",
            remedy=f"Ask another {role.value.replace('_', ' ')}.",
        )
    for review in reviews_of(context, promotion):
        if review.reviewer_id == actor.user_id and review.role is not role:
            raise SeparationOfDutiesError(
                f"{actor.username} has reviewed this request as {review.role.value} already.",
                why="One person fills one required role per request.",
                remedy=f"Ask another {role.value.replace('_', ' ')}.",
            )


def _check_current(context: Context, promotion: PromotionRow, decision_id: str) -> DecisionRow:
    if promotion.state in FINAL_PROMOTION_STATES:
        raise ConflictError(
            f"The request is {promotion.state} already.",
            why="Only a living request is reviewed.",
            remedy="Open a new request for the version.",
        )
    if str(promotion.decision_id) != decision_id:
        raise ConflictError(
            "The request has been judged again since you looked.",
            why=f"Its current decision is {promotion.decision_id}, you saw {decision_id}.",
            remedy="Look at the current decision, then sign.",
        )
    return context.session.get_one(DecisionRow, promotion.decision_id)


def _check_shown(context: Context, decision: DecisionRow, version: VersionRow) -> list[str]:
    """The digests of the evidence that the decision showed, which is all that a reviewer can answer for."""
    shown = evidence_digests(GateInput.from_bytes(decision.input_content))
    if shown != sorted(row.digest for row in newest_evidence(context, version.id)):
        raise ConflictError(
            "There is evidence that the decision you saw does not show.",
            why="It came after that decision, and the request has not been judged on it yet.",
            remedy="Have the request judged again (`modelwarden promote check`), look, then sign.",
        )
    return shown
