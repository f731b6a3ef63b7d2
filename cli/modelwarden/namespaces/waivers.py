"""Waivers."""

from __future__ import annotations

from datetime import datetime

from modelwarden.namespaces.base import Namespace, rfc3339
from modelwarden.objects.waivers import Waiver
from modelwarden.routes import route


class Waivers(Namespace):
    """Exceptions from one rule, for one model, in one environment, for a time."""

    def ask(
        self,
        model: str,
        *,
        environment: str,
        rule_id: str,
        reason: str,
        compensating_controls: str,
        expires_at: datetime | str,
        version: int | None = None,
    ) -> Waiver:
        """Ask for one; it counts for nothing until somebody else approves it. None is for every version."""
        body = {
            "model": model,
            "environment": environment,
            "rule_id": rule_id,
            "version": version,
            "reason": reason,
            "compensating_controls": compensating_controls,
            "expires_at": rfc3339(expires_at),
        }
        return self._transport.send("POST", route("waivers"), Waiver, body)

    def get(self, waiver_id: str) -> Waiver:
        """One waiver."""
        return self._transport.get(route("waivers", waiver_id), Waiver)

    def list(self, model: str) -> tuple[Waiver, ...]:
        """The waivers of a model, newest first."""
        return self._transport.get_all(route("models", model, "waivers"), Waiver)

    def approve(self, waiver_id: str) -> Waiver:
        """Approve what somebody else asked for."""
        return self._transport.send("POST", route("waivers", waiver_id, "approvals"), Waiver)

    def revoke(self, waiver_id: str) -> Waiver:
        """End it now."""
        return self._transport.send("POST", route("waivers", waiver_id, "revoke"), Waiver)
