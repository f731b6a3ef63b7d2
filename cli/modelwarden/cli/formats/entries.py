"""What every format tells of: an entry for each check, and for each reason why the gate could not judge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from modelwarden.cli.printable import printable
from modelwarden.objects.decisions import Control, Finding, Rule
from modelwarden.objects.promotions import Promotion

Result = Literal["passed", "skipped", "warned", "failed", "error"]
# What XML cannot hold (Char in XML 1.0), beyond what `printable` replaces.
_NOT_TEXT = re.compile("[\ud800-\udfff\ufffe\uffff]")
_RESULTS: dict[str, Result] = {
    "passed": "passed",
    "not_applicable": "skipped",
    "waived": "skipped",
    "warned": "warned",
    "violated": "failed",
    "no_evidence": "error",
}
_ORDER: tuple[Result, ...] = ("error", "failed", "warned", "skipped", "passed")


@dataclass(frozen=True, slots=True)
class Entry:
    """One check. `messages` say what was seen, `solution` what to do; both are safe to print."""

    rule_id: str
    title: str
    status: str
    severity: str
    result: Result
    messages: tuple[str, ...] = ()
    solution: str = ""
    controls: tuple[Control, ...] = ()

    @property
    def stops(self) -> bool:
        """Whether it keeps the version out."""
        return self.result in {"failed", "error"}

    @property
    def text(self) -> str:
        """What was seen and what to do, a line each."""
        return "\n".join([*(self.messages or (self.title,)), *([self.solution] if self.solution else [])])


def entries_of(promotion: Promotion) -> list[Entry]:
    """The checks of a request's decision, worst first; what is not known counts as an error."""
    if promotion.decision is None:
        return [_not_judged(promotion)]
    document = promotion.decision.document
    found: dict[str, list[Finding]] = {}
    for finding in (*document.violations, *document.warnings, *document.waived):
        found.setdefault(finding.rule_id, []).append(finding)
    checks = [_entry(rule_id, rule, found.get(rule_id, [])) for rule_id, rule in document.rules.items()]
    broken = [
        _broken(position, f"{error.reason} at {error.pointer} ({error.rule_id or 'gate'})")
        for position, error in enumerate(document.config_errors, 1)
    ]
    return [*broken, *sorted(checks, key=lambda entry: (_ORDER.index(entry.result), entry.rule_id))]


def safe(text: object) -> str:
    """Text without what a terminal or XML cannot take."""
    return _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", printable(text))


def _entry(rule_id: str, rule: Rule, findings: list[Finding]) -> Entry:
    return Entry(
        rule_id=safe(rule_id),
        title=safe(rule.title),
        status=rule.status,
        severity=rule.severity,
        result=_RESULTS.get(rule.status, "error"),
        messages=tuple(safe(finding.msg) for finding in findings),
        solution=safe(findings[0].solution) if findings else "",
        controls=findings[0].controls if findings else (),
    )


def _broken(position: int, reason: str) -> Entry:
    title = "The gate could not judge"
    return Entry(f"GATE-{position:03}", title, "error", "critical", "error", (safe(f"{title}: {reason}."),))


def _not_judged(promotion: Promotion) -> Entry:
    return Entry("GATE-001", "Not judged yet", "error", "critical", "error", (safe(promotion.summary),))
