"""The head of a promotion request: where it stands, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.panel import Panel
from rich.text import Text

from modelwarden.cli.pages.marks import BAD, GOOD, QUIET, WAITING
from modelwarden.cli.printable import moment, printable

if TYPE_CHECKING:
    from modelwarden.objects.promotions import Promotion


def draw_banner(promotion: Promotion) -> Panel:
    """The sentence in a frame that names what is to go where, and who asked."""
    mark, colour = banner_mark(promotion)
    request = promotion.request
    body = Text.assemble((f"{mark} {printable(promotion.summary)}", f"bold {colour}"))
    body.append(f"\n\N{LEFT DOUBLE QUOTATION MARK}{printable(request.reason)}\N{RIGHT DOUBLE QUOTATION MARK}")
    body.append(f"\n{request.opened_by} asked on {moment(request.opened_at)}", style=QUIET)
    if request.closed_at:
        body.append(f", {request.closed_by} ended it on {moment(request.closed_at)}", style=QUIET)
    for notice in _notices(promotion):
        body.append(f"\n! {printable(notice)}", style=f"bold {WAITING}")
    return Panel(
        body,
        title=Text(f"{request.model} version {request.version} → {request.environment} (@{request.alias})"),
        title_align="left",
        subtitle=Text(request.id),
        subtitle_align="right",
        border_style=colour,
        box=box.ROUNDED,
        padding=(0, 1),
    )


def banner_mark(promotion: Promotion) -> tuple[str, str]:
    """The sign of where a request stands, and its colour."""
    match promotion.state, promotion.outcome:
        case "applied", _ if promotion.request.kind == "break_glass":
            return "!", BAD
        case ("applied", _) | ("ready", _):
            return "✓", GOOD
        case "withdrawn", _:
            return "-", QUIET
        case _, "needs_approval":
            return "○", WAITING
        case _:
            return "✗", BAD


def _notices(promotion: Promotion) -> list[str]:
    request = promotion.request
    notices = []
    if request.break_glass_reason:
        waiting = "" if promotion.state == "applied" else " It waits for a second person."
        notices.append(
            f"{request.break_glass_by} asked to break the glass: {request.break_glass_reason}{waiting}"
        )
    if request.kind == "rollback":
        notices.append("This is a rollback.")
    notices += [
        f"Waiver {notice.waiver_id} for {notice.rule_id} is {notice.status}: {notice.reason}"
        for notice in (promotion.decision.document.waiver_notices if promotion.decision else ())
    ]
    return notices
