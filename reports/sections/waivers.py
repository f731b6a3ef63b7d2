"""Exceptions from rules: they never hide what they except."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.dossier import AuditReportInput
from registry.contract.gate_input import WaiverInput
from reports import figures
from reports.facts import Fact, code
from reports.people import person
from reports.tables import Column, Table
from reports.wording import listed


@dataclass(frozen=True, slots=True)
class WaiverView:
    """One waiver in full."""

    rule_id: str
    reason: str
    compensating_controls: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class WaiversView:
    """The waivers that the gate was shown, and what it said of them."""

    waivers: tuple[WaiverView, ...]
    notices: Table | None


def waivers_view(data: AuditReportInput) -> WaiversView:
    """The waivers in the gate's input with the gate's notices."""
    rows = tuple(
        (item.rule_id, item.waiver_id, item.status, item.reason) for item in data.decision.waiver_notices
    )
    notices = Table("What the gate said of waivers", _COLUMNS, rows) if rows else None
    return WaiversView(tuple(_waiver(data, item) for item in data.gate_input.waivers), notices)


def _waiver(data: AuditReportInput, waiver: WaiverInput) -> WaiverView:
    period = f"{figures.moment(waiver.not_before)} to {figures.moment(waiver.expires_at)}"
    return WaiverView(
        rule_id=waiver.rule_id,
        reason=waiver.reason,
        compensating_controls=waiver.compensating_controls,
        facts=(
            code("Waiver", waiver.id),
            Fact("Scope", f"{waiver.model}, environment {waiver.environment}"),
            code("Version", waiver.version_digest) if waiver.version_digest else Fact("Version", "any"),
            Fact("Asked by", person(data, waiver.requested_by)),
            Fact("Approved by", listed([person(data, login) for login in waiver.approved_by])),
            Fact("In force", f"{period}{', revoked' if waiver.revoked else ''}"),
        ),
    )


_COLUMNS = (Column("Rule", "code"), Column("Waiver", "code"), Column("Status"), Column("Reason"))
