"""`modelwarden dataset`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelwarden.bars import transfers, waiting
from modelwarden.cli.commands.job import FIELDS as JOB_FIELDS
from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson, ProjectName, Timeout, VersionNumber, Wait, read_json
from modelwarden.cli.output import Column, show_all, show_one
from modelwarden.cli.printable import moment, short
from modelwarden.cli.session import connect
from modelwarden.cli.writes import writes

if TYPE_CHECKING:
    from modelwarden.objects.datasets import Dataset, DatasetVersion

app = noun_app("dataset")

_COLUMNS: tuple[Column[Dataset], ...] = (
    Column("Name", lambda dataset: dataset.name, "bold"),
    Column("Versions", lambda dataset: dataset.versions, right=True),
    Column("Description", lambda dataset: dataset.description),
)
_VERSIONS: tuple[Column[DatasetVersion], ...] = (
    Column("Version", lambda version: version.version, "bold", right=True),
    Column("Rows", lambda version: version.rows, right=True),
    Column("Columns", lambda version: len(version.columns), right=True),
    Column("Digest", lambda version: short(version.digest), piped=lambda version: version.digest),
    Column("Registered", lambda version: moment(version.registered_at)),
    Column("By", lambda version: version.registered_by),
)
_FIELDS: tuple[Column[DatasetVersion], ...] = (
    Column("Dataset", lambda version: version.dataset, "bold"),
    Column("Version", lambda version: version.version, "bold"),
    Column("Digest", lambda version: version.digest),
    Column("File", lambda version: version.file_sha256),
    Column("Rows", lambda version: version.rows),
    Column("Columns", lambda version: [f"{column['name']}: {column['type']}" for column in version.columns]),
    Column("Source", lambda version: version.datasheet.source),
    Column("Licence", lambda version: version.datasheet.licence),
    Column("Collection", lambda version: version.datasheet.collection),
    Column("Intended use", lambda version: version.datasheet.intended_use),
    Column("Known gaps", lambda version: version.datasheet.known_gaps),
    Column("Sensitive attributes", lambda version: version.datasheet.sensitive_attributes),
    Column("Registered", lambda version: f"{moment(version.registered_at)} by {version.registered_by}"),
)

Name = Annotated[str, typer.Argument(metavar="DATASET", help="The dataset's name.")]


@app.command()
@writes
def create(
    name: Name,
    project: ProjectName,
    *,
    description: Annotated[str, typer.Option(help="What it is.")] = "",
    as_json: AsJson = False,
) -> None:
    """Add a dataset to a project."""
    with connect() as client:
        made = client.datasets.create(project, name, description=description)
    show_one(made, _COLUMNS, as_json=as_json)


@app.command("list")
def list_datasets(project: ProjectName, *, as_json: AsJson = False) -> None:
    """The datasets of a project."""
    with connect() as client:
        found = client.datasets.list(project)
    show_all(
        found, _COLUMNS, as_json=as_json, empty="No datasets yet. Add one with `modelwarden dataset create`."
    )


@app.command()
@writes
def register(
    name: Name,
    table: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV or Parquet file.")],
    project: ProjectName,
    *,
    datasheet: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="JSON: source, licence, collection, intended_use, known_gaps, sensitive_attributes.",
        ),
    ] = None,
    wait: Wait = True,
    timeout: Timeout = None,
    as_json: AsJson = False,
) -> None:
    """Upload a table as the dataset's next version; the worker fingerprints and profiles it."""
    with connect() as client, transfers() as on_transfer:
        job = client.datasets.request_version(
            project, name, table, datasheet=read_json(datasheet), on_transfer=on_transfer
        )
        if not wait:
            show_one(job, JOB_FIELDS, as_json=as_json)
            return
        with waiting(f"Profiling {name}") as on_progress:
            made = client.datasets.finish_version(
                project, name, job, timeout=timeout, on_progress=on_progress
            )
    show_one(made, _FIELDS, as_json=as_json)


@app.command()
def versions(name: Name, project: ProjectName, *, as_json: AsJson = False) -> None:
    """The versions of a dataset, newest first."""
    with connect() as client:
        found = client.datasets.list_versions(project, name)
    show_all(
        found,
        _VERSIONS,
        as_json=as_json,
        empty="No versions yet. Add one with `modelwarden dataset register`.",
    )


@app.command()
def show(name: Name, version: VersionNumber, project: ProjectName, *, as_json: AsJson = False) -> None:
    """One dataset version."""
    with connect() as client:
        found = client.datasets.get_version(project, name, version)
    show_one(found, _FIELDS, as_json=as_json)
