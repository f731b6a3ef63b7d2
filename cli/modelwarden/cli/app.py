"""The root command."""

from __future__ import annotations

from typing import Annotated

import typer

from modelwarden import __version__
from modelwarden.cli.exit_codes import MEANINGS
from modelwarden.cli.groups import NounGroup

_ENDINGS = ", ".join(f"{code.value} {meaning}" for code, meaning in MEANINGS.items())

app = typer.Typer(
    cls=NounGroup,
    help="Modelwarden: a model registry that can say no, and prove why.",
    epilog=(
        "Results go to stdout: tables on a terminal, tab-separated lines without headings in a pipe, "
        f"JSON with --json. Progress and errors go to stderr.\n\nExit status: {_ENDINGS}."
    ),
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(value: bool) -> None:
    if value:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """See `app`."""
