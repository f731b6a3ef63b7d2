"""`modelwarden bundle`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson
from modelwarden.cli.output import show_paths
from modelwarden.cli.session import connect

app = noun_app("bundle")


@app.callback()
def bundle() -> None:
    """Have a group, though it has one command."""


@app.command()
def download(
    sha256: Annotated[str, typer.Argument(metavar="DIGEST", help="sha256:... of the bundle.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", dir_okay=False, help="The file to write.")] = Path(
        "bundle.tar.gz"
    ),
    as_json: AsJson = False,
) -> None:
    """Write a signed policy bundle that was ever in force, verified; prints the path."""
    with connect() as client:
        path = client.bundles.download(sha256, output)
    show_paths([path], as_json=as_json)
