"""Reading the audit log."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, or_
from sqlmodel import col, select

from registry.contract.paging import ListEvents, Page, PageQuery
from registry.contract.promotions import EventView
from registry.db.events import EventRow
from registry.db.planning import begins_with
from registry.db.projects import ProjectRow
from registry.db.promotions import PromotionRow
from registry.db.users import UserRow
from registry.domain.clock import parse_rfc3339
from registry.domain.errors import ForbiddenError
from registry.domain.roles import Action
from registry.services.access import actor_of, require
from registry.services.context import Context
from registry.services.models import find_model
from registry.services.paging import read_page
from registry.services.promotion_views import view_event

PAGE = 200


def list_events(context: Context, project: ProjectRow, asked: ListEvents | None = None) -> Page[EventView]:
    """The events of a project, in the order of their numbers."""
    require(context, Action.AUDIT_READ, project.id)
    asked = asked or ListEvents()
    query = select(EventRow).where(EventRow.project_id == project.id)
    if asked.after is not None:
        query = query.where(col(EventRow.seq) > asked.after)
    if asked.actor is not None:
        who = select(UserRow.id).where(UserRow.username == asked.actor).scalar_subquery()
        query = query.where(EventRow.actor_id == who)
    if asked.action is not None:
        query = query.where(EventRow.action == asked.action)
    if asked.subject is not None:
        kind, _, subject_id = asked.subject.partition("/")
        query = query.where(EventRow.subject_kind == kind)
        query = query.where(EventRow.subject_id == subject_id) if subject_id else query
    if asked.since is not None:
        query = query.where(EventRow.at >= parse_rfc3339(asked.since))
    if asked.until is not None:
        query = query.where(EventRow.at <= parse_rfc3339(asked.until))
    rows, following = read_page(context, query, asked, [col(EventRow.seq)], descending=asked.order == "desc")
    return Page((view_event(row) for row in rows), following)


def list_model_events(context: Context, model_name: str, asked: PageQuery | None = None) -> Page[EventView]:
    """The events about a model, its versions and their requests, newest first."""
    model = find_model(context, model_name)
    require(context, Action.AUDIT_READ, model.project_id)
    dialect = context.session.get_bind().dialect.name
    requests = select(PromotionRow.id).where(PromotionRow.model_id == model.id)
    of_version = begins_with(col(EventRow.subject_id), f"{model.name}/", dialect)
    query = select(EventRow).where(
        EventRow.project_id == model.project_id,
        or_(
            and_(col(EventRow.subject_kind) == "model", col(EventRow.subject_id) == model.name),
            and_(col(EventRow.subject_kind) == "version", of_version),
            col(EventRow.promotion_id).in_(requests),
        ),
    )
    rows, following = read_page(context, query, asked or PageQuery(), [col(EventRow.seq)], descending=True)
    return Page((view_event(row) for row in rows), following)


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
