"""Registered models."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func
from sqlalchemy import select as sa_select
from sqlmodel import col, select

from registry.contract.models import AliasView, ChangeModel, CreateModel, ModelView
from registry.contract.paging import ListModels, Page
from registry.db.aliases import AliasRow
from registry.db.columns import just
from registry.db.environments import EnvironmentRow
from registry.db.models import ModelRow, ModelTagRow
from registry.db.projects import ProjectRow
from registry.db.versions import VersionRow
from registry.domain.clock import rfc3339
from registry.domain.errors import ConflictError
from registry.domain.roles import Action
from registry.domain.tiers import RiskTier
from registry.services.access import (
    actor_of,
    not_there,
    require,
    require_with,
    roles_from,
    roles_held,
)
from registry.services.context import Context
from registry.services.model_filters import matching_models
from registry.services.paging import hold, read_page
from registry.services.preconditions import expect
from registry.services.projects import find_project
from registry.services.tags import digest_value
from registry.services.tiers import record_lowered, require_change
from registry.services.users import usernames

_BY_NAME = (
    select(ModelRow, ProjectRow)
    .join(ProjectRow, col(ProjectRow.id) == ModelRow.project_id)
    .where(ModelRow.name == bindparam("name"))
)
_LOCKED_BY_NAME = _BY_NAME.with_for_update(of=ModelRow)
READ_BY_NAME: Any = _BY_NAME.add_columns(roles_held(ModelRow.project_id))
JUST_NAMES = (just(ModelRow.project_id, ModelRow.name), just(ProjectRow.name))
_HELD_BY_NAME: Any = READ_BY_NAME.options(*JUST_NAMES).with_for_update(of=ModelRow)
_ALIASES_OF_ALL = (
    sa_select(AliasRow.model_id, AliasRow.name, AliasRow.moved_at)  # type: ignore[call-overload]
    .add_columns(VersionRow.number, EnvironmentRow.name, EnvironmentRow.protected)
    .join(VersionRow, col(VersionRow.id) == AliasRow.version_id)
    .outerjoin(EnvironmentRow, col(EnvironmentRow.alias) == AliasRow.name)
    .where(col(AliasRow.model_id).in_(bindparam("ids", expanding=True)))
    .order_by(col(AliasRow.name))
)


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
    _set_tags(context, row)
    context.record("model.created", ("model", row.name), project_id=project.id, **fields)
    return view_model(context, row)


def change_model(context: Context, name: str, command: ChangeModel) -> ModelView:
    """Change what is said about a model; its next decisions see it."""
    row = find_model(context, name, lock=True)
    changes = command.model_dump(mode="json", exclude_none=True)
    before = row.risk_tier
    lowers = require_change(context, Action.MODEL_WRITE, row.project_id, changes, before)
    expect(context, lambda: view_model(context, row))
    for field, value in changes.items():
        setattr(row, field, RiskTier(value) if field == "risk_tier" else value)
    row.revision += 1
    if lowers:
        record_lowered(context, ("model", row.name), row.project_id, before, row.risk_tier)
    if "tags" in changes:
        _set_tags(context, row)
    context.record("model.changed", ("model", row.name), project_id=row.project_id, changes=changes)
    return view_model(context, row)


def _set_tags(context: Context, row: ModelRow) -> None:
    context.session.connection().execute(delete(ModelTagRow).where(col(ModelTagRow.model_id) == row.id))
    context.session.add_all(
        ModelTagRow(model_id=row.id, name=name, value_digest=digest_value(value))
        for name, value in row.tags.items()
    )


def get_model(context: Context, name: str) -> ModelView:
    """One model."""
    return view_model(context, read_model(context, name))


def list_models(context: Context, asked: ListModels | None = None) -> Page[ModelView]:
    """The models that the actor may read."""
    asked = asked or ListModels()
    by_time: list[Any] = [col(ModelRow.created_at), col(ModelRow.id)]
    keys = by_time if asked.order_by == "created_at" else [col(ModelRow.name)]
    rows, following = read_page(
        context, matching_models(context, asked), asked, keys, descending=asked.order == "desc"
    )
    hold(context, ProjectRow, {row.project_id for row in rows})
    return Page(_views(context, rows), following)


def read_model(context: Context, name: str) -> ModelRow:
    """The row of a model that the actor may read, and its project with it."""
    asked = {"name": name, "user_id": actor_of(context).user_id}
    found: tuple[ModelRow] = read_found(context, context.session.exec(READ_BY_NAME, params=asked).first())
    return found[0]


def hold_permitted(context: Context, name: str, action: Action) -> ModelRow:
    """The row of a model that the actor may do this to, and its project with it.

    Whoever else holds a model waits for this unit of work, as with `hold_model`.
    """
    asked = {"name": name, "user_id": actor_of(context).user_id}
    found: tuple[ModelRow] = read_found(
        context, context.session.exec(_HELD_BY_NAME, params=asked).first(), action
    )
    return found[0]


def read_found(context: Context, found: Any, action: Action = Action.PROJECT_READ) -> Any:  # noqa: ANN401 - a row of `READ_BY_NAME`, and a tuple
    """The model that was found, and what was asked for beside it, if the actor may read it, or do this."""
    if found is None:
        raise not_there()
    model, project, held, *beside = found
    context.held += (model, project)
    roles = roles_from(actor_of(context), held)
    require_with(context, roles, action, model.project_id)
    return model, *beside


def find_model(context: Context, name: str, *, lock: bool = False) -> ModelRow:
    """The row of a model by name, and its project with it. Whoever calls asks for permission next."""
    found = context.session.exec(_LOCKED_BY_NAME if lock else _BY_NAME, params={"name": name}).first()
    if found is None:
        raise not_there()
    context.held += found
    return found[0]


def hold_model(context: Context, model_id: UUID) -> None:
    """Have whoever decides about a model, or changes what it is decided by, wait for this unit of work."""
    context.session.exec(select(ModelRow.id).where(ModelRow.id == model_id).with_for_update()).one()


def view_model(context: Context, row: ModelRow) -> ModelView:
    """What the wire sees."""
    (view,) = _views(context, [row])
    return view


def _views(context: Context, rows: list[ModelRow]) -> list[ModelView]:
    """Several at once; what is looked up is looked up once for all of them."""
    ids = [row.id for row in rows]
    counts, aliases = _counts(context, ids), _aliases(context, ids)
    names = usernames(context, {row.created_by for row in rows})
    hidden = {"project_id", "created_by", "revision", "id", "created_at", "risk_tier"}
    return [
        ModelView(
            **row.model_dump(exclude=hidden),
            id=str(row.id),
            risk_tier=row.risk_tier.value,
            project=context.session.get_one(ProjectRow, row.project_id).name,
            created_by=names[row.created_by],
            created_at=rfc3339(row.created_at),
            versions=counts.get(row.id, 0),
            aliases=aliases.get(row.id, []),
        )
        for row in rows
    ]


def _counts(context: Context, ids: list[UUID]) -> dict[UUID, int]:
    """How many versions models have: numbers have no gaps, and the highest is found without counting."""
    highest = select(func.max(VersionRow.number)).where(VersionRow.model_id == ModelRow.id).scalar_subquery()
    rows = context.session.exec(select(ModelRow.id, highest).where(col(ModelRow.id).in_(ids)))
    return {model_id: number or 0 for model_id, number in rows}


def view_aliases(context: Context, row: ModelRow) -> list[AliasView]:
    """Where the model's aliases point."""
    return _aliases(context, [row.id]).get(row.id, [])


def _aliases(context: Context, ids: list[UUID]) -> dict[UUID, list[AliasView]]:
    found: dict[UUID, list[AliasView]] = {}
    rows = context.session.connection().execute(_ALIASES_OF_ALL, {"ids": ids})
    for model_id, name, moved_at, number, environment, protected in rows:
        view = AliasView(
            alias=name,
            environment=environment,
            protected=bool(protected),
            version=number,
            moved_at=rfc3339(moved_at),
        )
        found.setdefault(model_id, []).append(view)
    return found
