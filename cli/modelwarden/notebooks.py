"""How objects look in a notebook: escaped, static HTML without script or anything from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from modelwarden.cli.printable import printable, short
from modelwarden.wording import spoken

if TYPE_CHECKING:
    from modelwarden.objects.decisions import Finding
    from modelwarden.objects.promotions import Promotion
    from modelwarden.registrations import Registration

# A sign stands with each colour, which is dark enough on white and light enough on black.
_BANNERS = {"allow": ("✓", "#1a7f37"), "needs_approval": ("…", "#9a6700"), "deny": ("✗", "#cf222e")}
_UNKNOWN = ("✗", "#cf222e")
_HEADINGS = ("Check", "What was seen", "Limit", "What to do")


def promotion_html(promotion: Promotion) -> str:
    """The gate's banner, the checks that fail, and what is owed."""
    request = promotion.request
    title = f"{request.model} version {request.version} to {request.environment}"
    parts = [_banner(promotion, title)]
    if promotion.checks_failing:
        parts.append(_table(_HEADINGS, (_failing(finding) for finding in promotion.checks_failing)))
    if promotion.config_errors:
        rows = ((error.reason, error.pointer) for error in promotion.config_errors)
        parts.append(_table(("The gate could not judge", "At"), rows))
    owed = [f"{one.title} ({one.given} of {one.required})" for one in promotion.obligations_owed]
    if owed:
        parts.append(f"<p>Owed: {_text(', '.join(owed))}</p>")
    return f"<div>{''.join(parts)}<p><small>Request {_text(promotion.id)}</small></p></div>"


def promotion_text(promotion: Promotion) -> str:
    """The same in plain text."""
    request = promotion.request
    lines = [f"{request.model} version {request.version} to {request.environment}: {promotion.summary}"]
    lines += [
        f"  {finding.rule_id} {finding.title}: {finding.observed}; {finding.threshold}"
        for finding in promotion.checks_failing
    ]
    lines += [f"  Owed: {one.title}" for one in promotion.obligations_owed]
    return "\n".join(printable(line) for line in lines)


def registration_html(registration: Registration) -> str:
    """Which version it is, and how its evidence came about."""
    version = registration.version
    heading = f"<p><b>{_text(version.model)} version {version.version}</b> {_text(short(version.digest))}</p>"
    rows = ((spoken(found.kind), found.assurance, short(found.digest)) for found in registration.evidence)
    notes = "".join(f"<li>{_text(note)}</li>" for note in registration.notes)
    listed = f"<ul>{notes}</ul>" if notes else ""
    return f"<div>{heading}{_table(('Evidence', 'Assurance', 'Digest'), rows)}{listed}</div>"


def _banner(promotion: Promotion, title: str) -> str:
    sign, colour = _BANNERS.get(promotion.outcome, _UNKNOWN)
    return (
        f'<p style="border-left:4px solid {colour};padding-left:8px">'
        f"<b>{sign} {_text(promotion.summary)}</b><br>{_text(title)}</p>"
    )


def _failing(finding: Finding) -> Sequence[str]:
    return f"{finding.rule_id} {finding.title}", finding.observed, finding.threshold, finding.solution


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{_text(heading)}</th>" for heading in headings)
    body = "".join(f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _text(value: object) -> str:
    return escape(printable(value))
