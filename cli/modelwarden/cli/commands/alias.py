"""`modelwarden alias`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson, ModelName, VersionNumber
from modelwarden.cli.output import Column, show_all, show_one
from modelwarden.cli.printable import moment
from modelwarden.cli.session import connect
from modelwarden.cli.writes import writes

if TYPE_CHECKING:
    from modelwarden.objects.models import Alias, AliasMove

app = noun_app("alias")

_COLUMNS: tuple[Column[Alias], ...] = (
    Column("Alias", lambda alias: f"@{alias.alias}", "bold"),
    Column("Version", lambda alias: alias.version, right=True),
    Column("Environment", lambda alias: alias.environment),
    Column("Protected", lambda alias: alias.protected),
    Column("Since", lambda alias: moment(alias.moved_at)),
)
_MOVES: tuple[Column[AliasMove], ...] = (
    Column("When", lambda move: moment(move.moved_at)),
    Column("Alias", lambda move: f"@{move.alias}", "bold"),
    Column("From", lambda move: move.from_version, right=True),
    Column("To", lambda move: move.to_version, right=True),
    Column("By", lambda move: move.moved_by),
    Column("Promotion", lambda move: move.promotion, whole=True),
)

AliasName = Annotated[str, typer.Argument(metavar="ALIAS", help="The alias, with or without @.")]


@app.command("list")
def list_aliases(model: ModelName, *, as_json: AsJson = False) -> None:
    """What the aliases of a model point to."""
    with connect() as client:
        found = client.aliases.list(model)
    show_all(found, _COLUMNS, as_json=as_json, empty="No aliases yet.")


@app.command()
def show(model: ModelName, alias: AliasName, *, as_json: AsJson = False) -> None:
    """What one alias points to."""
    with connect() as client:
        found = client.aliases.get(model, alias.removeprefix("@"))
    show_one(found, _COLUMNS, as_json=as_json)


@app.command("set")
@writes
def set_alias(model: ModelName, alias: AliasName, version: VersionNumber, *, as_json: AsJson = False) -> None:
    """Point an unprotected alias to a version."""
    with connect() as client:
        changed = client.aliases.set(model, alias.removeprefix("@"), version)
    show_all(changed.aliases, _COLUMNS, as_json=as_json)


@app.command()
@writes
def remove(model: ModelName, alias: AliasName, *, as_json: AsJson = False) -> None:
    """Take an unprotected alias away."""
    with connect() as client:
        changed = client.aliases.remove(model, alias.removeprefix("@"))
    show_all(changed.aliases, _COLUMNS, as_json=as_json, empty="No aliases any more.")


@app.command()
def history(model: ModelName, *, as_json: AsJson = False) -> None:
    """Where the aliases have been, newest first."""
    with connect() as client:
        moves = client.aliases.history(model)
    show_all(moves, _MOVES, as_json=as_json, empty="No alias has moved yet.")
