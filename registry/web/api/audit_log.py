"""The audit log."""

from __future__ import annotations

from flask import Blueprint, Response, request

from registry.services import audit_log
from registry.services.projects import find_project
from registry.web.edge import answer_all, answer_bytes, reading

blueprint = Blueprint("audit_log", __name__)


@blueprint.get("/projects/<project>/events")
def list_events(project: str) -> Response:
    """Up to 200 events of a project past `?after=`."""
    with reading() as context:
        after = request.args.get("after", 0, type=int)
        return answer_all(audit_log.list_events(context, find_project(context, project), after))


@blueprint.get("/events.jsonl")
def export_events() -> Response:
    """The whole log of the installation, one canonical JSON document a line."""
    with reading() as context:
        content = b"".join(audit_log.export_events(context))
    return answer_bytes(content, "application/jsonl", "events.jsonl")
