"""The inbox."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.inbox import InboxView
from registry.services.inbox import read_inbox
from registry.web.edge import answer, reading
from registry.web.operations import gives

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/inbox")
@gives(InboxView, tagged=True)
def show_inbox() -> Response:
    """What waits for me, what needs attention, and the newest decisions."""
    with reading() as context:
        return answer(read_inbox(context))
