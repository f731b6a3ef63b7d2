"""A comparison for people: the sum in a sentence, cautions, and each difference with its direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from modelwarden.cli.pages.layout import headed_table, spaced
from modelwarden.cli.pages.marks import BAD, GOOD, QUIET, WAITING, heading
from modelwarden.cli.printable import printable

if TYPE_CHECKING:
    from rich.console import RenderableType

    from modelwarden.cli.comparison_output import Line
    from modelwarden.objects.comparison import Comparison

_DIRECTIONS = {
    "better": ("▲", GOOD),
    "worse": ("▼", BAD),
    "neutral": ("=", QUIET),
    "unknown": ("?", WAITING),
}
_TITLES = {
    "performance": "Performance",
    "disparity": "Subgroup disparity",
    "signature": "Signature",
    "data": "Data",
    "file": "Files",
    "fact": "Said about them",
}


def draw_comparison(found: Comparison, lines: Sequence[Line]) -> Iterator[RenderableType]:
    """The whole page."""
    parts = {part: [line for line in lines if line.part == part] for part in _TITLES}
    return spaced(
        [
            [_sum(found)],
            _cautions(found),
            *(_part(_TITLES[part], rows) for part, rows in parts.items() if rows),
        ]
    )


def _sum(found: Comparison) -> Text:
    tally = found.tally
    text = Text.assemble(
        (f"{found.model} version {found.before.version} → version {found.after.version}", "bold")
    )
    counts = ((tally.better, "better"), (tally.worse, "worse"), (tally.neutral, "neutral"))
    text.append("\nMeasured figures: " + ", ".join(f"{number} {word}" for number, word in counts))
    text.append(f", {tally.unknown} unknown" if tally.unknown else "")
    text.append("\nTheir files are the same." if found.same_files else "", style=WAITING)
    return text


def _cautions(found: Comparison) -> Iterator[RenderableType]:
    for caution in dict.fromkeys((*found.performance.cautions, *found.fairness.cautions)):
        yield Text(f"! {printable(caution)}", style=WAITING)


def _part(title: str, lines: Sequence[Line]) -> Iterator[RenderableType]:
    yield heading(title)
    table = headed_table()
    for name in ("What", "Before", "After", "Change", "Direction", "Note"):
        right = name in {"Before", "After", "Change"} and lines[0].part in {"performance", "disparity"}
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    for line in lines:
        mark, colour = _DIRECTIONS.get(line.direction, ("?", WAITING))
        cells = [printable(text) for text in (line.name, line.before, line.after, line.change)]
        table.add_row(
            *(Text(cell) for cell in cells),
            Text(f"{mark} {line.direction}", style=colour),
            Text(printable(line.note), style=QUIET),
        )
    yield table
