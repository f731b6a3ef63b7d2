"""`modelwarden key`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson, Output
from modelwarden.cli.output import Column, show_all, show_paths
from modelwarden.cli.session import connect

if TYPE_CHECKING:
    from modelwarden.objects.keys import Key

app = noun_app("key")

_COLUMNS: tuple[Column[Key], ...] = (Column("File", lambda key: key.file, "bold"),)


@app.command("list")
def list_keys(*, as_json: AsJson = False) -> None:
    """The public files that signatures are verified with."""
    with connect() as client:
        found = client.keys.list()
    show_all(found, _COLUMNS, as_json=as_json)


@app.command()
def download(
    name: Annotated[str | None, typer.Argument(metavar="[FILE]", help="Only this one.")] = None,
    *,
    output: Output = Path(),
    as_json: AsJson = False,
) -> None:
    """Write the public files to a directory; prints their paths."""
    with connect() as client:
        names = [name] if name else [key.file for key in client.keys.list()]
        paths = [client.keys.download(file, output) for file in names]
    show_paths(paths, as_json=as_json)
