"""Evidence."""

from __future__ import annotations

from typing import Any

from modelwarden.objects.base import Object


class Evidence(Object):
    """One immutable document about one version, without its body; `newest` of its kind."""

    id: str
    kind: str
    assurance: str
    digest: str
    produced_by: str
    produced_at: str
    newest: bool


class CheckUse(Object):
    """A check that read the evidence, in one decision."""

    rule_id: str
    title: str
    status: str


class DecisionUse(Object):
    """A decision that rests on the evidence."""

    decision: str
    promotion: str
    environment: str
    outcome: str
    occasion: str
    decided_at: str
    latest: bool
    checks: tuple[CheckUse, ...]


class EvidenceUses(Object):
    """Who signed a document, and what rests on it."""

    digest: str
    model: str
    version: int
    signed_by: tuple[str, ...]
    verified: bool
    decisions: tuple[DecisionUse, ...]
    more: bool


class Chart(Object):
    """A chart in words and figures."""

    name: str
    title: str
    sentence: str
    figures: tuple[dict[str, Any], ...]


class Charts(Object):
    """The charts of a document."""

    digest: str
    charts: tuple[Chart, ...]


class ColumnDrift(Object):
    """One column in both tables: from 0, the same shares, to 1, nothing in common."""

    name: str
    distance: float | None
    by_chance: float | None
    missing: float
    reference_missing: float
    mean_shift: float | None
    reason: str = ""


class Drift(Object):
    """A data profile against one reference."""

    rows: int
    reference: str
    reference_kind: str
    reference_digest: str
    reference_rows: int
    columns: tuple[ColumnDrift, ...]
    only_here: tuple[str, ...]
    only_there: tuple[str, ...]


class Drifts(Object):
    """A data profile against all its references."""

    digest: str
    drifts: tuple[Drift, ...]
