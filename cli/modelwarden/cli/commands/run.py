"""`modelwarden run`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson, ProjectName, parse_numbers, parse_pairs
from modelwarden.cli.output import Column, show_all, show_one
from modelwarden.cli.printable import moment
from modelwarden.cli.session import connect
from modelwarden.cli.writes import writes

if TYPE_CHECKING:
    from modelwarden.objects.runs import Run

app = noun_app("run")

_COLUMNS: tuple[Column[Run], ...] = (
    Column("Id", lambda run: run.id, whole=True),
    Column("Name", lambda run: run.name, "bold"),
    Column("Code commit", lambda run: run.code_commit[:12]),
    Column("Started", lambda run: moment(run.started_at)),
    Column("By", lambda run: run.created_by),
)
_FIELDS: tuple[Column[Run], ...] = (
    Column("Id", lambda run: run.id),
    Column("Name", lambda run: run.name, "bold"),
    Column("Code commit", lambda run: run.code_commit),
    Column("Parameters", lambda run: run.parameters),
    Column("Metrics", lambda run: run.metrics),
    Column("Started", lambda run: moment(run.started_at)),
    Column("Ended", lambda run: moment(run.ended_at)),
    Column("Recorded by", lambda run: run.created_by),
)
_TIME = "As 2026-11-21T08:00:00.000Z."


@app.command()
@writes
def create(  # noqa: PLR0913 - what is said about a run
    name: Annotated[str, typer.Argument(help="What to call it.")],
    project: ProjectName,
    *,
    code_commit: Annotated[str, typer.Option(help="The commit that ran, in full.")] = "",
    parameter: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="May be given again.")
    ] = None,
    metric: Annotated[
        list[str] | None, typer.Option(metavar="KEY=NUMBER", help="May be given again.")
    ] = None,
    started_at: Annotated[str | None, typer.Option(metavar="TIME", help=_TIME)] = None,
    ended_at: Annotated[str | None, typer.Option(metavar="TIME", help=_TIME)] = None,
    as_json: AsJson = False,
) -> None:
    """Record a training run."""
    with connect() as client:
        made = client.runs.create(
            project,
            name,
            code_commit=code_commit,
            parameters=parse_pairs(parameter or []),
            metrics=parse_numbers(metric or []),
            started_at=started_at,
            ended_at=ended_at,
        )
    show_one(made, _FIELDS, as_json=as_json)


@app.command("list")
def list_runs(project: ProjectName, *, as_json: AsJson = False) -> None:
    """The runs of a project."""
    with connect() as client:
        found = client.runs.list(project)
    show_all(found, _COLUMNS, as_json=as_json, empty="No runs yet. Record one with `modelwarden run create`.")
