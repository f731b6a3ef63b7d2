"""`modelwarden events`."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson, ProjectName
from modelwarden.cli.output import Column, show_all, show_paths
from modelwarden.cli.printable import short
from modelwarden.cli.session import connect

if TYPE_CHECKING:
    from modelwarden.objects.audit_log import Event

app = noun_app("events")

_COLUMNS: tuple[Column[Event], ...] = (
    Column("Seq", lambda event: event.seq, "bold", right=True),
    Column("At", lambda event: event.at),
    Column("Actor", lambda event: event.actor),
    Column("Action", lambda event: event.action, "bold"),
    Column("Subject", lambda event: f"{event.subject_kind} {event.subject_id}"),
    Column("Digest", lambda event: short(event.digest), piped=lambda event: event.digest),
)


@app.command("list")
def list_events(
    project: ProjectName,
    *,
    after: Annotated[int, typer.Option(min=0, help="Only those past this number.")] = 0,
    limit: Annotated[int, typer.Option(min=1, help="No more than these.")] = 200,
    as_json: AsJson = False,
) -> None:
    """The events of a project, oldest first."""
    with connect() as client:
        found = tuple(islice(client.audit_log.events(project, after=after), limit))
    show_all(found, _COLUMNS, as_json=as_json, empty="Nothing has happened yet.")


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
