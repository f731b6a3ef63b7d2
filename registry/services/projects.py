"""Projects and environments."""

from __future__ import annotations

from sqlmodel import col, select

from registry.contract.paging import MAX_LIMIT, ListProjects, Page, PageQuery
from registry.contract.projects import (
    ChangeProject,
    CreateEnvironment,
    CreateProject,
    EnvironmentView,
    ProjectView,
)
from registry.db.aliases import AliasRow
from registry.db.environments import EnvironmentRow
from registry.db.projects import ProjectRow
from registry.domain.clock import rfc3339
from registry.domain.errors import ConflictError, NotFoundError
from registry.domain.roles import Action, Scope
from registry.domain.tiers import RiskTier
from registry.services.access import actor_with, not_there, require, visible_projects
from registry.services.context import Context
from registry.services.paging import read_page
from registry.services.preconditions import expect
from registry.services.tiers import record_lowered, require_change


def create_project(context: Context, command: CreateProject) -> ProjectView:
    """Add a project; administrators only."""
    require(context, Action.PROJECT_CREATE)
    if context.session.exec(select(ProjectRow.id).where(ProjectRow.name == command.name)).first():
        raise ConflictError(f"There is a project {command.name!r} already.", remedy="Choose another name.")
    row = ProjectRow(
        name=command.name,
        title=command.title,
        risk_tier=RiskTier(command.risk_tier),
        packs=command.packs,
        parameters=command.to_json()["parameters"],
        created_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    context.record("project.created", ("project", row.name), project_id=row.id, settings=command.to_json())
    return view_project(row)


def change_project(context: Context, name: str, command: ChangeProject) -> ProjectView:
    """Change a project's tier, packs or parameters; its next decision will list what it used."""
    row = find_project(context, name, lock=True)
    changes = command.model_dump(mode="json", exclude_none=True)
    before = row.risk_tier
    lowers = require_change(context, Action.PROJECT_CONFIGURE, row.id, changes, before)
    expect(context, lambda: view_project(row))
    for field, value in changes.items():
        setattr(row, field, RiskTier(value) if field == "risk_tier" else value)
    row.revision += 1
    if lowers:
        record_lowered(context, ("project", row.name), row.id, before, row.risk_tier)
    context.record("project.changed", ("project", row.name), project_id=row.id, changes=changes)
    return view_project(row)


def get_project(context: Context, name: str) -> ProjectView:
    """One project."""
    row = find_project(context, name)
    require(context, Action.PROJECT_READ, row.id)
    return view_project(row)


def list_projects(context: Context, asked: ListProjects | None = None) -> Page[ProjectView]:
    """The projects that the actor may read."""
    asked = asked or ListProjects()
    query = select(ProjectRow).where(col(ProjectRow.id).in_(visible_projects(context)))
    if asked.risk_tier is not None:
        query = query.where(ProjectRow.risk_tier == RiskTier(asked.risk_tier))
    key = {"name": ProjectRow.name, "created_at": ProjectRow.created_at}[asked.order_by]
    keys = [col(key), col(ProjectRow.id)]
    rows, following = read_page(context, query, asked, keys, descending=asked.order == "desc")
    return Page((view_project(row) for row in rows), following)


def create_environment(context: Context, command: CreateEnvironment) -> EnvironmentView:
    """Add an environment; administrators only."""
    require(context, Action.PROJECT_CREATE)
    return add_environment(context, command)


def add_environment(context: Context, command: CreateEnvironment) -> EnvironmentView:
    """Add an environment without asking who does: for setting an installation up."""
    taken = (EnvironmentRow.name == command.name) | (EnvironmentRow.alias == command.alias)
    if context.session.exec(select(EnvironmentRow.id).where(taken)).first():
        raise ConflictError(
            f"Environment {command.name!r} or alias {command.alias!r} exists already.",
            why="An alias says what is in one environment.",
            remedy="Choose other names.",
        )
    if (
        command.protected
        and context.session.exec(
            select(AliasRow.model_id).where(AliasRow.name == command.alias).limit(1)
        ).first()
    ):
        raise ConflictError(
            f"@{command.alias} is in use, and what it points to never met the gate.",
            why="A protected alias moves only by an applied promotion request.",
            remedy="Choose another alias, or have this one removed from every model first.",
        )
    context.session.add(EnvironmentRow(**command.to_json(), created_at=context.now))
    context.record("environment.created", ("environment", command.name), **command.to_json())
    return EnvironmentView(**command.to_json())


def list_environments(context: Context, asked: PageQuery | None = None) -> Page[EnvironmentView]:
    """All environments."""
    actor_with(context, Scope.READ)
    asked = asked or PageQuery(limit=MAX_LIMIT)
    keys = [col(EnvironmentRow.name)]
    rows, following = read_page(context, select(EnvironmentRow), asked, keys, descending=False)
    views = (EnvironmentView(name=row.name, alias=row.alias, protected=row.protected) for row in rows)
    return Page(views, following)


def find_environment(context: Context, name: str) -> EnvironmentRow:
    """The row of an environment by name."""
    row = context.session.exec(select(EnvironmentRow).where(EnvironmentRow.name == name)).first()
    if row is None:
        raise NotFoundError(
            f"No environment {name!r}.", remedy="List them with `modelwarden environment list`."
        )
    return row


def readable_project(context: Context, name: str) -> ProjectRow:
    """The row of a project that the actor may read; any other is as if it were not there."""
    row = find_project(context, name)
    require(context, Action.PROJECT_READ, row.id)
    return row


def find_project(context: Context, name: str, *, lock: bool = False) -> ProjectRow:
    """The row of a project by name. Whoever calls asks for permission next."""
    query = select(ProjectRow).where(ProjectRow.name == name)
    row = context.session.exec(query.with_for_update() if lock else query).first()
    if row is None:
        raise not_there()
    return row


def view_project(row: ProjectRow) -> ProjectView:
    """What the wire sees."""
    return ProjectView.model_validate(
        {
            "id": str(row.id),
            "name": row.name,
            "title": row.title,
            "risk_tier": row.risk_tier.value,
            "packs": row.packs,
            "parameters": row.parameters,
            "created_at": rfc3339(row.created_at),
            "revision": row.revision,
        }
    )
