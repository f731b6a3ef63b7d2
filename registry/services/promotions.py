"""Promotion requests: opened, judged, reviewed, and applied or withdrawn."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from registry.contract.promotions import (
    BreakGlassReason,
    EventView,
    OpenPromotion,
    OpenRollback,
    PromotionDetailView,
    PromotionView,
)
from registry.db.aliases import AliasMoveRow
from registry.db.decisions import DecisionRow
from registry.db.environments import EnvironmentRow
from registry.db.events import EventRow
from registry.db.models import ModelRow
from registry.db.projects import ProjectRow
from registry.db.promotions import PromotionRow
from registry.db.users import UserRow
from registry.db.versions import VersionRow
from registry.domain.clock import rfc3339
from registry.domain.errors import ConflictError, InvalidInputError, NotFoundError, SeparationOfDutiesError
from registry.domain.promotion_states import (
    FINAL_PROMOTION_STATES,
    Outcome,
    PromotionKind,
    PromotionState,
    transition,
    transition_for,
)
from registry.domain.roles import Action
from registry.services.access import require, visible_projects
from registry.services.aliases import move_alias
from registry.services.context import Context
from registry.services.decisions import decide, view_decision
from registry.services.models import find_model
from registry.services.projects import find_environment
from registry.services.review_standing import view_reviews
from registry.services.versions import find_version
from registry.trust.dsse import sign_envelope
from registry.trust.signers import KeyPurpose
from registry.trust.statements import promotion_statement, statement_bytes


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


def list_promotions(
    context: Context, *, model: str | None = None, state: str | None = None
) -> list[PromotionView]:
    """Requests in the projects that the actor may read, newest first."""
    query = select(PromotionRow).where(col(PromotionRow.project_id).in_(visible_projects(context)))
    if model is not None:
        query = query.where(PromotionRow.model_id == find_model(context, model).id)
    if state is not None:
        if state not in list(PromotionState):
            raise InvalidInputError(
                f"{state!r} is not a state of a promotion request.",
                remedy=f"Use one of {', '.join(PromotionState)}.",
                pointer="/state",
            )
        query = query.where(PromotionRow.state == PromotionState(state))
    rows = context.session.exec(query.order_by(col(PromotionRow.id).desc()).limit(200))
    return [view_promotion(context, row) for row in rows]


def check_promotion(context: Context, promotion_id: UUID) -> PromotionDetailView:
    """Have a living request judged again as things are now."""
    row = find_promotion(context, promotion_id, lock=True)
    require(context, Action.PROMOTION_OPEN, row.project_id)
    _refuse_ended(row)
    judge(context, row, "check")
    return view_promotion_detail(context, row)


def withdraw_promotion(context: Context, promotion_id: UUID) -> PromotionDetailView:
    """Give a request up."""
    row = find_promotion(context, promotion_id, lock=True)
    require(context, Action.PROMOTION_WITHDRAW, row.project_id)
    _close(context, row, "withdraw")
    context.record(
        "promotion.withdrawn", ("promotion", row.id), project_id=row.project_id, promotion_id=row.id
    )
    return view_promotion_detail(context, row)


def apply_promotion(context: Context, promotion_id: UUID) -> PromotionDetailView:
    """Ask the gate again, at this moment, and move the alias only if it allows.

    The answer is a value: the caller looks at `request.state`, which is `applied` or is not. A refusal is
    kept like any decision; no answer from the gate raises and keeps nothing.
    """
    row = find_promotion(context, promotion_id, lock=True)
    require(context, Action.PROMOTION_APPLY, row.project_id)
    _refuse_ended(row)
    decision = judge(context, row, "apply")
    if decision.outcome is Outcome.ALLOW:
        _apply(context, row, "apply", decision)
    return view_promotion_detail(context, row)


def ask_break_glass(context: Context, promotion_id: UUID, command: BreakGlassReason) -> PromotionDetailView:
    """The first of two people takes it on themselves that this cannot wait."""
    row = find_promotion(context, promotion_id, lock=True)
    actor = require(context, Action.PROMOTION_BREAK_GLASS, row.project_id)
    _refuse_ended(row)
    row.break_glass_reason, row.break_glass_by = command.reason, actor.user_id
    row.revision += 1
    context.record(
        "promotion.break_glass_asked",
        ("promotion", row.id),
        project_id=row.project_id,
        promotion_id=row.id,
        reason=command.reason,
    )
    return view_promotion_detail(context, row)


def confirm_break_glass(context: Context, promotion_id: UUID) -> PromotionDetailView:
    """A second person confirms: the gate's answer is kept, and the alias moves whatever it is."""
    row = find_promotion(context, promotion_id, lock=True)
    actor = require(context, Action.PROMOTION_BREAK_GLASS, row.project_id)
    _refuse_ended(row)
    if row.break_glass_by is None:
        raise ConflictError("Nobody has asked to break the glass.", remedy="Ask for it first, with a reason.")
    if row.break_glass_by == actor.user_id:
        raise SeparationOfDutiesError(
            "You asked for it yourself.",
            why="Breaking the glass takes two people.",
            remedy="Have somebody else confirm it.",
        )
    decision = judge(context, row, "break_glass", confirmed_by=actor.username)
    row.kind = PromotionKind.BREAK_GLASS
    _apply(context, row, "break_glass", decision)
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


