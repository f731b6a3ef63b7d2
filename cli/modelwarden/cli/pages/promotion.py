"""A promotion request laid out like a pull request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from modelwarden.cli.pages.banner import draw_banner
from modelwarden.cli.pages.checks import checks_of, draw_checks
from modelwarden.cli.pages.findings import (
    Digests,
    draw_config_errors,
    draw_failing,
    draw_reservations,
)
from modelwarden.cli.pages.layout import spaced
from modelwarden.cli.pages.marks import heading, status_rank
from modelwarden.cli.pages.obligations import draw_obligations, draw_reviews
from modelwarden.cli.printable import moment
from modelwarden.wording import spoken

if TYPE_CHECKING:
    from rich.console import RenderableType

    from modelwarden.objects.decisions import Decision, DecisionDocument
    from modelwarden.objects.promotions import Promotion


def draw_promotion(promotion: Promotion, evidence: Digests) -> Iterator[RenderableType]:
    """The whole request: sentence, failing checks, reservations, what is owed, who signed, what is next."""
    decision = promotion.decision
    return spaced(
        [
            [draw_banner(promotion)],
            *(_judgement(decision.document, evidence) if decision else ()),
            draw_reviews(promotion.reviews),
            [_counts(decision), _policy(decision)] if decision else [],
            _next(promotion),
        ]
    )


def draw_judgement(promotion: Promotion, evidence: Digests) -> Iterator[RenderableType]:
    """What the gate says, check by check."""
    decision = promotion.decision
    if decision is None:
        return spaced([[draw_banner(promotion)]])
    return spaced(
        [
            [draw_banner(promotion)],
            *_judgement(decision.document, evidence),
            [heading("All checks"), draw_checks(checks_of(decision.document))],
            [_policy(decision)],
        ]
    )


def _judgement(document: DecisionDocument, evidence: Digests) -> list[Iterator[RenderableType]]:
    return [
        draw_config_errors(document.config_errors),
        draw_failing(document, evidence),
        draw_reservations("Warnings", "warned", document.warnings),
        draw_reservations("Waived", "waived", document.waived),
        draw_obligations(document.obligations),
    ]


def _counts(decision: Decision) -> Text:
    counted = Counter(rule.status for rule in decision.document.rules.values())
    told = [f"{counted[status]} {spoken(status)}" for status in sorted(counted, key=status_rank)]
    return Text.assemble(("Checks  ", "bold"), " · ".join(told))


def _policy(decision: Decision) -> Text:
    return Text(
        f"Policy {decision.provenance.policy_revision} · decided {moment(decision.decided_at)}\n"
        f"Decision {decision.id}",
        style="dim",
    )


def _next(promotion: Promotion) -> Iterator[RenderableType]:
    commands = _next_commands(promotion)
    if commands:
        yield heading("Next")
    for command, purpose in commands:
        yield Text.assemble((f"  {purpose}\n", "dim"), (f"    {command}", "cyan"))


def _next_commands(promotion: Promotion) -> list[tuple[str, str]]:
    promote = "modelwarden promote"
    match promotion.state, promotion.outcome:
        case "applied", _:
            return [(f"modelwarden report audit {promotion.id}", "a signed report of this decision")]
        case "withdrawn", _:
            return []
        case "ready", _:
            return [(f"{promote} apply {promotion.id}", f"move @{promotion.request.alias}")]
        case _, "needs_approval":
            roles = [o.role for o in promotion.obligations_owed if o.type == "approval"]
            return [
                (f"{promote} review {promotion.id} --role {role} --approve", f"as a {spoken(role)}")
                for role in roles
            ]
        case _:
            return [
                (f"{promote} checks {promotion.id} --again", "judge it again, once it is mended"),
                (f"{promote} withdraw {promotion.id}", "give it up, and open one for a new version"),
            ]
