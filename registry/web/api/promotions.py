"""Promotion requests and their reviews."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from registry.contract.paging import ListPromotions
from registry.contract.promotions import (
    BreakGlassReason,
    ConfirmBreakGlass,
    OpenPromotion,
    OpenRollback,
    PromotionDetailView,
    PromotionView,
    SignReview,
)
from registry.services import applying, break_glass, promotions, reviews
from registry.web.edge import answer, answer_all, as_id, body, query, reading, writing
from registry.web.operations import gives, lists

blueprint = Blueprint("promotions", __name__, url_prefix="/promotions")


@blueprint.post("")
@gives(PromotionDetailView, 201, body=OpenPromotion, once="kept", tagged=True, also=(409,))
def open_promotion() -> Response:
    """Ask for a version to enter an environment."""
    with writing() as context:
        return answer(promotions.open_promotion(context, body(OpenPromotion)), 201)


@blueprint.post("/rollback")
@gives(PromotionDetailView, 201, body=OpenRollback, once="kept", tagged=True, also=(409,))
def open_rollback() -> Response:
    """Ask for what was there before to come back."""
    with writing() as context:
        return answer(promotions.open_rollback(context, body(OpenRollback)), 201)


@blueprint.get("")
@lists(PromotionView, ListPromotions)
def list_promotions() -> Response:
    """Promotion requests, newest first."""
    with reading() as context:
        return answer_all(promotions.list_promotions(context, query(ListPromotions)))


@blueprint.get("/<uuid:promotion_id>")
@gives(PromotionDetailView, tagged=True)
def get_promotion(promotion_id: UUID) -> Response:
    """One request in full."""
    with reading() as context:
        return answer(promotions.get_promotion(context, promotion_id))


@blueprint.post("/<promotion_id>/checks")
@gives(PromotionDetailView, once="kept", tagged=True, conditional=True, also=(409,))
def check_promotion(promotion_id: str) -> Response:
    """Have it judged again."""
    with writing() as context:
        return answer(promotions.check_promotion(context, as_id(promotion_id)))


@blueprint.post("/<promotion_id>/reviews")
@gives(PromotionDetailView, 201, body=SignReview, once="kept", tagged=True, conditional=True, also=(409,))
def sign_review(promotion_id: str) -> Response:
    """Sign a review."""
    with writing() as context:
        return answer(reviews.sign_review(context, as_id(promotion_id), body(SignReview)), 201)


@blueprint.post("/<promotion_id>/withdraw")
@gives(PromotionDetailView, once="kept", tagged=True, conditional=True, also=(409,))
def withdraw_promotion(promotion_id: str) -> Response:
    """Give it up."""
    with writing() as context:
        return answer(promotions.withdraw_promotion(context, as_id(promotion_id)))


@blueprint.post("/<promotion_id>/apply")
@gives(PromotionDetailView, once="kept", tagged=True, conditional=True, refused_with=PromotionDetailView)
def apply_promotion(promotion_id: str) -> Response:
    """Move the alias if the gate allows it now; 409 with the whole request when it does not."""
    with writing() as context:
        detail = applying.apply_promotion(context, as_id(promotion_id))
    return answer(detail, 200 if detail.request.state == "applied" else 409)


@blueprint.post("/<promotion_id>/break-glass")
@gives(PromotionDetailView, body=BreakGlassReason, once="kept", tagged=True, conditional=True, also=(409,))
def ask_break_glass(promotion_id: str) -> Response:
    """The first of two people."""
    with writing() as context:
        return answer(break_glass.ask_break_glass(context, as_id(promotion_id), body(BreakGlassReason)))


@blueprint.post("/<promotion_id>/break-glass/confirm")
@gives(PromotionDetailView, body=ConfirmBreakGlass, once="kept", tagged=True, conditional=True, also=(409,))
def confirm_break_glass(promotion_id: str) -> Response:
    """The second of two people, for what they saw; 409 when that has changed."""
    with writing() as context:
        return answer(break_glass.confirm_break_glass(context, as_id(promotion_id), body(ConfirmBreakGlass)))
