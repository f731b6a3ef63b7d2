"""Reading the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, true
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from registry.contract.paging import ListAllEvents, ListEvents, Page, PageQuery
from registry.contract.promotions import EventView
from registry.db.events import EventRow
from registry.db.planning import Unindexed, begins_with
from registry.db.projects import MemberRow, ProjectRow
from registry.db.promotions import PromotionRow
from registry.db.users import UserRow
from registry.domain.clock import parse_rfc3339
from registry.domain.errors import ForbiddenError
from registry.domain.roles import Action, Scope, permits
from registry.services.access import actor_of, actor_with, require, visible_projects
from registry.services.context import Context
from registry.services.models import find_model
from registry.services.paging import hold, read_page
from registry.services.projects import find_project
from registry.services.promotion_views import view_event

PAGE = 200


def list_events(context: Context, project: ProjectRow, asked: ListEvents | None = None) -> Page[EventView]:
    """The events of a project, in the order of their numbers."""
    require(context, Action.AUDIT_READ, project.id)
    asked = asked or ListEvents()
    return _read(context, _filtered(select(EventRow).where(EventRow.project_id == project.id), asked), asked)


def list_all_events(context: Context, asked: ListAllEvents) -> Page[EventView]:
    """The events of all projects whose log the actor may read; for administrators also those of none."""
    if asked.project is not None:
        project = find_project(context, asked.project)
        require(context, Action.AUDIT_READ, project.id)
        among: ColumnElement[bool] = col(EventRow.project_id) == project.id
    else:
        among = _auditable(context)
    return _read(context, _filtered(select(EventRow).where(among), asked), asked)


def auditable_projects(context: Context) -> list[str]:
    """The names of the projects whose log the actor may read."""
    visible = hold(context, ProjectRow, set(visible_projects(context)) & _permitting(context))
    return sorted(row.name for row in visible)


def _auditable(context: Context) -> ColumnElement[bool]:
    actor = actor_with(context, Scope.READ)
    if actor.is_admin and actor.project_id is None:
        return true()
    found = sorted(set(visible_projects(context)) & _permitting(context))
    if len(found) == 1:
        return col(EventRow.project_id) == found[0]
    column: Any = EventRow.project_id
    return Unindexed(column).in_(found)


def _permitting(context: Context) -> set[UUID]:
    """The projects that the actor's roles let them read the log of."""
    actor = actor_of(context)
    if actor.is_admin:
        return set(visible_projects(context))
    held = select(MemberRow).where(MemberRow.user_id == actor.user_id)
    return {
        row.project_id
        for row in context.session.exec(held)
        if permits(frozenset({row.role}), Action.AUDIT_READ)
    }


def _filtered(query: SelectOfScalar[EventRow], asked: ListEvents) -> SelectOfScalar[EventRow]:
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
    if asked.promotion is not None:
        query = query.where(EventRow.promotion_id == asked.promotion)
    if asked.since is not None:
        query = query.where(EventRow.at >= parse_rfc3339(asked.since))
    if asked.until is not None:
        query = query.where(EventRow.at <= parse_rfc3339(asked.until))
    return query


def _read(context: Context, query: SelectOfScalar[EventRow], asked: ListEvents) -> Page[EventView]:
    rows, following = read_page(context, query, asked, [col(EventRow.seq)], descending=asked.order == "desc")
    names = {row.id: row.name for row in hold(context, ProjectRow, {row.project_id for row in rows})}
    events = (view_event(row).model_copy(update={"project": names.get(row.project_id)}) for row in rows)
    return Page(events, following)


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
    # A page at a time: a unit that only reads may have no transaction for a cursor to live in.
    query = select(EventRow.seq, EventRow.content).order_by(col(EventRow.seq)).limit(PAGE)
    rows = list(context.session.exec(query))
    while rows:
        yield from (content + b"\n" for _, content in rows)
        rows = list(context.session.exec(query.where(col(EventRow.seq) > rows[-1][0])))
