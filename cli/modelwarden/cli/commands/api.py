"""`modelwarden api`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from modelwarden.cli.exit_codes import ExitCode
from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson
from modelwarden.cli.output import Column, show_all, show_json
from modelwarden.cli.session import connect

if TYPE_CHECKING:
    from modelwarden.objects.health import Part

app = noun_app("api")

_PARTS: tuple[Column[Part], ...] = (
    Column("Part", lambda part: part.part, "bold"),
    Column("Health", lambda part: part.health),
    Column("Finding", lambda part: part.finding),
    Column("To do", lambda part: part.remedy),
)


@app.command()
def describe(*, as_json: AsJson = True) -> None:
    """The OpenAPI 3.1 document of the registry that you are logged in to, as JSON."""
    del as_json
    with connect() as client:
        show_json(client.describe_api())


@app.command()
def health(*, as_json: AsJson = False) -> None:
    """How the registry and what it depends on are doing. Ends with status 7 when it cannot do its work."""
    with connect() as client:
        found = client.health()
    if as_json:
        show_json(found.to_json())
    else:
        show_all(found.parts, _PARTS, as_json=False)
    if not found.is_sound:
        raise typer.Exit(ExitCode.SERVER)
