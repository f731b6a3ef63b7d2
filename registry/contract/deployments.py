"""What is in the environments of a model, and under which policy it came there."""

from __future__ import annotations

from typing import Literal

from registry.contract.base import Shape, Timestamp

PolicyStanding = Literal["in_force", "older", "not_allowed", "not_gated"]


class DeploymentView(Shape):
    """What is in one environment, and by which decision it came there.

    `policy` says how that decision stands to the policy in force: made under it (`in_force`), made under an
    older one (`older`), or no allow at all (`not_allowed`: the glass was broken). What is in an unprotected
    environment never met the gate (`not_gated`).
    """

    environment: str
    alias: str
    protected: bool
    version: int
    since: Timestamp
    promotion: str | None
    decision: str | None
    policy_revision: str | None
    policy: PolicyStanding
