"""`modelwarden environment`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson
from modelwarden.cli.output import Column, show_all, show_one
from modelwarden.cli.session import connect
from modelwarden.cli.writes import writes

if TYPE_CHECKING:
    from modelwarden.objects.projects import Environment

app = noun_app("environment")

_COLUMNS: tuple[Column[Environment], ...] = (
    Column("Name", lambda environment: environment.name, "bold"),
    Column("Alias", lambda environment: f"@{environment.alias}"),
    Column("Protected", lambda environment: environment.protected),
)


@app.command()
@writes
def create(
    name: Annotated[str, typer.Argument(help="The environment's name.")],
    *,
    alias: Annotated[str, typer.Option(help="The alias that says what is in it.")],
    protected: Annotated[
        bool, typer.Option("--protected/--unprotected", help="Whether only promotions move the alias.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Add an environment; administrators only."""
    with connect() as client:
        made = client.environments.create(name, alias=alias.removeprefix("@"), protected=protected)
    show_one(made, _COLUMNS, as_json=as_json)


@app.command("list")
def list_environments(*, as_json: AsJson = False) -> None:
    """All environments."""
    with connect() as client:
        found = client.environments.list()
    show_all(found, _COLUMNS, as_json=as_json)
