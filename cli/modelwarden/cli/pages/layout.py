"""How pages and tables are laid out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

if TYPE_CHECKING:
    from rich.console import RenderableType


def spaced(blocks: Iterable[Iterable[RenderableType]]) -> Iterator[RenderableType]:
    """The blocks that hold anything, an empty line before each but the first."""
    first = True
    for block in blocks:
        parts = list(block)
        if parts and not first:
            yield ""
        first = first and not parts
        yield from parts


def headed_table() -> Table:
    """An empty table with a line below its headings and none elsewhere."""
    return Table(
        box=box.SIMPLE_HEAD, header_style="bold", padding=(0, 1, 0, 0), pad_edge=False, show_edge=False
    )
