"""Aliases: moved freely when unprotected, and only by an applied promotion when protected."""

from __future__ import annotations

import re
from uuid import UUID

from sqlmodel import col, select

from registry.contract.base import NAME_PATTERN
from registry.contract.models import AliasMoveView, AliasView, ModelView, MoveAlias
from registry.contract.paging import Page, PageQuery
from registry.db.aliases import AliasMoveRow, AliasRow
from registry.db.environments import EnvironmentRow
from registry.db.models import ModelRow
from registry.db.users import UserRow
from registry.db.versions import VersionRow
from registry.domain.clock import rfc3339
from registry.domain.errors import ForbiddenError, InvalidInputError, NotFoundError
from registry.domain.ids import id_after
from registry.domain.lineage import EdgeRole, NodeKind
from registry.domain.roles import Action
from registry.services.access import actor_of, require
from registry.services.context import Context
from registry.services.lineage import link
from registry.services.models import find_model, read_model, view_aliases, view_model
from registry.services.paging import hold, read_page
from registry.services.preconditions import expect
from registry.services.versions import find_version


def set_alias(context: Context, model_name: str, alias: str, command: MoveAlias) -> ModelView:
    """Point an unprotected alias to a version, or take it away."""
    model = find_model(context, model_name, lock=True)
    require(context, Action.ALIAS_MOVE, model.project_id)
    environment = context.session.exec(select(EnvironmentRow).where(EnvironmentRow.alias == alias)).first()
    if environment and environment.protected:
        raise ForbiddenError(
            f"@{alias} is protected.",
            why=f"It says what is in {environment.name}, and moves only by an applied promotion.",
            remedy=f"Run `modelwarden promote open {model.name} VERSION --to {environment.name}`.",
        )
    expect(context, lambda: _current(context, model, alias))
    # One that has such a name from before can still be taken away.
    if command.version is not None and not re.fullmatch(NAME_PATTERN, alias):
        raise InvalidInputError(
            f"{alias!r} is not a name for an alias.",
            why="Others look alike, and one could pass for a protected alias.",
            remedy="Use 1 to 63 lower-case letters, digits, dots, underscores and hyphens.",
            pointer="/alias",
        )
    version = find_version(context, model, command.version) if command.version is not None else None
    move_alias(context, model, alias, version, None)
    return view_model(context, model)


def move_alias(
    context: Context, model: ModelRow, alias: str, version: VersionRow | None, promotion_id: UUID | None
) -> AliasMoveRow:
    """Move an alias, keep where it was, and say so. Whoever calls has the model's lock and the right to."""
    query = select(AliasRow).where(AliasRow.model_id == model.id, AliasRow.name == alias)
    row = context.session.exec(query.with_for_update()).first()
    move = AliasMoveRow(
        id=id_after(_last_move(context, model.id, alias)),
        model_id=model.id,
        name=alias,
        from_version_id=row.version_id if row else None,
        to_version_id=version.id if version else None,
        promotion_id=promotion_id,
        moved_by=actor_of(context).user_id,
        moved_at=context.now,
    )
    _point(context, row, move)
    context.session.add(move)
    context.session.flush()
    if version is not None:
        link(context, (NodeKind.VERSION, version.id), (NodeKind.DEPLOYMENT, move.id), EdgeRole.DEPLOYED)
    context.record(
        "alias.moved",
        ("model", model.name),
        project_id=model.project_id,
        promotion_id=promotion_id,
        alias=alias,
        version=version.number if version else None,
        digest=version.digest if version else None,
        before=_number(context, move.from_version_id),
    )
    return move


def get_alias(context: Context, model_name: str, alias: str) -> AliasView:
    """What one alias points to."""
    model = read_model(context, model_name)
    found = _current(context, model, alias)
    if found is None:
        raise NotFoundError(
            f"@{alias} of {model.name} points to nothing.", remedy="Its model lists its aliases."
        )
    return found


def _current(context: Context, model: ModelRow, alias: str) -> AliasView | None:
    return next((view for view in view_aliases(context, model) if view.alias == alias), None)


def alias_history(context: Context, model_name: str, asked: PageQuery | None = None) -> Page[AliasMoveView]:
    """Where a model's aliases have been, newest first."""
    model = read_model(context, model_name)
    query = select(AliasMoveRow).where(AliasMoveRow.model_id == model.id)
    rows, following = read_page(context, query, asked or PageQuery(), [col(AliasMoveRow.id)], descending=True)
    hold(context, UserRow, {row.moved_by for row in rows})
    hold(context, VersionRow, {ends for row in rows for ends in (row.from_version_id, row.to_version_id)})
    return Page((_view_move(context, row) for row in rows), following)


def moves_of(context: Context, model: ModelRow, alias: str) -> list[AliasMoveView]:
    """Every move of one alias, newest first. Whoever calls has asked for permission."""
    query = select(AliasMoveRow).where(AliasMoveRow.model_id == model.id, AliasMoveRow.name == alias)
    rows = context.session.exec(query.order_by(col(AliasMoveRow.id).desc()))
    return [_view_move(context, row) for row in rows]


def _last_move(context: Context, model_id: UUID, alias: str) -> UUID | None:
    # A rollback goes by this order, and with a clock that was set back a fresh id could pass for an old one.
    ids = select(AliasMoveRow.id).where(AliasMoveRow.model_id == model_id, AliasMoveRow.name == alias)
    return context.session.exec(ids.order_by(col(AliasMoveRow.id).desc()).limit(1)).first()


def _point(context: Context, row: AliasRow | None, move: AliasMoveRow) -> None:
    if move.to_version_id is None:
        if row is not None:
            context.session.delete(row)
    elif row is None:
        context.session.add(
            AliasRow(
                model_id=move.model_id, name=move.name, version_id=move.to_version_id, moved_at=move.moved_at
            )
        )
    else:
        row.version_id, row.moved_at, row.revision = move.to_version_id, move.moved_at, row.revision + 1


def _view_move(context: Context, row: AliasMoveRow) -> AliasMoveView:
    return AliasMoveView(
        alias=row.name,
        from_version=_number(context, row.from_version_id),
        to_version=_number(context, row.to_version_id),
        promotion=str(row.promotion_id) if row.promotion_id else None,
        moved_by=context.session.get_one(UserRow, row.moved_by).username,
        moved_at=rfc3339(row.moved_at),
    )


def _number(context: Context, version_id: UUID | None) -> int | None:
    return context.session.get_one(VersionRow, version_id).number if version_id else None
