"""Waivers: asked for by one person, approved by others, scoped and expiring. What they do is for the gate."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from registry.contract.paging import Page, PageQuery
from registry.contract.promotions import AskWaiver, WaiverView
from registry.db.models import ModelRow
from registry.db.promotions import PromotionRow
from registry.db.waivers import WaiverApprovalRow, WaiverRow
from registry.domain.clock import parse_rfc3339
from registry.domain.errors import ConflictError, InvalidInputError, SeparationOfDutiesError
from registry.domain.roles import REVIEWING_ROLES, Action
from registry.services.access import not_there, require, roles_of
from registry.services.context import Context
from registry.services.models import find_model, hold_model, read_model
from registry.services.paging import read_page
from registry.services.preconditions import expect
from registry.services.projects import find_environment
from registry.services.reevaluation import reevaluate_living
from registry.services.versions import find_version
from registry.services.waiver_documents import all_waiver_fields, approvers_of, waiver_fields


def ask_waiver(context: Context, command: AskWaiver) -> WaiverView:
    """Ask for an exception; it counts for nothing until somebody else approves it."""
    model = find_model(context, command.model)
    actor = require(context, Action.WAIVER_REQUEST, model.project_id)
    expires_at = parse_rfc3339(command.expires_at)
    if expires_at <= context.now:
        raise InvalidInputError(
            "The waiver would have expired already.",
            why=f"Its end is {command.expires_at}.",
            remedy="Give an end that is still to come.",
            pointer="/expires_at",
        )
    version = find_version(context, model, command.version) if command.version is not None else None
    row = WaiverRow(
        project_id=model.project_id,
        model_id=model.id,
        environment_id=find_environment(context, command.environment).id,
        rule_id=command.rule_id,
        version_digest=version.digest if version else None,
        reason=command.reason,
        compensating_controls=command.compensating_controls,
        requested_by=actor.user_id,
        requested_at=context.now,
        not_before=context.now,
        expires_at=expires_at,
    )
    context.session.add(row)
    context.session.flush()
    context.record("waiver.asked", ("waiver", row.id), project_id=model.project_id, **command.to_json())
    return _view(context, row)


def approve_waiver(context: Context, waiver_id: UUID) -> WaiverView:
    """Approve an exception that somebody else asked for."""
    row = _find(context, waiver_id)
    actor = require(context, Action.WAIVER_APPROVE, row.project_id)
    expect(context, lambda: _view(context, row))
    if actor.user_id == row.requested_by:
        raise SeparationOfDutiesError(
            "You asked for this waiver yourself.",
            why="Nobody approves their own exception.",
            remedy="Ask a risk or legal reviewer of the project.",
        )
    if row.revoked_at is not None:
        raise ConflictError("The waiver was revoked.", remedy="Ask for a new one.")
    if actor.username in approvers_of(context, row.id):
        raise ConflictError(
            "You have approved it already.",
            why="One person approves a waiver once.",
            remedy="Another approver has to do so, where two are needed.",
        )
    role = min(roles_of(context, actor, row.project_id) & REVIEWING_ROLES)
    context.session.add(
        WaiverApprovalRow(waiver_id=row.id, approver_id=actor.user_id, role=role, approved_at=context.now)
    )
    context.session.flush()
    context.record("waiver.approved", ("waiver", row.id), project_id=row.project_id, role=role.value)
    reevaluate_living(context, col(PromotionRow.model_id) == row.model_id)
    return _view(context, row)


def revoke_waiver(context: Context, waiver_id: UUID) -> WaiverView:
    """End an exception now: who asked for it, who approves such things, or the project's owner."""
    row = _find(context, waiver_id)
    require(context, Action.WAIVER_REVOKE, row.project_id)
    expect(context, lambda: _view(context, row))
    if row.revoked_at is None:
        row.revoked_at = context.now
        context.record("waiver.revoked", ("waiver", row.id), project_id=row.project_id)
        reevaluate_living(context, col(PromotionRow.model_id) == row.model_id)
    return _view(context, row)


def list_waivers(context: Context, model_name: str, asked: PageQuery | None = None) -> Page[WaiverView]:
    """The waivers of a model, newest first."""
    model = read_model(context, model_name)
    query = select(WaiverRow).where(WaiverRow.model_id == model.id)
    rows, following = read_page(context, query, asked or PageQuery(), [col(WaiverRow.id)], descending=True)
    return Page(
        (WaiverView.model_validate(one) for one in all_waiver_fields(context, rows, model.name)), following
    )


def get_waiver(context: Context, waiver_id: UUID) -> WaiverView:
    """One waiver."""
    row = _find(context, waiver_id, lock=False)
    require(context, Action.PROJECT_READ, row.project_id)
    return _view(context, row)


def _find(context: Context, waiver_id: UUID, *, lock: bool = True) -> WaiverRow:
    query = select(WaiverRow).where(WaiverRow.id == waiver_id)
    row = context.session.exec(query.with_for_update() if lock else query).first()
    if row is None:
        raise not_there()
    if lock:
        hold_model(context, row.model_id)
    return row


def _view(context: Context, row: WaiverRow) -> WaiverView:
    model = context.session.get_one(ModelRow, row.model_id)
    return WaiverView.model_validate(waiver_fields(context, row, model.name))
