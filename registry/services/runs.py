"""Runs: what trained a version."""

from __future__ import annotations

from sqlmodel import col, select

from registry.contract.data import CreateRun, RunView
from registry.contract.paging import Page, PageQuery
from registry.db.projects import ProjectRow
from registry.db.runs import RunRow
from registry.db.users import UserRow
from registry.domain.clock import parse_rfc3339, rfc3339
from registry.domain.errors import InvalidInputError
from registry.domain.roles import Action
from registry.services.access import require
from registry.services.context import Context
from registry.services.paging import hold, read_page


def create_run(context: Context, project: ProjectRow, command: CreateRun) -> RunView:
    """Record a training run."""
    actor = require(context, Action.VERSION_REGISTER, project.id)
    started = parse_rfc3339(command.started_at) if command.started_at else None
    ended = parse_rfc3339(command.ended_at) if command.ended_at else None
    if started and ended and ended < started:
        raise InvalidInputError(
            "The run ended before it started.",
            why=f"It started at {command.started_at}.",
            remedy="Correct one of the two times.",
            pointer="/ended_at",
        )
    row = RunRow(
        project_id=project.id,
        **command.model_dump(mode="json", include={"name", "code_commit", "parameters", "metrics"}),
        started_at=started,
        ended_at=ended,
        created_by=actor.user_id,
        created_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    context.record("run.created", ("run", row.id), project_id=project.id, code_commit=row.code_commit)
    return _view_run(context, project, row)


def list_runs(context: Context, project: ProjectRow, asked: PageQuery | None = None) -> Page[RunView]:
    """The runs of a project, newest first."""
    require(context, Action.PROJECT_READ, project.id)
    query = select(RunRow).where(RunRow.project_id == project.id)
    rows, following = read_page(context, query, asked or PageQuery(), [col(RunRow.id)], descending=True)
    hold(context, UserRow, {row.created_by for row in rows})
    return Page((_view_run(context, project, row) for row in rows), following)


def _view_run(context: Context, project: ProjectRow, row: RunRow) -> RunView:
    return RunView(
        id=str(row.id),
        project=project.name,
        name=row.name,
        code_commit=row.code_commit,
        parameters=row.parameters,
        metrics=row.metrics,
        started_at=rfc3339(row.started_at) if row.started_at else None,
        ended_at=rfc3339(row.ended_at) if row.ended_at else None,
        created_by=context.session.get_one(UserRow, row.created_by).username,
    )
