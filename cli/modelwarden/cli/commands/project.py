"""`modelwarden project`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson, RiskTier, read_json
from modelwarden.cli.output import Column, show_all, show_json, show_one
from modelwarden.cli.printable import moment
from modelwarden.cli.session import connect
from modelwarden.cli.writes import writes

if TYPE_CHECKING:
    from modelwarden.objects.projects import ParameterInForce, Project

app = noun_app("project")

_COLUMNS: tuple[Column[Project], ...] = (
    Column("Name", lambda project: project.name, "bold"),
    Column("Risk tier", lambda project: project.risk_tier),
    Column("Packs", lambda project: project.packs),
    Column("Title", lambda project: project.title),
)
_FIELDS: tuple[Column[Project], ...] = (
    *_COLUMNS,
    Column("Parameters", lambda project: project.parameters),
    Column("Created", lambda project: moment(project.created_at)),
)

_IN_FORCE: tuple[Column[ParameterInForce], ...] = (
    Column("Parameter", lambda one: one.name, "bold"),
    Column("Value", lambda one: _written(one.value)),
    Column("From", lambda one: one.source),
    Column("Not counted", lambda one: f"{_written(one.stated)}: {one.refused}" if one.refused else ""),
)

Name = Annotated[str, typer.Argument(metavar="PROJECT", help="The project's name.")]
Packs = Annotated[list[str] | None, typer.Option("--pack", help="A policy pack; may be given again.")]
Parameters = Annotated[
    Path | None,
    typer.Option(help="A JSON file with the policy parameters of the project.", exists=True, dir_okay=False),
]


def _written(value: Any) -> str:  # noqa: ANN401 - a parameter of any kind
    if isinstance(value, dict):
        return f"{value['num']}/{value['den']}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@app.command()
@writes
def create(
    name: Name,
    *,
    title: Annotated[str, typer.Option(help="Its name as people say it.")],
    risk_tier: Annotated[RiskTier, typer.Option(help="How much may go wrong for people.")],
    pack: Packs = None,
    parameters: Parameters = None,
    as_json: AsJson = False,
) -> None:
    """Add a project; administrators only."""
    with connect() as client:
        made = client.projects.create(
            name,
            title=title,
            risk_tier=risk_tier,
            packs=pack or None,
            parameters=read_json(parameters) or None,
        )
    show_one(made, _FIELDS, as_json=as_json)


@app.command("list")
def list_projects(*, as_json: AsJson = False) -> None:
    """The projects that you may read."""
    with connect() as client:
        found = client.projects.list()
    show_all(
        found,
        _COLUMNS,
        as_json=as_json,
        empty="No projects yet. An administrator adds them with `modelwarden project create`.",
    )


@app.command()
def show(name: Name, *, as_json: AsJson = False) -> None:
    """One project."""
    with connect() as client:
        found = client.projects.get(name)
    show_one(found, _FIELDS, as_json=as_json)


@app.command()
def parameters(name: Name, *, as_json: AsJson = False) -> None:
    """The policy parameters in force for a project, and where each comes from."""
    with connect() as client:
        found = client.projects.parameters(name)
    if as_json:
        show_json(found.to_json())
    else:
        show_all(found.parameters, _IN_FORCE, as_json=False)


@app.command()
@writes
def change(
    name: Name,
    *,
    title: Annotated[str | None, typer.Option(help="Its name as people say it.")] = None,
    risk_tier: Annotated[RiskTier | None, typer.Option(help="How much may go wrong for people.")] = None,
    pack: Packs = None,
    parameters: Parameters = None,
    as_json: AsJson = False,
) -> None:
    """Change what is given; what is left out stays."""
    with connect() as client:
        changed = client.projects.change(
            name,
            title=title,
            risk_tier=risk_tier,
            packs=pack or None,
            parameters=None if parameters is None else read_json(parameters),
        )
    show_one(changed, _FIELDS, as_json=as_json)
