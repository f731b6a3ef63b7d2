"""Every check of a decision, those that fail first."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from modelwarden.cli.pages.layout import headed_table
from modelwarden.cli.pages.marks import BAD, QUIET, WAITING, severity, status_mark, status_rank
from modelwarden.cli.printable import printable, tsv_field
from modelwarden.wording import spoken

if TYPE_CHECKING:
    from rich.table import Table

    from modelwarden.objects.decisions import DecisionDocument, Finding, Rule


@dataclass(frozen=True, slots=True)
class Check:
    """One rule's result, with what it saw where it found something."""

    rule_id: str
    status: str
    severity: str
    title: str
    observed: str
    threshold: str
    message: str


def checks_of(document: DecisionDocument) -> list[Check]:
    """The checks of a decision: failing ones first, then by rule; one for each thing that a rule found."""
    findings: dict[str, list[Finding]] = {}
    for finding in (*document.violations, *document.waived, *document.warnings):
        findings.setdefault(finding.rule_id, []).append(finding)
    checks = [
        _check(rule_id, rule, found)
        for rule_id, rule in document.rules.items()
        for found in findings.get(rule_id, [None])
    ]
    return sorted(checks, key=lambda check: (status_rank(check.status), check.rule_id))


def _check(rule_id: str, rule: Rule, found: Finding | None) -> Check:
    return Check(
        rule_id=rule_id,
        status=rule.status,
        severity=rule.severity,
        title=rule.title,
        observed=found.observed if found else "",
        threshold=found.threshold if found else "",
        message=found.msg if found else "",
    )


def piped_checks(document: DecisionDocument) -> str:
    """The checks for a pipe: tab-separated, a line for each thing that a rule found."""
    return "".join("\t".join(map(tsv_field, astuple(check))) + "\n" for check in checks_of(document))


def draw_checks(checks: list[Check]) -> Table:
    """The checks as a table, a line for each rule; what they saw is told with the findings."""
    table = headed_table()
    table.add_column("Check", no_wrap=True)
    table.add_column("Result", no_wrap=True)
    table.add_column("Severity", no_wrap=True)
    table.add_column("Rule", overflow="fold")
    for check in {check.rule_id: check for check in checks}.values():
        mark, colour = status_mark(check.status)
        table.add_row(
            Text(check.rule_id, style="bold"),
            Text(f"{mark} {spoken(check.status)}", style=colour),
            severity(check.severity) if colour in {BAD, WAITING} else Text(check.severity, style=QUIET),
            Text(printable(check.title)),
        )
    return table
