"""Every rule of the decision, failing first."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.decision import CheckStatus, Finding
from registry.contract.dossier import AuditReportInput
from reports.tables import Column, Table
from reports.wording import SEVERITIES, STATUSES, Word, phrase

_ATTENTION: tuple[CheckStatus, ...] = ("violated", "no_evidence", "waived", "warned")


@dataclass(frozen=True, slots=True)
class CheckView:
    """One finding of one rule, or a rule without any."""

    status: Word
    rule_id: str
    title: str
    severity: str
    message: str
    actual: str
    limit: str
    pointers: tuple[str, ...]
    remedy: str
    controls: tuple[str, ...]
    waivers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChecksView:
    """What needs attention, then the rest; and how many there are of each status."""

    attention: tuple[CheckView, ...]
    rest: Table
    counts: tuple[tuple[Word, int], ...]
    config_errors: Table | None


def checks_view(data: AuditReportInput) -> ChecksView:
    """The checks of the decision."""
    statuses = list(data.decision.evaluated.values())
    rules = [rule_id for status in _ATTENTION for rule_id in _rules_with(data, status)]
    attention = [view for rule_id in rules for view in _views(data, rule_id)]
    return ChecksView(
        attention=tuple(attention),
        rest=_rest(data),
        counts=tuple((word, statuses.count(status)) for status, word in STATUSES.items()),
        config_errors=_config_errors(data),
    )


def in_input(pointer: str) -> str:
    """A pointer into the gate's input as a reader can follow it in the attached file."""
    return f"input.json#{pointer}"


def _rules_with(data: AuditReportInput, status: CheckStatus) -> list[str]:
    rules = [rule_id for rule_id, found in data.decision.evaluated.items() if found == status]
    return sorted(rules, key=lambda rule_id: (_rank(data, rule_id), rule_id))


def _rank(data: AuditReportInput, rule_id: str) -> int:
    rule = data.decision.rules.get(rule_id)
    return SEVERITIES.index(rule.severity) if rule else len(SEVERITIES)


def _views(data: AuditReportInput, rule_id: str) -> list[CheckView]:
    decision = data.decision
    findings = [
        item
        for item in (*decision.violations, *decision.waived, *decision.warnings)
        if item.rule_id == rule_id
    ]
    status = STATUSES[decision.evaluated[rule_id]]
    return [_view(status, finding) for finding in findings] or [_bare(data, status, rule_id)]


def _view(status: Word, finding: Finding) -> CheckView:
    return CheckView(
        status=status,
        rule_id=finding.rule_id,
        title=finding.title,
        severity=finding.severity,
        message=finding.msg,
        actual=finding.observed,
        limit=finding.threshold,
        pointers=tuple(in_input(pointer) for pointer in finding.evidence),
        remedy=finding.solution,
        controls=tuple(f"{item.framework}, {item.ref}" for item in finding.controls),
        waivers=tuple(finding.waiver_ids),
    )


def _bare(data: AuditReportInput, status: Word, rule_id: str) -> CheckView:
    rule = data.decision.rules.get(rule_id)
    errors = [item for item in data.decision.config_errors if item.rule_id == rule_id]
    return CheckView(
        status=status,
        rule_id=rule_id,
        title=rule.title if rule else "",
        severity=rule.severity if rule else "",
        message=" ".join(item.reason for item in errors),
        actual="",
        limit="",
        pointers=tuple(in_input(item.pointer) for item in errors if item.pointer),
        remedy="",
        controls=(),
        waivers=(),
    )


def _rest(data: AuditReportInput) -> Table:
    others: tuple[CheckStatus, ...] = ("passed", "not_applicable")
    rules = [(rule_id, status) for status in others for rule_id in _rules_with(data, status)]
    rows = tuple(_rest_row(data, rule_id, STATUSES[status]) for rule_id, status in rules)
    columns = (Column("Rule", "code"), *map(Column, ("Title", "Severity", "If broken", "Status")))
    return Table("Rules that passed or do not apply", columns, rows)


def _rest_row(data: AuditReportInput, rule_id: str, status: Word) -> tuple[str, ...]:
    rule = data.decision.rules.get(rule_id)
    words = (rule.title, phrase(rule.severity), _ENFORCED[rule.enforcement]) if rule else ("", "", "")
    return (rule_id, *words, f"{status.sign} {status.text}")


_ENFORCED = {"deny": "refuses", "warn": "warns"}


def _config_errors(data: AuditReportInput) -> Table | None:
    rows = tuple(
        (item.rule_id or "the gate", item.reason, in_input(item.pointer))
        for item in data.decision.config_errors
    )
    columns = (Column("Rule", "code"), Column("Reason"), Column("Where", "code"))
    return Table("Why the gate could not judge", columns, rows) if rows else None
