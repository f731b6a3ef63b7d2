"""Decisions by their own address: also those that a later one has replaced."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.services import decisions
from registry.services.promotions import get_promotion
from registry.web.edge import as_id, reading
from registry.web.ui.pages import page
from registry.web.ui.promotion_page import REPLAY

blueprint = Blueprint("decisions", __name__)


@blueprint.get("/decisions/<decision_id>")
def show_decision(decision_id: str) -> Response:
    """One decision with its provenance."""
    with reading() as context:
        view = decisions.view_decision(decisions.read_decision(context, as_id(decision_id)))
        about = get_promotion(context, as_id(view.promotion)).request
    return page("decisions/decision.html", decision=view, request=about, replay=REPLAY)
