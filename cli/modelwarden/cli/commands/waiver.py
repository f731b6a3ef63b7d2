"""`modelwarden waiver`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson, ModelName, Reason
from modelwarden.cli.output import Column, show_all, show_one
from modelwarden.cli.printable import moment, short
from modelwarden.cli.prompts import ask
from modelwarden.cli.session import connect
from modelwarden.cli.writes import writes

if TYPE_CHECKING:
    from modelwarden.objects.waivers import Waiver

app = noun_app("waiver")


def _state(waiver: Waiver) -> str:
    if waiver.revoked:
        return "revoked"
    return "approved" if waiver.approved_by else "asked for"


_COLUMNS: tuple[Column[Waiver], ...] = (
    Column("Id", lambda waiver: waiver.id, whole=True),
    Column("Rule", lambda waiver: waiver.rule_id, "bold"),
    Column("Environment", lambda waiver: waiver.environment),
    Column("State", _state),
    Column("Approved by", lambda waiver: waiver.approved_by),
    Column("Expires", lambda waiver: moment(waiver.expires_at)),
)
_FIELDS: tuple[Column[Waiver], ...] = (
    *_COLUMNS,
    Column("Model", lambda waiver: waiver.model),
    Column("Version", lambda waiver: short(waiver.version_digest) if waiver.version_digest else "every"),
    Column("Reason", lambda waiver: waiver.reason),
    Column("Compensating controls", lambda waiver: waiver.compensating_controls),
    Column("Asked for by", lambda waiver: waiver.requested_by),
)

WaiverId = Annotated[str, typer.Argument(metavar="WAIVER", help="The waiver's id.")]


@app.command("ask")
@writes
def ask_waiver(  # noqa: PLR0913 - the parts of a waiver
    model: ModelName,
    rule: Annotated[str, typer.Argument(metavar="RULE", help="The rule's id, e.g. FAIR-001.")],
    *,
    environment: Annotated[str, typer.Option("--environment", "--in", help="Where the exception counts.")],
    days: Annotated[int, typer.Option(min=1, help="For how long.")],
    reason: Reason = None,
    controls: Annotated[str | None, typer.Option(help="What is done instead.")] = None,
    version: Annotated[int | None, typer.Option(min=1, help="For this version only.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask for an exception; it counts for nothing until somebody else approves it."""
    why = ask(reason, "Why is it needed?", "--reason")
    instead = ask(controls, "What is done instead?", "--controls")
    with connect() as client:
        made = client.waivers.ask(
            model,
            environment=environment,
            rule_id=rule,
            version=version,
            reason=why,
            compensating_controls=instead,
            expires_at=datetime.now(UTC) + timedelta(days=days),
        )
    show_one(made, _FIELDS, as_json=as_json)


@app.command()
def show(waiver: WaiverId, *, as_json: AsJson = False) -> None:
    """One waiver."""
    with connect() as client:
        found = client.waivers.get(waiver)
    show_one(found, _FIELDS, as_json=as_json)


@app.command("list")
def list_waivers(model: ModelName, *, as_json: AsJson = False) -> None:
    """The waivers of a model, newest first."""
    with connect() as client:
        found = client.waivers.list(model)
    show_all(found, _COLUMNS, as_json=as_json, empty="No waivers.")


@app.command()
@writes
def approve(waiver: WaiverId, *, as_json: AsJson = False) -> None:
    """Approve what somebody else asked for."""
    with connect() as client:
        approved = client.waivers.approve(waiver)
    show_one(approved, _FIELDS, as_json=as_json)


@app.command()
@writes
def revoke(waiver: WaiverId, *, as_json: AsJson = False) -> None:
    """End an exception now."""
    with connect() as client:
        revoked = client.waivers.revoke(waiver)
    show_one(revoked, _FIELDS, as_json=as_json)
