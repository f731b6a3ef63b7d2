"""Waivers."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.promotions import AskWaiver
from registry.services import waivers
from registry.web.edge import answer, answer_all, as_id, body, reading, writing

blueprint = Blueprint("waivers", __name__)


@blueprint.post("/waivers")
def ask_waiver() -> Response:
    """Ask for an exception."""
    with writing() as context:
        return answer(waivers.ask_waiver(context, body(AskWaiver)), 201)


@blueprint.get("/models/<model>/waivers")
def list_waivers(model: str) -> Response:
    """The waivers of a model."""
    with reading() as context:
        return answer_all(waivers.list_waivers(context, model))


@blueprint.post("/waivers/<waiver_id>/approvals")
def approve_waiver(waiver_id: str) -> Response:
    """Approve somebody else's exception."""
    with writing() as context:
        return answer(waivers.approve_waiver(context, as_id(waiver_id)))


@blueprint.post("/waivers/<waiver_id>/revoke")
def revoke_waiver(waiver_id: str) -> Response:
    """End an exception now."""
    with writing() as context:
        return answer(waivers.revoke_waiver(context, as_id(waiver_id)))
