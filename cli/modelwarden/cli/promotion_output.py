"""Promotion requests on stdout: a page to read, lines for a pipe, or JSON."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from modelwarden.cli.output import show_json, show_page
from modelwarden.cli.printable import tsv_field

if TYPE_CHECKING:
    from modelwarden.client import Client
    from modelwarden.objects.promotions import Promotion


def show_promotion(client: Client, promotion: Promotion, *, as_json: bool) -> None:
    """The whole request; in a pipe, its facts and then its checks, a line each."""
    if as_json:
        show_json(promotion.to_json())
        return
    if not sys.stdout.isatty():
        _print_facts(promotion)
        _print_checks(promotion)
        return
    from modelwarden.cli.pages.promotion import draw_promotion

    show_page(*draw_promotion(promotion, _digests(client, promotion)))


def show_checks(client: Client, promotion: Promotion, *, as_json: bool) -> None:
    """What the gate says of it; in a pipe, a check a line."""
    if as_json:
        show_json(promotion.to_json())
    elif sys.stdout.isatty():
        from modelwarden.cli.pages.promotion import draw_judgement

        show_page(*draw_judgement(promotion, _digests(client, promotion)))
    else:
        _print_checks(promotion)


def show_report(promotion: Promotion, form: str, file: str) -> None:
    """What the gate says, as a CI system reads it."""
    from modelwarden.cli.formats.github import to_github
    from modelwarden.cli.formats.gitlab import to_gitlab
    from modelwarden.cli.formats.junit import to_junit
    from modelwarden.cli.formats.sarif import to_sarif

    write = {"github": to_github, "gitlab": to_gitlab, "junit": to_junit, "sarif": to_sarif}[form]
    sys.stdout.write(write(promotion, file))


def _print_facts(promotion: Promotion) -> None:
    decision = promotion.decision
    facts = {
        "id": promotion.id,
        "model": promotion.model,
        "version": promotion.version,
        "environment": promotion.environment,
        "state": promotion.state,
        "outcome": decision.document.outcome if decision else "",
        "summary": promotion.summary,
    }
    for name, value in facts.items():
        sys.stdout.write(f"{name}\t{tsv_field(value)}\n")
    for review in promotion.reviews:
        told = (review.reviewer, review.role, review.verdict, "standing" if review.standing else "fallen")
        sys.stdout.write("\t".join(["review", *map(tsv_field, told)]) + "\n")


def _print_checks(promotion: Promotion) -> None:
    from modelwarden.cli.pages.checks import piped_checks

    if promotion.decision:
        sys.stdout.write(piped_checks(promotion.decision.document))


def _digests(client: Client, promotion: Promotion) -> dict[str, str]:
    """The evidence that the decision used, by kind."""
    if promotion.decision is None:
        return {}
    used = set(promotion.decision.document.evidence_used)
    listed = client.evidence.list(promotion.model, promotion.version)
    return {evidence.kind: evidence.digest for evidence in listed if evidence.digest in used}
