"""Promotion requests, laid out like pull requests."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from registry.contract.paging import ListPromotions
from registry.contract.promotions import SignReview
from registry.domain.promotion_states import PromotionState
from registry.services import applying, promotions, reviews
from registry.web.edge import as_id, reading, writing
from registry.web.ui.forms import field, form
from registry.web.ui.pages import go_to, page
from registry.web.ui.paging import asked
from registry.web.ui.promotion_page import REPLAY, read_promotion_page

blueprint = Blueprint("promotions", __name__, url_prefix="/promotions")


@blueprint.get("")
def list_promotions() -> Response:
    """Requests, filtered by state."""
    state = request.args.get("state") or None
    with reading() as context:
        found = promotions.list_promotions(context, asked(ListPromotions, state=state))
    return page("promotions/list.html", requests=found, state=state, states=list(PromotionState))


@blueprint.get("/<promotion_id>")
def show_promotion(promotion_id: str) -> Response:
    """One request in full; with `?part=live`, what may have changed since it was as `?seen=` says."""
    with reading() as context:
        shown = read_promotion_page(context, as_id(promotion_id))
    if request.args.get("part") == "live" and request.args.get("seen") == shown.mark:
        return Response(status=204)
    parts = {"live": "promotions/live.html"}
    values = {"request": shown.detail.request, "shown": shown, "replay": REPLAY}
    return page("promotions/promotion.html", parts=parts, **values)


@blueprint.post("/<promotion_id>/checks")
def check_promotion(promotion_id: str) -> Response:
    """Have it judged again."""
    with writing() as context:
        promotions.check_promotion(context, as_id(promotion_id))
    return _back(promotion_id, "checked")


@blueprint.post("/<promotion_id>/reviews")
def sign_review(promotion_id: str) -> Response:
    """Sign a review of the decision that the page showed."""
    verdict = field("verdict")
    command = form(
        SignReview,
        decision=field("decision"),
        role=field("role"),
        verdict=verdict,
        meaning=field(f"meaning_{verdict}"),
        comment=field("comment"),
    )
    with writing() as context:
        reviews.sign_review(context, as_id(promotion_id), command)
    return _back(promotion_id, "signed")


@blueprint.post("/<promotion_id>/withdraw")
def withdraw_promotion(promotion_id: str) -> Response:
    """Give it up."""
    with writing() as context:
        promotions.withdraw_promotion(context, as_id(promotion_id))
    return _back(promotion_id, "withdrawn")


@blueprint.post("/<promotion_id>/apply")
def apply_promotion(promotion_id: str) -> Response:
    """Move the alias if the gate allows it now."""
    with writing() as context:
        detail = applying.apply_promotion(context, as_id(promotion_id))
    return _back(promotion_id, "applied" if detail.request.state == "applied" else "not-applied")


def _back(promotion_id: str, note: str) -> Response:
    return go_to(url_for("ui.promotions.show_promotion", promotion_id=promotion_id, note=note))
