"""`modelwarden token`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson
from modelwarden.cli.output import Column, say, show_all, show_json, show_line
from modelwarden.cli.printable import moment
from modelwarden.cli.session import connect
from modelwarden.cli.writes import writes

if TYPE_CHECKING:
    from modelwarden.objects.people import Token

app = noun_app("token")


def _end(token: Token) -> str:
    return f"revoked {moment(token.revoked_at)}" if token.revoked_at else moment(token.expires_at)


_COLUMNS: tuple[Column[Token], ...] = (
    Column("Id", lambda token: token.id, whole=True),
    Column("Name", lambda token: token.name, "bold"),
    Column("Scopes", lambda token: token.scopes),
    Column("Project", lambda token: token.project),
    Column("Last used", lambda token: moment(token.last_used_at) if token.last_used_at else "never"),
    Column("Ends", _end),
)


class Scope(StrEnum):
    """What a token may be used for."""

    READ = "read"
    WRITE = "write"
    REVIEW = "review"
    ADMIN = "admin"


@app.command()
@writes
def create(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    *,
    scope: Annotated[
        list[Scope],
        typer.Option("--scope", "-s", help="What it may be used for; may be given again."),
    ],
    project: Annotated[str | None, typer.Option("--project", "-p", help="For this project only.")] = None,
    hours: Annotated[int, typer.Option(min=1, help="For how long.")] = 24,
    as_json: AsJson = False,
) -> None:
    """Make a token and print it; it is shown this once."""
    with connect() as client:
        issued = client.tokens.create(name, scopes=scope, project=project, hours=hours)
    if as_json:
        show_json(issued.to_json())
        return
    show_line(issued.token)
    say(f"It is not shown again, and ends {moment(issued.details.expires_at)}. Set MODELWARDEN_TOKEN to it.")


@app.command("list")
def list_tokens(*, as_json: AsJson = False) -> None:
    """Your tokens."""
    with connect() as client:
        found = client.tokens.list()
    show_all(found, _COLUMNS, as_json=as_json)


@app.command()
@writes
def revoke(
    token: Annotated[str, typer.Argument(metavar="TOKEN_ID", help="The token's id.")],
    *,
    as_json: AsJson = False,
) -> None:
    """End one of your tokens."""
    with connect() as client:
        client.tokens.revoke(token)
    if as_json:
        show_json({"id": token, "revoked": True})
    say("The token has ended.")
