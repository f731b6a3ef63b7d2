"""What waits for a person, what needs attention, and what was decided lately."""

from __future__ import annotations

from typing import Literal

from registry.contract.base import Shape, Timestamp
from registry.contract.promotions import PromotionView

AttentionKind = Literal["would_fail", "not_judged_since", "waiver_expires", "job_failed"]


class AttentionView(Shape):
    """Something that somebody should look at: what, why, and where it is shown.

    `would_fail`: a version in a protected environment whose newest decision does not allow it.
    `not_judged_since`: one whose newest decision was made under another policy than the one in force.
    `at` is when a waiver expires, a decision was made, or a job failed.
    """

    kind: AttentionKind
    what: str
    why: str
    path: str
    project: str
    at: Timestamp


class RecentDecisionView(Shape):
    """A decision as a list shows it."""

    id: str
    promotion: str
    model: str
    version: int
    environment: str
    outcome: str
    occasion: str
    decided_at: Timestamp


class InboxView(Shape):
    """Requests by what I can do about them, what needs attention, and the newest decisions; newest first.

    `to_mend` were refused, and I opened them or registered their version; `refused` are those of others.
    """

    to_confirm: list[PromotionView]
    to_sign: list[PromotionView]
    to_apply: list[PromotionView]
    to_mend: list[PromotionView]
    refused: list[PromotionView]
    applied: list[PromotionView]
    attention: list[AttentionView]
    decided: list[RecentDecisionView]
