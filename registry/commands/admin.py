"""`modelwarden admin`: what has to be done on the server itself."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from registry.commands import storage
from registry.commands.backup import backup, restore
from registry.commands.check import check
from registry.commands.failures import failures_explained

app = typer.Typer(help="Set an installation up, back it up, restore it.", no_args_is_help=True)
app.command()(backup)
app.command()(restore)
app.add_typer(storage.app, name="storage")


@app.callback()
def admin() -> None:
    """Commands that need the server's own settings, and no account."""


app.command("check")(check)


@app.command("create-first")
def create_first(
    username: Annotated[str, typer.Argument(help="The administrator's login.")],
    *,
    display_name: Annotated[str, typer.Option(help="Their name as reports print it.")] = "Administrator",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Make the first administrator of an empty installation."""
    with failures_explained():
        from pydantic import ValidationError

        from registry.app import open_installation
        from registry.commands.db import upgrade_database
        from registry.contract.people import CreateUser
        from registry.services.context import open_unit
        from registry.services.users import create_first_admin
        from registry.settings import read_settings
        from registry.web.problems import invalid_body

        password = sys.stdin.readline().rstrip("\n") if password_stdin else _ask_password()
        try:
            wanted = CreateUser(username=username, display_name=display_name, password=password)
        except ValidationError as error:
            raise invalid_body(error) from None
        settings = read_settings()
        upgrade_database(settings)
        with open_unit(open_installation(settings).platform, None) as context:
            create_first_admin(context, wanted)
        typer.echo(f"Administrator {username} is there.")


def _ask_password() -> str:
    answer: str = typer.prompt("Password (12 characters or more)", hide_input=True, confirmation_prompt=True)
    return answer
