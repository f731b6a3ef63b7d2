"""Reports: asked for, rendered by the worker, sealed, and kept as artifacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from sqlmodel import col, select

from registry.contract.data import JobView
from registry.contract.paging import ListReports, Page, PageQuery
from registry.contract.promotions import ReportView
from registry.db.models import ModelRow
from registry.db.projects import ProjectRow
from registry.db.reports import ReportRow
from registry.db.users import UserRow
from registry.db.versions import VersionRow
from registry.domain.clock import rfc3339
from registry.domain.job_states import JobKind
from registry.domain.report_kinds import ReportKind
from registry.domain.roles import Action
from registry.services.access import actor_of, in_visible_projects, not_there, require
from registry.services.context import Context
from registry.services.jobs import request_job
from registry.services.paging import hold, read_page
from registry.services.promotions import find_promotion
from registry.services.versions import read_version
from registry.storage import Stored


@dataclass(frozen=True, slots=True)
class Rendered:
    """A report's bytes in storage, and what they are."""

    kind: ReportKind
    file_name: str
    media_type: str
    stored: Stored


def request_audit_report(context: Context, promotion_id: UUID) -> JobView:
    """Have the worker render and seal the audit report of a request's newest decision."""
    promotion = find_promotion(context, promotion_id)
    require(context, Action.REPORT_CREATE, promotion.project_id)
    payload = {"promotion_id": str(promotion.id)}
    return request_job(context, JobKind.RENDER_REPORT, promotion.project_id, payload)


def request_model_card(context: Context, model_name: str, number: int) -> JobView:
    """Have the worker render the model card of a version, in all its formats."""
    model, version = read_version(context, model_name, number)
    require(context, Action.REPORT_CREATE, model.project_id)
    payload = {"version_id": str(version.id)}
    return request_job(context, JobKind.RENDER_REPORT, model.project_id, payload)


def add_report(
    context: Context,
    rendered: Rendered,
    version: VersionRow,
    *,
    promotion_id: UUID | None = None,
    decision_id: UUID | None = None,
    job_id: UUID | None = None,
) -> ReportView:
    """Make rendered bytes a report that can be downloaded."""
    model = context.session.get_one(ModelRow, version.model_id)
    actor = require(context, Action.REPORT_CREATE, model.project_id)
    row = ReportRow(
        project_id=model.project_id,
        version_id=version.id,
        promotion_id=promotion_id,
        decision_id=decision_id,
        kind=rendered.kind,
        file_name=rendered.file_name,
        media_type=rendered.media_type,
        sha256=rendered.stored.sha256,
        size=rendered.stored.size,
        job_id=job_id,
        created_by=actor.user_id,
        created_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    context.record(
        "report.created",
        ("report", row.id),
        project_id=model.project_id,
        promotion_id=promotion_id,
        kind=row.kind.value,
        sha256=row.sha256,
    )
    return _view(context, row)


def list_reports(
    context: Context, model_name: str, number: int, asked: PageQuery | None = None
) -> Page[ReportView]:
    """The reports about a version, newest first."""
    model, version = read_version(context, model_name, number)
    context.held += [model, version]
    query = select(ReportRow).where(ReportRow.version_id == version.id)
    rows, following = read_page(context, query, asked or PageQuery(), [col(ReportRow.id)], descending=True)
    hold(context, UserRow, {row.created_by for row in rows})
    return Page((_view(context, row) for row in rows), following)


def list_all_reports(context: Context, asked: ListReports | None = None) -> Page[ReportView]:
    """The reports of all projects that the actor may read, newest first."""
    asked = asked or ListReports()
    query = select(ReportRow).where(in_visible_projects(context, col(ReportRow.project_id)))
    if asked.project is not None:
        named = select(ProjectRow.id).where(ProjectRow.name == asked.project).scalar_subquery()
        query = query.where(ReportRow.project_id == named)
    if asked.model is not None:
        versions = select(VersionRow.id).join(ModelRow).where(ModelRow.name == asked.model)
        query = query.where(col(ReportRow.version_id).in_(versions))
    if asked.kind is not None:
        query = query.where(ReportRow.kind == ReportKind(asked.kind))
    if asked.sha256 is not None:
        query = query.where(ReportRow.sha256 == asked.sha256)
    rows, following = read_page(context, query, asked, [col(ReportRow.id)], descending=asked.order == "desc")
    versions_held = hold(context, VersionRow, {row.version_id for row in rows})
    hold(context, ModelRow, {version.model_id for version in versions_held})
    hold(context, UserRow, {row.created_by for row in rows})
    return Page((_view(context, row) for row in rows), following)


def open_report(context: Context, report_id: UUID) -> tuple[BinaryIO, ReportView]:
    """A reader of a report, and what it is."""
    row = context.session.get(ReportRow, report_id)
    if row is None:
        raise not_there()
    actor_of(context)
    require(context, Action.PROJECT_READ, row.project_id)
    return context.platform.storage.open(row.sha256), _view(context, row)


def _view(context: Context, row: ReportRow) -> ReportView:
    version = context.session.get_one(VersionRow, row.version_id)
    return ReportView(
        id=str(row.id),
        kind=row.kind.value,
        model=context.session.get_one(ModelRow, version.model_id).name,
        version=version.number,
        promotion=str(row.promotion_id) if row.promotion_id else None,
        decision=str(row.decision_id) if row.decision_id else None,
        file_name=row.file_name,
        media_type=row.media_type,
        sha256=row.sha256,
        size=row.size,
        created_by=context.session.get_one(UserRow, row.created_by).username,
        created_at=rfc3339(row.created_at),
    )
