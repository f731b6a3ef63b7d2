"""Registered models."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from sqlalchemy import func
from sqlmodel import col, select

from registry.contract.models import AliasView, ChangeModel, CreateModel, ModelView
from registry.db.aliases import AliasRow
from registry.db.environments import EnvironmentRow
from registry.db.models import ModelRow
from registry.db.projects import ProjectRow
from registry.db.users import UserRow
from registry.db.versions import VersionRow
from registry.domain.clock import rfc3339
from registry.domain.errors import ConflictError
from registry.domain.roles import Action
from registry.domain.tiers import RiskTier
from registry.services.access import not_there, require, visible_projects
from registry.services.context import Context
from registry.services.projects import find_project
from registry.services.tiers import record_lowered, require_change


def create_model(context: Context, command: CreateModel) -> ModelView:
    """Add a registered model; its name is unique in the installation."""
    project = find_project(context, command.project)
    actor = require(context, Action.MODEL_WRITE, project.id)
    if context.session.exec(select(ModelRow.id).where(ModelRow.name == command.name)).first():
        raise ConflictError(
            f"There is a model {command.name!r} already.",
            why="A model's name is unique in the installation.",
            remedy="Choose another name.",
        )
    fields = command.to_json()
    fields.pop("project")
    row = ModelRow(
        **fields | {"risk_tier": RiskTier(command.risk_tier)},
        project_id=project.id,
        created_by=actor.user_id,
        created_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    context.record("model.created", ("model", row.name), project_id=project.id, **fields)
    return view_model(context, row)


def change_model(context: Context, name: str, command: ChangeModel) -> ModelView:
    """Change what is said about a model; its next decisions see it."""
    row = find_model(context, name)
    changes = command.model_dump(mode="json", exclude_none=True)
    before = row.risk_tier
    lowers = require_change(context, Action.MODEL_WRITE, row.project_id, changes, before)
    for field, value in changes.items():
        setattr(row, field, RiskTier(value) if field == "risk_tier" else value)
    row.revision += 1
    if lowers:
        record_lowered(context, ("model", row.name), row.project_id, before, row.risk_tier)
    context.record("model.changed", ("model", row.name), project_id=row.project_id, changes=changes)
    return view_model(context, row)


def get_model(context: Context, name: str) -> ModelView:
    """One model."""
    row = find_model(context, name)
    require(context, Action.PROJECT_READ, row.project_id)
    return view_model(context, row)


def list_models(context: Context) -> list[ModelView]:
    """The models that the actor may read."""
    query = (
        select(ModelRow)
        .where(col(ModelRow.project_id).in_(visible_projects(context)))
        .order_by(col(ModelRow.name))
    )
    return [view_model(context, row) for row in context.session.exec(query)]


def find_model(context: Context, name: str, *, lock: bool = False) -> ModelRow:
    """The row of a model by name. Whoever calls asks for permission next."""
    query = select(ModelRow).where(ModelRow.name == name)
    row = context.session.exec(query.with_for_update() if lock else query).first()
    if row is None:
        raise not_there()
    return row


def view_model(context: Context, row: ModelRow) -> ModelView:
    """What the wire sees."""
    count = select(func.count()).select_from(VersionRow).where(VersionRow.model_id == row.id)
    fields = row.model_dump(exclude={"project_id", "created_by", "revision", "id", "created_at", "risk_tier"})
    return ModelView(
        **fields,
        id=str(row.id),
        risk_tier=row.risk_tier.value,
        project=context.session.get_one(ProjectRow, row.project_id).name,
        created_by=context.session.get_one(UserRow, row.created_by).username,
        created_at=rfc3339(row.created_at),
        versions=context.session.exec(count).one(),
        aliases=view_aliases(context, row),
    )


def view_aliases(context: Context, row: ModelRow) -> list[AliasView]:
    """Where the model's aliases point."""
    query = (
        select(AliasRow, VersionRow.number, EnvironmentRow)
        .join(VersionRow, col(VersionRow.id) == AliasRow.version_id)
        .outerjoin(EnvironmentRow, col(EnvironmentRow.alias) == AliasRow.name)
        .where(AliasRow.model_id == row.id)
        .order_by(col(AliasRow.name))
    )
    rows = cast("Iterable[tuple[AliasRow, int, EnvironmentRow | None]]", context.session.exec(query))
    return [
        AliasView(
            alias=alias.name,
            environment=environment.name if environment is not None else None,
            protected=environment is not None and environment.protected,
            version=number,
            moved_at=rfc3339(alias.moved_at),
        )
        for alias, number, environment in rows
    ]
