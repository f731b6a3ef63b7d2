"""Waivers as the gate's input has them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlmodel import col, select

from registry.db.environments import EnvironmentRow
from registry.db.models import ModelRow
from registry.db.users import UserRow
from registry.db.waivers import WaiverApprovalRow, WaiverRow
from registry.domain.clock import rfc3339
from registry.services.context import Context


def view_gate_waivers(context: Context, model: ModelRow) -> list[dict[str, Any]]:
    """Every waiver of a model, whether it counts or not: that is for the gate to say."""
    query = select(WaiverRow).where(WaiverRow.model_id == model.id).order_by(col(WaiverRow.id))
    return [waiver_fields(context, row, model.name) for row in context.session.exec(query)]


def waiver_fields(context: Context, row: WaiverRow, model_name: str) -> dict[str, Any]:
    """One waiver as plain values."""
    return {
        "id": str(row.id),
        "rule_id": row.rule_id,
        "model": model_name,
        "version_digest": row.version_digest,
        "environment": context.session.get_one(EnvironmentRow, row.environment_id).name,
        "reason": row.reason,
        "compensating_controls": row.compensating_controls,
        "requested_by": context.session.get_one(UserRow, row.requested_by).username,
        "approved_by": approvers_of(context, row.id),
        "not_before": rfc3339(row.not_before),
        "expires_at": rfc3339(row.expires_at),
        "revoked": row.revoked_at is not None,
    }


def approvers_of(context: Context, waiver_id: UUID) -> list[str]:
    """Who has approved a waiver, by name."""
    query = (
        select(UserRow.username)
        .join(WaiverApprovalRow)
        .where(WaiverApprovalRow.waiver_id == waiver_id)
        .order_by(col(UserRow.username))
    )
    return list(context.session.exec(query))
