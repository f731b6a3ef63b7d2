"""The audit log."""

from __future__ import annotations

from flask import Blueprint, Response

from registry.contract.paging import ListAllEvents, ListEvents, VerifyLog
from registry.contract.promotions import EventView, LogVerificationView
from registry.services import audit_log, log_verification
from registry.services.projects import find_project
from registry.web.edge import answer, answer_all, answer_bytes, query, reading
from registry.web.operations import gives, lists

blueprint = Blueprint("audit_log", __name__)


@blueprint.get("/projects/<project>/events")
@lists(EventView, ListEvents)
def list_events(project: str) -> Response:
    """The events of a project."""
    with reading() as context:
        return answer_all(audit_log.list_events(context, find_project(context, project), query(ListEvents)))


@blueprint.get("/events")
@lists(EventView, ListAllEvents)
def list_all_events() -> Response:
    """The events of all projects whose log I may read."""
    with reading() as context:
        return answer_all(audit_log.list_all_events(context, query(ListAllEvents)))


@blueprint.get("/events/verification")
@gives(LogVerificationView, query=VerifyLog)
def verify_log() -> Response:
    """Whether the chain of the log holds now, and what its head is; the whole of it without `?newest=`."""
    asked = query(VerifyLog)
    with reading() as context:
        return answer(log_verification.verify_log(context, asked.newest))


@blueprint.get("/events.jsonl")
@gives("application/jsonl")
def export_events() -> Response:
    """The whole log of the installation, one canonical JSON document a line."""
    with reading() as context:
        content = b"".join(audit_log.export_events(context))
    return answer_bytes(content, "application/jsonl", "events.jsonl")
