"""Reading the audit log."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import col, select

from registry.contract.promotions import EventView
from registry.db.events import EventRow
from registry.db.projects import ProjectRow
from registry.domain.errors import ForbiddenError
from registry.domain.roles import Action
from registry.services.access import actor_of, require
from registry.services.context import Context
from registry.services.promotion_views import view_event

PAGE = 200


def list_events(context: Context, project: ProjectRow, after: int = 0) -> list[EventView]:
    """Up to 200 events of a project with a number past `after`."""
    require(context, Action.AUDIT_READ, project.id)
    query = (
        select(EventRow)
        .where(EventRow.project_id == project.id, col(EventRow.seq) > after)
        .order_by(col(EventRow.seq))
        .limit(PAGE)
    )
    return [view_event(row) for row in context.session.exec(query)]


def list_newest_events(context: Context, project: ProjectRow, before: int | None = None) -> list[EventView]:
    """Up to 200 events of a project, newest first, with a number under `before`."""
    require(context, Action.AUDIT_READ, project.id)
    query = select(EventRow).where(EventRow.project_id == project.id)
    if before is not None:
        query = query.where(col(EventRow.seq) < before)
    return [
        view_event(row) for row in context.session.exec(query.order_by(col(EventRow.seq).desc()).limit(PAGE))
    ]


def export_events(context: Context) -> Iterator[bytes]:
    """The whole log of the installation, one canonical JSON document a line. For administrators."""
    actor = actor_of(context)
    if not actor.is_admin:
        raise ForbiddenError(
            "The whole log is for administrators.",
            why="It tells of every project.",
            remedy="Ask an administrator for the export, or read the events of your project.",
        )
    require(context, Action.AUDIT_READ)
    query = select(EventRow.content).order_by(col(EventRow.seq)).execution_options(yield_per=PAGE)
    for content in context.session.exec(query):
        yield content + b"\n"
