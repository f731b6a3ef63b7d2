"""What the gate would say of a version now, without a promotion request."""

from __future__ import annotations

from registry.contract.base import Name, Shape
from registry.contract.decision import Decision


class ReadinessView(Shape):
    """The gate's judgement of a version for an environment, as things are at this moment.

    It was kept nowhere and lets nothing move: `judgement` reads like a decision and is none. `request` is the
    living request that was asked about, with its reviews, if there is one; otherwise whoever asked is taken
    for who would open it. `current` is the version that is there now.
    """

    project: Name
    model: Name
    version: int
    environment: Name
    alias: Name
    protected: bool
    current: int | None
    request: str | None
    policy_revision: str
    judgement: Decision
