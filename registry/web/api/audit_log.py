"""The audit log."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.paging import ListEvents
from registry.contract.promotions import EventView
from registry.services import audit_log
from registry.services.projects import find_project
from registry.web.edge import answer_all, answer_bytes, query, reading
from registry.web.operations import gives, lists

blueprint = Blueprint("audit_log", __name__)


@blueprint.get("/projects/<project>/events")
@lists(EventView, ListEvents)
def list_events(project: str) -> Response:
    """The events of a project."""
    with reading() as context:
        return answer_all(audit_log.list_events(context, find_project(context, project), query(ListEvents)))


@blueprint.get("/events.jsonl")
@gives("application/jsonl")
def export_events() -> Response:
    """The whole log of the installation, one canonical JSON document a line."""
    with reading() as context:
        content = b"".join(audit_log.export_events(context))
    return answer_bytes(content, "application/jsonl", "events.jsonl")
