"""Waivers."""

from __future__ import annotations

from modelwarden.objects.base import Object


class Waiver(Object):
    """A scoped, expiring exception from one rule."""

    id: str
    model: str
    environment: str
    rule_id: str
    version_digest: str | None
    reason: str
    compensating_controls: str
    requested_by: str
    approved_by: tuple[str, ...]
    not_before: str
    expires_at: str
    revoked: bool
