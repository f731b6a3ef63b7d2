"""The audit log: of one project or of all, filtered, with its chain checked."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request

from registry.contract.paging import ListAllEvents
from registry.services import audit_log
from registry.services.log_verification import verify_log
from registry.services.projects import find_project
from registry.web.edge import reading
from registry.web.ui.pages import page
from registry.web.ui.paging import asked

blueprint = Blueprint("audit_log", __name__)

CHECKED = 500
"""How many of the newest events are checked each time that somebody looks; the whole log takes longer."""
FILTERS = ("actor", "action", "subject", "promotion", "since", "until")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@blueprint.get("/events")
def list_all_events() -> Response:
    """The events of every project whose log I may read, newest first."""
    return _show(project=request.args.get("project") or None, anywhere=True)


@blueprint.get("/projects/<project>/events")
def list_events(project: str) -> Response:
    """The events of one project, newest first."""
    return _show(project=project, anywhere=False)


@blueprint.get("/events/verification")
def verify() -> Response:
    """The whole log, checked from its first event on."""
    with reading() as context:
        return page("audit_log/verification.html", found=verify_log(context))


def _show(*, project: str | None, anywhere: bool) -> Response:
    filters = {name: request.args.get(name, "").strip() for name in FILTERS}
    query = asked(ListAllEvents, order="desc", project=project, **_as_moments(filters))
    with reading() as context:
        if project and not anywhere:
            events = audit_log.list_events(context, find_project(context, project), query)
        else:
            events = audit_log.list_all_events(context, query)
        return page(
            "audit_log/list.html",
            events=events,
            project=project,
            anywhere=anywhere,
            filters=filters,
            projects=audit_log.auditable_projects(context),
            chain=verify_log(context, CHECKED),
        )


def _as_moments(filters: dict[str, str]) -> dict[str, str]:
    """What was filled in. Days, as browsers send them, as their first and last moments."""
    ends = {"since": "T00:00:00.000Z", "until": "T23:59:59.999Z"}
    return {
        name: value + ends[name] if name in ends and _DAY.fullmatch(value) else value
        for name, value in filters.items()
        if value
    }
