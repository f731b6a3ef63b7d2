"""`modelwarden login`, `logout` and `whoami`."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import typer

from modelwarden.cli.options import AsJson
from modelwarden.cli.output import Column, say, show_json, show_one
from modelwarden.cli.prompts import ask, ask_password
from modelwarden.cli.session import DRY_RUN, connect, connect_to
from modelwarden.cli.writes import writes
from modelwarden.credentials import (
    Credentials,
    find_credentials,
    forget_credentials,
    read_credentials,
    store_credentials,
)
from modelwarden.errors import (
    ForbiddenError,
    InvalidInputError,
    NotAuthenticatedError,
    NotFoundError,
    ServerError,
)

login_app = typer.Typer()
logout_app = typer.Typer()
whoami_app = typer.Typer()

DEFAULT_URL = "http://127.0.0.1:8765"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@login_app.command()
@writes
def login(
    url: Annotated[
        str, typer.Argument(envvar="MODELWARDEN_URL", help="The registry's address.")
    ] = DEFAULT_URL,
    *,
    username: Annotated[str | None, typer.Option("--username", "-u", help="Your login.")] = None,
    hours: Annotated[int, typer.Option(min=1, help="For how long.")] = 12,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Log in, and keep the token where only you can read it."""
    _warn_if_open(url)
    who = ask(username, "Username", "--username")
    password = ask_password("Password", from_stdin=password_stdin)
    with connect_to(url) as client:
        issued = client.tokens.log_in(who, password, name="modelwarden login", hours=hours)
        place = store_credentials(Credentials(client.url, issued.token, token_id=issued.details.id))
    say(f"Logged in to {url} as {issued.details.username} for {hours} hours; the token is in {place}.")
    if as_json:
        show_json({"url": url, "username": issued.details.username, "token_in": place})


@logout_app.command()
@writes
def logout(*, as_json: AsJson = False) -> None:
    """Log out: end the stored token, and remove it from this machine."""
    try:
        stored = read_credentials()
    except (InvalidInputError, ForbiddenError) as error:
        stored = None
        say(f"{error.what} It is removed; its token, if it was one, ends by itself.")
        if not DRY_RUN.get():
            forget_credentials()
    if stored is None:
        say("Nobody was logged in.")
        _tell_logout(None, as_json=as_json)
        return
    if not DRY_RUN.get():
        forget_credentials()
    try:
        with connect_to(stored.url, stored.token) as client:
            client.tokens.revoke(stored.token_id)
    except (NotAuthenticatedError, NotFoundError, ServerError) as error:
        say(f"The token was removed here; {stored.url} could not be told: {error.what}")
    else:
        say(f"Logged out of {stored.url}.")
    _tell_logout(stored.url, as_json=as_json)


@whoami_app.command()
def whoami(*, as_json: AsJson = False) -> None:
    """Say who is logged in, and where."""
    found = find_credentials()
    with connect() as client:
        me = client.users.me()
    if as_json:
        show_json({**me.to_json(), "url": found.url, "source": found.source})
        return
    show_one(
        me,
        (
            Column("Username", lambda user: user.username, "bold"),
            Column("Name", lambda user: user.display_name),
            Column("Administrator", lambda user: user.is_admin),
            Column("Registry", lambda _: found.url),
            Column("Token from", lambda _: found.source),
        ),
        as_json=False,
    )


def _tell_logout(url: str | None, *, as_json: bool) -> None:
    if as_json:
        show_json({"url": url, "logged_in": False})


def _warn_if_open(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        say(f"Warning: {url} is not encrypted, so others on the way can read the password.")
