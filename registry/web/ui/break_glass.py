"""Breaking the glass: one person asks, another confirms."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from registry.contract.promotions import BreakGlassReason, ConfirmBreakGlass
from registry.services import break_glass
from registry.web.edge import as_id, writing
from registry.web.ui.forms import field, form
from registry.web.ui.pages import go_to

blueprint = Blueprint("break_glass", __name__, url_prefix="/promotions/<promotion_id>/break-glass")


@blueprint.post("")
def ask(promotion_id: str) -> Response:
    """The first of two people."""
    command = form(BreakGlassReason, reason=field("reason"))
    with writing() as context:
        break_glass.ask_break_glass(context, as_id(promotion_id), command)
    return go_to(url_for("ui.promotions.show_promotion", promotion_id=promotion_id, note="glass-asked"))


@blueprint.post("/confirm")
def confirm(promotion_id: str) -> Response:
    """The second of two people."""
    command = form(ConfirmBreakGlass, asked=field("asked"))
    with writing() as context:
        break_glass.confirm_break_glass(context, as_id(promotion_id), command)
    return go_to(url_for("ui.promotions.show_promotion", promotion_id=promotion_id, note="glass-broken"))
