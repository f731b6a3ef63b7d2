"""What became of a piece of evidence: who signed it, which decisions rest on it, and its charts."""

from __future__ import annotations

from typing import Any, Literal

from registry.contract.base import Digest, Shape, Timestamp
from registry.contract.decision import CheckStatus


class CheckUse(Shape):
    """A check that read the evidence, in one decision."""

    rule_id: str
    title: str
    status: CheckStatus


class DecisionUse(Shape):
    """A decision that rests on the evidence."""

    decision: str
    promotion: str
    environment: str
    outcome: Literal["allow", "needs_approval", "deny", "error"]
    occasion: str
    decided_at: Timestamp
    latest: bool
    checks: list[CheckUse]


class EvidenceUsesView(Shape):
    """Signature and uses. `decisions` are the newest, at most fifty; `more` says that there are others.

    `signed_by` are the ids of the keys on the statement about it, `verified` whether one of ours verifies it.
    """

    digest: Digest
    model: str
    version: int
    signed_by: list[str]
    verified: bool
    decisions: list[DecisionUse]
    more: bool


class ChartView(Shape):
    """A chart in words and figures; its picture and its CSV have addresses of their own under `name`."""

    name: str
    title: str
    sentence: str
    figures: list[dict[str, Any]]


class ChartsView(Shape):
    """The charts of a document. Where it was used, limits are those of the newest decision that used it."""

    digest: Digest
    charts: list[ChartView]
