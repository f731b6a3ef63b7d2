"""Blocks with one empty line between them, however many of them there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

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
