"""Waivers."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.paging import PageQuery
from registry.contract.promotions import AskWaiver, WaiverView
from registry.services import waivers
from registry.web.edge import answer, answer_all, as_id, body, query, reading, writing
from registry.web.operations import gives, lists

blueprint = Blueprint("waivers", __name__)


@blueprint.post("/waivers")
@gives(WaiverView, 201, body=AskWaiver, once="kept", tagged=True)
def ask_waiver() -> Response:
    """Ask for an exception."""
    with writing() as context:
        return answer(waivers.ask_waiver(context, body(AskWaiver)), 201)


@blueprint.get("/models/<model>/waivers")
@lists(WaiverView)
def list_waivers(model: str) -> Response:
    """The waivers of a model."""
    with reading() as context:
        return answer_all(waivers.list_waivers(context, model, query(PageQuery)))


@blueprint.get("/waivers/<waiver_id>")
@gives(WaiverView, tagged=True)
def get_waiver(waiver_id: str) -> Response:
    """One waiver."""
    with reading() as context:
        return answer(waivers.get_waiver(context, as_id(waiver_id)))


@blueprint.post("/waivers/<waiver_id>/approvals")
@gives(WaiverView, once="kept", tagged=True, conditional=True, also=(409,))
def approve_waiver(waiver_id: str) -> Response:
    """Approve somebody else's exception."""
    with writing() as context:
        return answer(waivers.approve_waiver(context, as_id(waiver_id)))


@blueprint.post("/waivers/<waiver_id>/revoke")
@gives(WaiverView, once="kept", tagged=True, conditional=True)
def revoke_waiver(waiver_id: str) -> Response:
    """End an exception now."""
    with writing() as context:
        return answer(waivers.revoke_waiver(context, as_id(waiver_id)))
