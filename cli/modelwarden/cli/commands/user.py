"""`modelwarden user`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson
from modelwarden.cli.output import Column, say, show_all, show_one
from modelwarden.cli.prompts import ask_password
from modelwarden.cli.session import connect
from modelwarden.cli.writes import writes
from modelwarden.credentials import forget_credentials

if TYPE_CHECKING:
    from modelwarden.objects.people import User

app = noun_app("user")

_COLUMNS: tuple[Column[User], ...] = (
    Column("Username", lambda user: user.username, "bold"),
    Column("Name", lambda user: user.display_name),
    Column("Administrator", lambda user: user.is_admin),
    Column("Active", lambda user: user.active),
)


Username = Annotated[str, typer.Argument(help="The person's login.")]


@app.command()
@writes
def create(
    username: Username,
    *,
    name: Annotated[str, typer.Option(help="Their name as reports print it.")],
    admin: Annotated[bool, typer.Option("--admin", help="An administrator of the installation.")] = False,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add a person; administrators only."""
    password = ask_password("Password (12 characters or more)", from_stdin=password_stdin, twice=True)
    with connect() as client:
        made = client.users.create(username, display_name=name, password=password, is_admin=admin)
    show_one(made, _COLUMNS, as_json=as_json)


@app.command("list")
def list_users(*, as_json: AsJson = False) -> None:
    """Everybody."""
    with connect() as client:
        found = client.users.list()
    show_all(found, _COLUMNS, as_json=as_json)


@app.command()
def show(username: Username, *, as_json: AsJson = False) -> None:
    """One person."""
    with connect() as client:
        found = client.users.get(username)
    show_one(found, _COLUMNS, as_json=as_json)


@app.command()
@writes
def activate(username: Username, *, as_json: AsJson = False) -> None:
    """Let a person in again; administrators only."""
    with connect() as client:
        changed = client.users.set_active(username, active=True)
    show_one(changed, _COLUMNS, as_json=as_json)


@app.command()
@writes
def deactivate(username: Username, *, as_json: AsJson = False) -> None:
    """Keep a person out, and end all their log-ins; administrators only."""
    with connect() as client:
        changed = client.users.set_active(username, active=False)
    show_one(changed, _COLUMNS, as_json=as_json)


@app.command()
@writes
def password(
    *,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the old and the new one, a line each.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Change your own password; all your log-ins end with it."""
    old = ask_password("Old password", from_stdin=password_stdin)
    new = ask_password("New password (12 characters or more)", from_stdin=password_stdin, twice=True)
    with connect() as client:
        me = client.users.change_password(old=old, new=new)
    forget_credentials()
    show_one(me, _COLUMNS, as_json=True) if as_json else None
    say("The password is changed. Log in again with `modelwarden login`.")
