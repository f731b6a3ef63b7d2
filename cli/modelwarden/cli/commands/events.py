"""`modelwarden events`."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from modelwarden.cli.exit_codes import ExitCode
from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson
from modelwarden.cli.output import Column, show_all, show_one, show_paths
from modelwarden.cli.printable import moment, short
from modelwarden.cli.session import connect

if TYPE_CHECKING:
    from modelwarden.namespaces.audit_log import EventFilters
    from modelwarden.objects.audit_log import Event, LogVerification

app = noun_app("events")

AnyProject = Annotated[
    str | None,
    typer.Option("--project", "-p", envvar="MODELWARDEN_PROJECT", help="The project; else all of them."),
]

_COLUMNS: tuple[Column[Event], ...] = (
    Column("Seq", lambda event: event.seq, "bold", right=True),
    Column("At", lambda event: event.at),
    Column("Actor", lambda event: event.actor),
    Column("Action", lambda event: event.action, "bold"),
    Column("Subject", lambda event: f"{event.subject_kind} {event.subject_id}"),
    Column("Digest", lambda event: short(event.digest), piped=lambda event: event.digest),
)

_VERIFICATION: tuple[Column[LogVerification], ...] = (
    Column("Intact", lambda found: found.intact, "bold"),
    Column("Checked", lambda found: f"{found.checked} events, from number {found.first} on"),
    Column("Head", lambda found: f"{found.head_seq} {found.head or ''}"),
    Column("Faults", lambda found: found.faults),
    Column("Checked at", lambda found: moment(found.checked_at)),
)


@app.command("list")
def list_events(  # noqa: PLR0913 - each filter is an option
    project: AnyProject = None,
    *,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="Of every project whose log you may read.")
    ] = False,
    after: Annotated[int, typer.Option(min=0, help="Only those past this number.")] = 0,
    actor: Annotated[str | None, typer.Option(help="Only what this person did.")] = None,
    action: Annotated[str | None, typer.Option(help="Only this, e.g. decision.made.")] = None,
    subject: Annotated[
        str | None, typer.Option(help="Only about this: a kind, or a kind and an id: model/credit-scoring.")
    ] = None,
    promotion: Annotated[str | None, typer.Option(help="Only about this promotion request.")] = None,
    since: Annotated[str | None, typer.Option(help="Not before this, e.g. 2026-11-21T08:00:00Z.")] = None,
    until: Annotated[str | None, typer.Option(help="Not after this time.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="No more than these.")] = 200,
    as_json: AsJson = False,
) -> None:
    """The events of a project, or of all whose log you may read; oldest first."""
    given = {
        "actor": actor,
        "action": action,
        "subject": subject,
        "promotion": promotion,
        "since": since,
        "until": until,
    }
    filters = cast("EventFilters", {name: value for name, value in given.items() if value is not None})
    with connect() as client:
        if project is None or everywhere:
            log = client.audit_log.everywhere(after=after, **filters)
        else:
            log = client.audit_log.events(project, after=after, **filters)
        found = tuple(islice(log, limit))
    show_all(found, _COLUMNS, as_json=as_json, empty="Nothing has happened yet.")


@app.command()
def verify(
    *,
    newest: Annotated[int | None, typer.Option(min=1, help="Only so many of the newest events.")] = None,
    as_json: AsJson = False,
) -> None:
    """Have the registry check its log: the chain, and the columns that lists are asked by. Keep the head."""
    with connect() as client:
        found = client.audit_log.verify(newest=newest)
    show_one(found, _VERIFICATION, as_json=as_json)
    if not found.intact:
        raise typer.Exit(int(ExitCode.ERROR))


@app.command()
def export(
    *,
    output: Annotated[Path, typer.Option("--output", "-o", dir_okay=False, help="The file to write.")] = Path(
        "events.jsonl"
    ),
    as_json: AsJson = False,
) -> None:
    """Write the whole log of the installation, one canonical JSON document a line; prints the path."""
    with connect() as client:
        path = client.audit_log.export(output)
    show_paths([path], as_json=as_json)
