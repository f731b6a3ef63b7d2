"""The audit log of a project."""

from __future__ import annotations

from flask import Blueprint, Response, request

from registry.services.audit_log import PAGE, list_newest_events
from registry.services.projects import find_project
from registry.web.edge import reading
from registry.web.ui.pages import page

blueprint = Blueprint("audit_log", __name__)


@blueprint.get("/projects/<project>/events")
def list_events(project: str) -> Response:
    """Up to 200 events, newest first, from before `?before=`."""
    before = request.args.get("before", type=int)
    with reading() as context:
        events = list_newest_events(context, find_project(context, project), before)
    older = events[-1].seq if len(events) == PAGE else None
    return page("audit_log/list.html", project=project, events=events, before=before, older=older)
