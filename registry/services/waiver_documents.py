"""Waivers as the gate's input has them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select

from registry.db.environments import EnvironmentRow
from registry.db.models import ModelRow
from registry.db.users import UserRow
from registry.db.waivers import WaiverApprovalRow, WaiverRow
from registry.domain.clock import rfc3339
from registry.services.context import Context
from registry.services.paging import hold

_WAIVERS = select(WaiverRow).where(WaiverRow.model_id == bindparam("model_id")).order_by(col(WaiverRow.id))


def view_gate_waivers(context: Context, model: ModelRow) -> list[dict[str, Any]]:
    """Every waiver of a model, whether it counts or not: that is for the gate to say."""
    rows = context.session.exec(_WAIVERS, params={"model_id": model.id})
    return all_waiver_fields(context, list(rows), model.name)


def all_waiver_fields(context: Context, rows: list[WaiverRow], model_name: str) -> list[dict[str, Any]]:
    """Waivers of one model as plain values, in as many questions for many as for one."""
    if not rows:
        return []
    hold(context, EnvironmentRow, {row.environment_id for row in rows})
    hold(context, UserRow, {row.requested_by for row in rows})
    approvers = _approvers(context, [row.id for row in rows])
    return [_fields(context, row, model_name, approvers.get(row.id, [])) for row in rows]


def waiver_fields(context: Context, row: WaiverRow, model_name: str) -> dict[str, Any]:
    """One waiver as plain values."""
    return _fields(context, row, model_name, approvers_of(context, row.id))


def approvers_of(context: Context, waiver_id: UUID) -> list[str]:
    """Who has approved a waiver, by name."""
    return _approvers(context, [waiver_id]).get(waiver_id, [])


def _approvers(context: Context, ids: list[UUID]) -> dict[UUID, list[str]]:
    query = (
        select(WaiverApprovalRow.waiver_id, UserRow.username)
        .join(UserRow, col(UserRow.id) == WaiverApprovalRow.approver_id)
        .where(col(WaiverApprovalRow.waiver_id).in_(ids))
        .order_by(col(UserRow.username))
    )
    found: dict[UUID, list[str]] = {}
    for waiver_id, username in context.session.exec(query):
        found.setdefault(waiver_id, []).append(username)
    return found


def _fields(context: Context, row: WaiverRow, model_name: str, approvers: list[str]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "rule_id": row.rule_id,
        "model": model_name,
        "version_digest": row.version_digest,
        "environment": context.session.get_one(EnvironmentRow, row.environment_id).name,
        "reason": row.reason,
        "compensating_controls": row.compensating_controls,
        "requested_by": context.session.get_one(UserRow, row.requested_by).username,
        "approved_by": approvers,
        "not_before": rfc3339(row.not_before),
        "expires_at": rfc3339(row.expires_at),
        "revoked": row.revoked_at is not None,
    }
