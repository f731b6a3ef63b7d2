"""Results on stdout: tables on a terminal, tab-separated lines in a pipe, JSON when asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from modelwarden.cli.printable import printable, safe_json, tsv_field

if TYPE_CHECKING:
    from rich.console import RenderableType

    from modelwarden.objects.base import Object

ItemT = TypeVar("ItemT", bound="Object")
_PIPE_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Column(Generic[ItemT]):
    """A column of a table, or a line of a record.

    What is `whole` is never broken into lines; `piped` is what a pipe gets of what people see shortened.
    """

    title: str
    value: Callable[[ItemT], object]
    style: str = ""
    right: bool = False
    whole: bool = False
    piped: Callable[[ItemT], object] | None = None

    def field(self, item: ItemT) -> str:
        """The value for a tab-separated line."""
        return tsv_field((self.piped or self.value)(item))


def show_all(
    items: Sequence[ItemT],
    columns: Sequence[Column[ItemT]],
    *,
    as_json: bool,
    empty: str = "There is nothing.",
) -> None:
    """Print a list. On a terminal an empty one says `empty`, which tells how to get the first item."""
    if as_json:
        show_json({"items": [item.to_json() for item in items]})
    elif not sys.stdout.isatty():
        for item in items:
            sys.stdout.write("\t".join(column.field(item) for column in columns) + "\n")
    elif not items:
        say(empty)
    else:
        show_page(_table(items, columns))


def show_one(item: ItemT, fields: Sequence[Column[ItemT]], *, as_json: bool) -> None:
    """Print one thing, a field a line; on a terminal, what is empty is left out."""
    if as_json:
        show_json(item.to_json())
    elif not sys.stdout.isatty():
        for field in fields:
            key = field.title.lower().replace(" ", "_")
            sys.stdout.write(f"{key}\t{field.field(item)}\n")
    else:
        show_page(_record([(field.title, printable(field.value(item)), field.style) for field in fields]))


def show_json(document: Mapping[str, Any]) -> None:
    """Print a JSON document."""
    sys.stdout.write(safe_json(json.dumps(document, indent=2, ensure_ascii=False)) + "\n")


def show_line(text: object) -> None:
    """Print one line that a script would want: a path, an id."""
    sys.stdout.write(printable(text) + "\n")


def show_paths(paths: Sequence[Path], *, as_json: bool) -> None:
    """Print where something was written, a path a line."""
    if as_json:
        show_json({"items": [{"path": str(path)} for path in paths]})
        return
    for path in paths:
        show_line(path)


def show_page(*parts: RenderableType) -> None:
    """Print what is for people: laid out for the terminal, or a hundred columns wide in a pipe."""
    from rich.console import Console

    if sys.stdout.isatty():
        console = Console(highlight=False)
        for part in parts:
            console.print(part)
        return
    console = Console(highlight=False, width=_PIPE_WIDTH)
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    # Grids are filled up with blanks, which a log or a diff does not want.
    sys.stdout.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))


def say(text: str) -> None:
    """Tell the person something on stderr; it is not a result."""
    from rich.console import Console

    Console(stderr=True, highlight=False, soft_wrap=True).print(printable(text), markup=False, style="dim")


def _table(items: Sequence[ItemT], columns: Sequence[Column[ItemT]]) -> RenderableType:
    from rich.text import Text

    from modelwarden.cli.pages.layout import headed_table

    table = headed_table()
    for column in columns:
        table.add_column(
            column.title,
            style=column.style,
            justify="right" if column.right else "left",
            no_wrap=column.whole,
            overflow="fold",
        )
    for item in items:
        table.add_row(*(Text(printable(column.value(item))) for column in columns))
    return table


def _record(lines: Sequence[tuple[str, str, str]]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for title, value, style in lines:
        if value:
            grid.add_row(title, Text(value, style=style))
    return grid
