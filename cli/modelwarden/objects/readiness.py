"""What the gate would say of a version, without a promotion request."""

from __future__ import annotations

from modelwarden.objects.base import Object
from modelwarden.objects.decisions import DecisionDocument, Finding


class Readiness(Object):
    """The gate's judgement as things are now. It was kept nowhere: it reads like a decision and is none."""

    project: str
    model: str
    version: int
    environment: str
    alias: str
    protected: bool
    current: int | None
    request: str | None
    policy_revision: str
    judgement: DecisionDocument

    @property
    def outcome(self) -> str:
        """`allow`, `needs_approval`, `deny` or `error`."""
        return self.judgement.outcome

    @property
    def checks_failing(self) -> tuple[Finding, ...]:
        """What would speak against it."""
        return self.judgement.violations
