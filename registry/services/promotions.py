"""Promotion requests: opened, judged and withdrawn. `applying` has how an alias comes to move."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select

from registry.contract.paging import ListPromotions, Page
from registry.contract.promotions import (
    OpenPromotion,
    OpenRollback,
    PromotionDetailView,
    PromotionView,
)
from registry.db.aliases import AliasMoveRow
from registry.db.decisions import DecisionRow
from registry.db.environments import EnvironmentRow
from registry.db.models import ModelRow
from registry.db.projects import ProjectRow
from registry.db.promotions import PromotionRow
from registry.db.versions import VersionRow
from registry.domain.errors import ConflictError, NotFoundError
from registry.domain.promotion_states import (
    FINAL_PROMOTION_STATES,
    PromotionKind,
    PromotionState,
    transition,
    transition_for,
)
from registry.domain.roles import Action
from registry.services.access import in_visible_projects, not_there, require
from registry.services.context import Context
from registry.services.decisions import decide
from registry.services.models import find_model, hold_model
from registry.services.paging import read_page
from registry.services.preconditions import expect
from registry.services.projects import find_environment, readable_project
from registry.services.promotion_views import view_promotion_detail, view_promotions
from registry.services.versions import find_version

_BY_ID = select(PromotionRow).where(PromotionRow.id == bindparam("promotion_id"))
_LOCKED = _BY_ID.with_for_update()


def open_promotion(context: Context, command: OpenPromotion) -> PromotionDetailView:
    """Ask for a version to enter an environment, and have the gate judge it at once."""
    model = find_model(context, command.model)
    require(context, Action.PROMOTION_OPEN, model.project_id)
    version = find_version(context, model, command.version)
    environment = find_environment(context, command.environment)
    return _open(context, model, version, environment, PromotionKind.PROMOTE, command.reason)


def open_rollback(context: Context, command: OpenRollback) -> PromotionDetailView:
    """Ask for what was in an environment before to come back; the gate judges it like any other."""
    model = find_model(context, command.model)
    require(context, Action.PROMOTION_OPEN, model.project_id)
    environment = find_environment(context, command.environment)
    query = (
        select(AliasMoveRow)
        .where(AliasMoveRow.model_id == model.id, AliasMoveRow.name == environment.alias)
        .order_by(col(AliasMoveRow.id).desc())
    )
    move = context.session.exec(query).first()
    if move is None or move.from_version_id is None:
        raise NotFoundError(
            f"There is nothing to go back to in {environment.name}.",
            why=f"@{environment.alias} of {model.name} has not pointed to another version before.",
            remedy="Open a promotion request for the version that you want.",
        )
    version = context.session.get_one(VersionRow, move.from_version_id)
    return _open(context, model, version, environment, PromotionKind.ROLLBACK, command.reason)


def get_promotion(context: Context, promotion_id: UUID) -> PromotionDetailView:
    """One request in full."""
    row = find_promotion(context, promotion_id)
    require(context, Action.PROJECT_READ, row.project_id)
    return view_promotion_detail(context, row)


def list_promotions(context: Context, asked: ListPromotions | None = None) -> Page[PromotionView]:
    """Requests in the projects that the actor may read, newest first."""
    asked = asked or ListPromotions()
    query = select(PromotionRow).where(in_visible_projects(context, col(PromotionRow.project_id)))
    if asked.project is not None:
        query = query.where(PromotionRow.project_id == readable_project(context, asked.project).id)
    if asked.model is not None:
        model = find_model(context, asked.model)
        require(context, Action.PROJECT_READ, model.project_id)
        query = query.where(PromotionRow.model_id == model.id)
    if asked.environment is not None:
        query = query.where(PromotionRow.environment_id == find_environment(context, asked.environment).id)
    if asked.state is not None:
        query = query.where(PromotionRow.state == PromotionState(asked.state))
    rows, following = read_page(
        context, query, asked, [col(PromotionRow.id)], descending=asked.order == "desc"
    )
    return Page(view_promotions(context, rows), following)


def check_promotion(context: Context, promotion_id: UUID) -> PromotionDetailView:
    """Have a living request judged again as things are now."""
    row = find_promotion(context, promotion_id, lock=True)
    require(context, Action.PROMOTION_OPEN, row.project_id)
    expect(context, lambda: view_promotion_detail(context, row))
    refuse_ended(row)
    judge(context, row, "check")
    return view_promotion_detail(context, row)


def withdraw_promotion(context: Context, promotion_id: UUID) -> PromotionDetailView:
    """Give a request up."""
    row = find_promotion(context, promotion_id, lock=True)
    require(context, Action.PROMOTION_WITHDRAW, row.project_id)
    expect(context, lambda: view_promotion_detail(context, row))
    close_promotion(context, row, "withdraw")
    context.record(
        "promotion.withdrawn", ("promotion", row.id), project_id=row.project_id, promotion_id=row.id
    )
    return view_promotion_detail(context, row)


def judge(
    context: Context, row: PromotionRow, occasion: str, *, confirmed_by: str | None = None
) -> DecisionRow:
    """Ask the gate, keep its answer, and move the request to where that puts it."""
    decision = decide(context, row, occasion, confirmed_by=confirmed_by)
    row.state = transition_for(decision.outcome, row.state).target
    row.revision += 1
    return decision


def judge_living(context: Context, version_id: UUID) -> list[str]:
    """Judge every living request of a version again; the ids of those that were."""
    query = (
        select(PromotionRow)
        .where(
            PromotionRow.version_id == version_id,
            col(PromotionRow.state).not_in(list(FINAL_PROMOTION_STATES)),
        )
        .order_by(col(PromotionRow.id))
        .with_for_update()
    )
    rows = list(context.session.exec(query))
    for row in rows:
        judge(context, row, "evidence")
    return [str(row.id) for row in rows]


def hold_still(context: Context, row: PromotionRow) -> None:
    """Keep what the gate is asked about as it is until this unit of work ends.

    Whoever changes the project's parameters and members, or the model's evidence and waivers, waits, or is
    waited for: what was revoked a moment ago must not count.
    """
    project = select(ProjectRow.id).where(ProjectRow.id == row.project_id).with_for_update(read=True)
    context.session.exec(project).one()
    hold_model(context, row.model_id)
    # What this unit of work had read before it held them may have changed until then.
    context.session.flush()
    context.session.expire_all()


def find_promotion(context: Context, promotion_id: UUID, *, lock: bool = False) -> PromotionRow:
    """The row of a request. Whoever calls asks for permission next."""
    query = _LOCKED if lock else _BY_ID
    row = context.session.exec(query, params={"promotion_id": promotion_id}).first()
    if row is None:
        raise not_there()
    return row


def _open(
    context: Context,
    model: ModelRow,
    version: VersionRow,
    environment: EnvironmentRow,
    kind: PromotionKind,
    reason: str,
) -> PromotionDetailView:
    actor = require(context, Action.PROMOTION_OPEN, model.project_id)
    alive = select(PromotionRow).where(
        PromotionRow.version_id == version.id,
        PromotionRow.environment_id == environment.id,
        col(PromotionRow.state).not_in(list(FINAL_PROMOTION_STATES)),
    )
    if (other := context.session.exec(alive).first()) is not None:
        raise ConflictError(
            f"Version {version.number} has a living request for {environment.name} already.",
            why=f"It is {other.id}, and is {other.state}.",
            remedy="Go on with that one, or withdraw it.",
        )
    row = PromotionRow(
        project_id=model.project_id,
        model_id=model.id,
        version_id=version.id,
        environment_id=environment.id,
        kind=kind,
        state=PromotionState.OPEN,
        reason=reason,
        opened_by=actor.user_id,
        opened_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    context.record(
        "promotion.opened",
        ("promotion", row.id),
        project_id=row.project_id,
        promotion_id=row.id,
        model=model.name,
        version=version.number,
        digest=version.digest,
        environment=environment.name,
        kind=kind.value,
        reason=reason,
    )
    judge(context, row, "open")
    return view_promotion_detail(context, row)


def close_promotion(context: Context, row: PromotionRow, step: str) -> None:
    """End a request by one of its final steps."""
    target = transition(step, row.state)
    actor = require(context, target.action, row.project_id)
    row.state, row.closed_by, row.closed_at = target.target, actor.user_id, context.now
    row.revision += 1


def refuse_ended(row: PromotionRow) -> None:
    """Raise `ConflictError` for a request that has ended."""
    if row.state in FINAL_PROMOTION_STATES:
        raise ConflictError(
            f"The request is {row.state} already.",
            why="What has ended stays ended.",
            remedy="Open a new request.",
        )
