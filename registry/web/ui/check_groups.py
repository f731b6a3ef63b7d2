"""The checks of a decision as reviewers read them: findings of one rule together, all rules by pack."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from registry.contract.decision import CheckStatus, Decision, Finding, RuleSummary
from registry.contract.promotions import PromotionView
from registry.domain.roles import REVIEWING_ROLES
from registry.web.ui.checks import ordered_checks
from reports.wording import STATUSES, Word, counted, phrase

_FAILING: frozenset[CheckStatus] = frozenset({"violated", "no_evidence"})


@dataclass(frozen=True, slots=True)
class RuleFindings:
    """All that one rule found; `remedy` is a command that begins to mend it."""

    first: Finding
    findings: list[Finding]
    remedy: str


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """The rules of one pack, failing first. `is_settled` when none of them stands against the request."""

    pack: str
    checks: list[tuple[str, RuleSummary]]
    tally: str
    is_settled: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many checks have a status."""

    word: Word
    count: int


def by_rule(findings: Iterable[Finding], decision: Decision, request: PromotionView) -> list[RuleFindings]:
    """Findings with those of the same rule, in the gate's order."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.rule_id, []).append(finding)
    lacking = {rule for rule, status in decision.evaluated.items() if status == "no_evidence"}
    return [
        RuleFindings(some[0], some, remedy(some[0], request, lacks_evidence=rule in lacking))
        for rule, some in found.items()
    ]


def check_groups(decision: Decision, packs: Mapping[str, list[str]]) -> list[CheckGroup]:
    """Every check once, in the first of the decision's packs that holds its rule."""
    waiting = ordered_checks(decision)
    groups = []
    for pack in decision.packs:
        held = set(packs.get(pack, ()))
        groups.append(_group(pack, [one for one in waiting if one[0] in held]))
        waiting = [one for one in waiting if one[0] not in held]
    return [group for group in [*groups, _group("other", waiting)] if group.checks]


def owed_apart(warnings: list[Finding]) -> tuple[list[Finding], list[Finding]]:
    """What is said of reviews, which the request waits for, and what is only told."""
    owed = [one for one in warnings if any(place.startswith("/reviews") for place in one.evidence)]
    return owed, [one for one in warnings if one not in owed]


def tallies(decision: Decision) -> list[Tally]:
    """How many checks there are of each status, failing first."""
    counts = {status: list(decision.evaluated.values()).count(status) for status in STATUSES}
    return [Tally(STATUSES[status], count) for status, count in counts.items() if count]


def _role_named_in(finding: Finding) -> str:
    """The role whose review a finding misses; empty when it names none."""
    told = f"{finding.msg} {finding.observed}".lower()
    roles = sorted(REVIEWING_ROLES)
    return next((role.value for role in roles if role.value in told or phrase(role.value) in told), "")


def remedy(finding: Finding, request: PromotionView, *, lacks_evidence: bool) -> str:
    """A command of ours that begins to mend what was found, or that shows more where none does."""
    model = shlex.quote(request.model)
    match finding.evidence[0].split("/")[1:3] if finding.evidence else []:
        case ["reviews" | "contributors", *_]:
            role = _role_named_in(finding)
            return (
                f"modelwarden promote review {request.id} --role {role} --approve"
                if role
                else f"modelwarden promote show {request.id}"
            )
        case ["model", field]:
            return f"modelwarden model change {model} --{field.replace('_', '-')} TEXT"
        case ["evidence", kind] if lacks_evidence and kind != "scan":
            columns = "--label COLUMN --score COLUMN --threshold 0.5 --sensitive COLUMN"
            return f"modelwarden evidence compute {model} {request.version} TABLE {columns}"
        case ["evidence", *_]:
            return f"modelwarden version register {model} DIRECTORY"
        case ["lineage" | "version" | "first_evidence", *_]:
            return f"modelwarden version register {model} DIRECTORY --training NAME:1 --evaluation NAME:1"
        case _:
            return f"modelwarden policy explain {request.id} {finding.rule_id}"


def _group(pack: str, checks: list[tuple[str, RuleSummary]]) -> CheckGroup:
    statuses = [rule.status for _, rule in checks]
    parts = [
        f"{statuses.count(status)} {word.text.lower()}"
        for status, word in STATUSES.items()
        if status in statuses
    ]
    told = f"{counted(len(checks), 'check')}: {', '.join(parts)}"
    return CheckGroup(pack, checks, told, not _FAILING & set(statuses))
