"""Obligations and reviews: what is owed, who has signed what, and whose signature fell, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from modelwarden.cli.pages.marks import BAD, GOOD, QUIET, WAITING, heading
from modelwarden.cli.printable import moment, printable
from modelwarden.wording import spoken

if TYPE_CHECKING:
    from rich.console import RenderableType

    from modelwarden.objects.decisions import Obligation
    from modelwarden.objects.promotions import Review

_VERDICTS = {
    "approve": ("✓", GOOD, "approves"),
    "reject": ("✗", BAD, "rejects"),
    "request_changes": ("!", WAITING, "requests changes"),
}


def draw_obligations(obligations: Sequence[Obligation]) -> Iterator[RenderableType]:
    """What has to happen, what is owed first."""
    if not obligations:
        return
    owed = [obligation for obligation in obligations if not obligation.met]
    yield heading(f"Owed: {len(owed)} of {len(obligations)}" if owed else "Nothing is owed")
    grid = _grid()
    for obligation in sorted(obligations, key=lambda obligation: obligation.met):
        mark, colour = ("✓", GOOD) if obligation.met else ("○", WAITING)
        grid.add_row(
            Text(mark, style=f"bold {colour}"),
            Text(printable(spoken(obligation.role or obligation.type)), style="bold"),
            Text(f"{obligation.given} of {obligation.required}"),
            Text(printable(f"by {', '.join(obligation.by)}" if obligation.by else obligation.title)),
        )
    yield grid


def draw_reviews(reviews: Sequence[Review]) -> Iterator[RenderableType]:
    """Who signed what; a review that fell is struck out, with the reasons."""
    if not reviews:
        return
    yield heading("Reviews")
    grid = _grid()
    for review in reviews:
        mark, colour, verb = _VERDICTS.get(review.verdict, ("?", WAITING, spoken(review.verdict)))
        style = f"bold {colour}" if review.standing else f"{QUIET} strike"
        said = Text.assemble(
            (f"{printable(review.reviewer_name)} {verb}", style),
            (f" as {spoken(review.role)}", "" if review.standing else QUIET),
            (f" · {moment(review.signed_at)}", QUIET),
            f"\n\N{LEFT DOUBLE QUOTATION MARK}{printable(review.meaning)}\N{RIGHT DOUBLE QUOTATION MARK}",
        )
        if review.comment:
            said.append(f"\n{printable(review.comment)}")
        for reason in review.fell_because:
            said.append(f"\nfell: {printable(reason)}", style=WAITING)
        grid.add_row(
            Text(mark if review.standing else "↓", style=colour if review.standing else WAITING), said
        )
    yield grid


def _grid() -> Table:
    return Table.grid(padding=(0, 2, 0, 0))
