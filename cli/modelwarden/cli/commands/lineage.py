"""`modelwarden lineage`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson, ModelName, ProjectName, VersionNumber
from modelwarden.cli.output import Column, show_all, show_json, show_page
from modelwarden.cli.session import connect

if TYPE_CHECKING:
    from modelwarden.objects.lineage import Lineage, LineageEdge

app = noun_app("lineage")

Direction = Annotated[
    Literal["upstream", "downstream", "both"],
    typer.Option(help="What it comes from (upstream), what came from it (downstream), or both."),
]
Hops = Annotated[int | None, typer.Option(min=1, max=100, help="No further than this; else to the end.")]


@app.command()
def version(
    model: ModelName,
    number: VersionNumber,
    *,
    direction: Direction = "upstream",
    hops: Hops = None,
    as_json: AsJson = False,
) -> None:
    """What a version comes from, or what came from it."""
    with connect() as client:
        found = client.lineage.of_version(model, number, direction=direction, hops=hops)
    _show(found, as_json=as_json)


@app.command()
def dataset(
    name: Annotated[str, typer.Argument(metavar="DATASET", help="The dataset's name.")],
    number: VersionNumber,
    project: ProjectName,
    *,
    direction: Direction = "downstream",
    hops: Hops = None,
    as_json: AsJson = False,
) -> None:
    """What came from a dataset version: which versions were trained on it, and where they are deployed."""
    with connect() as client:
        found = client.lineage.of_dataset_version(project, name, number, direction=direction, hops=hops)
    _show(found, as_json=as_json)


def _show(lineage: Lineage, *, as_json: bool) -> None:
    if as_json:
        show_json(lineage.to_json())
    elif sys.stdout.isatty():
        from modelwarden.cli.pages.lineage import draw_lineage

        show_page(draw_lineage(lineage))
    else:
        show_all(lineage.edges, _edges(lineage), as_json=False)


def _edges(lineage: Lineage) -> tuple[Column[LineageEdge], ...]:
    labels = {node.id: node.label for node in lineage.nodes}
    return (
        Column("Source", lambda edge: labels.get(edge.source, edge.source)),
        Column("Role", lambda edge: edge.role),
        Column("Target", lambda edge: labels.get(edge.target, edge.target)),
    )