def find_promotion(context: Context, promotion_id: UUID, *, lock: bool = False) -> PromotionRow:
    """The row of a request. Whoever calls asks for permission next."""
    query = select(PromotionRow).where(PromotionRow.id == promotion_id)
    row = context.session.exec(query.with_for_update() if lock else query).first()
    if row is None:
        raise NotFoundError(
            "No such thing.", why="It does not exist, or you are not a member of its project."
        )
    return row


def view_promotion_detail(context: Context, row: PromotionRow) -> PromotionDetailView:
    """A request with its decision, reviews and timeline."""
    context.write_events()
    decision = context.session.get(DecisionRow, row.decision_id) if row.decision_id else None
    return PromotionDetailView(
        request=view_promotion(context, row),
        decision=view_decision(decision) if decision else None,
        reviews=view_reviews(context, row),
        timeline=timeline(context, row.id),
        attestation=row.attestation,
    )


def view_promotion(context: Context, row: PromotionRow) -> PromotionView:
    """What a list shows."""
    session = context.session
    version = session.get_one(VersionRow, row.version_id)
    environment = session.get_one(EnvironmentRow, row.environment_id)
    decision = session.get(DecisionRow, row.decision_id) if row.decision_id else None
    return PromotionView(
        id=str(row.id),
        project=session.get_one(ProjectRow, row.project_id).name,
        model=session.get_one(ModelRow, row.model_id).name,
        version=version.number,
        version_digest=version.digest,
        environment=environment.name,
        alias=environment.alias,
        kind=row.kind.value,
        state=row.state.value,
        outcome=decision.outcome.value if decision else "",
        reason=row.reason,
        opened_by=session.get_one(UserRow, row.opened_by).username,
        opened_at=rfc3339(row.opened_at),
        closed_by=session.get_one(UserRow, row.closed_by).username if row.closed_by else None,
        closed_at=rfc3339(row.closed_at) if row.closed_at else None,
        break_glass_reason=row.break_glass_reason,
        break_glass_by=session.get_one(UserRow, row.break_glass_by).username if row.break_glass_by else None,
        revision=row.revision,
    )


def timeline(context: Context, promotion_id: UUID) -> list[EventView]:
    """What happened to a request, oldest first."""
    query = select(EventRow).where(EventRow.promotion_id == promotion_id).order_by(col(EventRow.seq))
    return [view_event(row) for row in context.session.exec(query)]


def view_event(row: EventRow) -> EventView:
    """One event of the log, read from its canonical bytes."""
    content = json.loads(row.content)
    return EventView(
        seq=row.seq,
        at=content["at"],
        actor=content["actor"],
        action=content["action"],
        subject_kind=content["subject"]["kind"],
        subject_id=content["subject"]["id"],
        details=content["details"],
        digest=row.digest,
    )


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


def _apply(context: Context, row: PromotionRow, step: str, decision: DecisionRow) -> None:
    session = context.session
    model = find_model(context, session.get_one(ModelRow, row.model_id).name, lock=True)
    version = session.get_one(VersionRow, row.version_id)
    environment = session.get_one(EnvironmentRow, row.environment_id)
    _close(context, row, step)
    row.attestation = _attest(context, decision)
    move_alias(context, model, environment.alias, version, row.id)
    context.record(
        "promotion.applied",
        ("promotion", row.id),
        project_id=row.project_id,
        promotion_id=row.id,
        kind=row.kind.value,
        decision=decision.decision_digest,
        outcome=decision.outcome.value,
        alias=environment.alias,
        version=version.number,
        digest=version.digest,
        reason=row.break_glass_reason if row.kind is PromotionKind.BREAK_GLASS else row.reason,
    )


def _attest(context: Context, decision: DecisionRow) -> dict[str, Any]:
    """The signed SLSA verification summary of the decision that a promotion was applied on."""
    statement = promotion_statement(
        json.loads(decision.decision_content),
        decision.provenance,
        verifier=context.platform.public_url,
        registry_version=context.platform.version,
    )
    signer = context.platform.keys.signer(KeyPurpose.ATTESTATION)
    envelope: dict[str, Any] = json.loads(sign_envelope(statement_bytes(statement), signer))
    return envelope


def _close(context: Context, row: PromotionRow, step: str) -> None:
    target = transition(step, row.state)
    actor = require(context, target.action, row.project_id)
    row.state, row.closed_by, row.closed_at = target.target, actor.user_id, context.now
    row.revision += 1


def _refuse_ended(row: PromotionRow) -> None:
    if row.state in FINAL_PROMOTION_STATES:
        raise ConflictError(
            f"The request is {row.state} already.",
            why="What has ended stays ended.",
            remedy="Open a new request.",
        )
