"""Lowering a risk tier: the one change of a project or model that its own people cannot make."""

from __future__ import annotations

from uuid import UUID

from registry.domain.roles import Action
from registry.domain.tiers import RiskTier
from registry.services.access import require
from registry.services.context import Context


def require_change(
    context: Context, action: Action, project_id: UUID, changes: dict[str, object], now: RiskTier
) -> bool:
    """Ask for permission to make these changes, and say whether they lower the tier that is there now.

    Raising a tier is a change like any other, for `action`. Who lowers one needs `risk_tier.lower` for that,
    and `action` only for what else they change.
    """
    lowers = "risk_tier" in changes and RiskTier(str(changes["risk_tier"])).is_below(now)
    if lowers:
        require(context, Action.RISK_TIER_LOWER, project_id)
    if not lowers or set(changes) != {"risk_tier"}:
        require(context, action, project_id)
    return lowers


def record_lowered(
    context: Context, subject: tuple[str, str], project_id: UUID, before: RiskTier, after: RiskTier
) -> None:
    """Say in the audit log that less is asked for from now on."""
    context.record(
        "risk_tier.lowered", subject, project_id=project_id, before=before.value, after=after.value
    )
