"""`modelwarden completion`: what Typer would put on the root command, where every call would pay for it."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from modelwarden.cli import COMPLETE
from modelwarden.cli.groups import noun_app
from modelwarden.cli.output import say

app = noun_app("completion")

Shell = Annotated[Literal["bash", "zsh", "fish", "pwsh"], typer.Argument(help="Your shell.")]


@app.command()
def show(shell: Shell) -> None:
    """Print the script that makes the shell complete nouns, verbs and options."""
    from typer import completion

    # Typer's module has it and does not list it.
    write = completion.get_completion_script  # type: ignore[attr-defined]
    typer.echo(write(prog_name="modelwarden", complete_var=COMPLETE, shell=shell))


@app.command()
def install(shell: Shell) -> None:
    """Put the script where the shell finds it."""
    from typer import completion

    put = completion.install  # type: ignore[attr-defined]
    _, path = put(shell=shell, prog_name="modelwarden", complete_var=COMPLETE)
    say(f"Installed in {path}; it takes effect in the next terminal.")
