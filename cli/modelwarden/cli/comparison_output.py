"""A comparison on stdout: a page to read, lines for a pipe, or JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modelwarden.cli.output import show_json, show_page
from modelwarden.cli.printable import printable, short, tsv_field
from modelwarden.wording import spoken

if TYPE_CHECKING:
    from modelwarden.objects.comparison import Comparison, FigureChange


@dataclass(frozen=True, slots=True)
class Line:
    """One difference; what is empty is not known or not there."""

    part: str
    name: str
    before: str
    after: str
    change: str
    direction: str
    note: str


def show_comparison(found: Comparison, *, as_json: bool) -> None:
    """The whole comparison; in a pipe, a difference a line."""
    if as_json:
        show_json(found.to_json())
    elif sys.stdout.isatty():
        from modelwarden.cli.pages.comparison import draw_comparison

        show_page(*draw_comparison(found, list(lines_of(found))))
    else:
        for line in lines_of(found):
            fields = (
                line.part,
                line.name,
                line.before,
                line.after,
                line.change,
                line.direction,
                line.note,
            )
            sys.stdout.write("\t".join(tsv_field(field) for field in fields) + "\n")


def lines_of(found: Comparison) -> Iterator[Line]:
    """Every difference: what was measured first, then what the versions are made of."""
    for figure in found.performance.figures:
        yield _figure("performance", "", figure)
    for attribute in found.fairness.attributes:
        for figure in attribute.disparities:
            yield _figure("disparity", f"{attribute.name}: ", figure)
    yield from _made_of(found)


def _figure(part: str, prefix: str, figure: FigureChange) -> Line:
    return Line(
        part=part,
        name=f"{prefix}{spoken(figure.name)}",
        before=_number(figure.before),
        after=_number(figure.after),
        change="" if figure.change is None else f"{figure.change:+.4f}",
        direction=figure.direction,
        note=figure.note or _certainty(figure),
    )


def _certainty(figure: FigureChange) -> str:
    if figure.interval is None:
        return ""
    between = f"{figure.interval.low:+.4f} to {figure.interval.high:+.4f}"
    return f"{between}, {'beyond' if figure.beyond_chance else 'within'} chance"


def _made_of(found: Comparison) -> Iterator[Line]:
    for field in found.signature.changed:
        note = "callers have to change" if field.breaks else "breaks no caller"
        direction = "worse" if field.breaks else "neutral"
        before, after = field.before or "", field.after or ""
        yield Line("signature", f"{field.side} {field.name}", before, after, "", direction, note)
    for data in found.data:
        if not data.same_content:
            note = f"columns: {', '.join(one.name for one in data.columns)}" if data.columns else ""
            name = f"{data.role} {data.dataset}"
            yield Line("data", name, _version(data.before), _version(data.after), "", "neutral", note)
    for file in found.files.changed:
        yield Line("file", file.path, short(file.before or ""), short(file.after or ""), "", "neutral", "")
    for fact in found.facts:
        yield Line("fact", fact.name, printable(fact.before), printable(fact.after), "", "neutral", "")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _version(number: int | None) -> str:
    return "" if number is None else f"v{number}"
