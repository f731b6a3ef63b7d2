"""`modelwarden version`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelwarden.cli.options import (
    AsJson,
    ModelName,
    Output,
    Timeout,
    VersionNumber,
    Wait,
    parse_numbers,
    parse_pairs,
    parse_ref,
    read_json,
)
from modelwarden.cli.output import Column, say, show_all, show_line, show_one
from modelwarden.cli.printable import moment, short
from modelwarden.cli.progress import transfers, waiting
from modelwarden.cli.session import connect

if TYPE_CHECKING:
    from modelwarden.namespaces.versions import VersionFacts
    from modelwarden.objects.versions import File, Version

app = typer.Typer(help="Versions: register, show, download.", no_args_is_help=True)

_COLUMNS: tuple[Column[Version], ...] = (
    Column("Version", lambda version: version.version, "bold", right=True),
    Column("Digest", lambda version: short(version.digest)),
    Column("Aliases", lambda version: [f"@{alias}" for alias in version.aliases]),
    Column("Framework", lambda version: version.framework),
    Column("Registered", lambda version: moment(version.registered_at)),
    Column("By", lambda version: version.registered_by),
    Column("Description", lambda version: version.description),
)
_FIELDS: tuple[Column[Version], ...] = (
    Column("Model", lambda version: version.model, "bold"),
    Column("Version", lambda version: version.version, "bold"),
    Column("Project", lambda version: version.project),
    Column("Digest", lambda version: version.digest),
    Column("Aliases", lambda version: [f"@{alias}" for alias in version.aliases]),
    Column("Description", lambda version: version.description),
    Column("Framework", lambda version: version.framework),
    Column("Files", lambda version: [f"{file.path} ({file.size:,} bytes)" for file in version.files]),
    Column("Inputs", lambda version: [f"{field.name}: {field.type}" for field in version.signature.inputs]),
    Column("Outputs", lambda version: [f"{field.name}: {field.type}" for field in version.signature.outputs]),
    Column("Parameters", lambda version: version.parameters),
    Column("Metrics", lambda version: version.metrics),
    Column("Tags", lambda version: version.tags),
    Column("Code commit", lambda version: version.code_commit),
    Column("Environment", lambda version: version.environment),
    Column("Run", lambda version: version.run),
    Column("Registered", lambda version: f"{moment(version.registered_at)} by {version.registered_by}"),
)
_FILES: tuple[Column[File], ...] = (
    Column("Path", lambda file: file.path, "bold"),
    Column("Bytes", lambda file: file.size, right=True),
    Column("SHA-256", lambda file: file.sha256),
)
_REF = "NAME:VERSION"
_PAIR = "KEY=VALUE"

Datasets = list[str] | None


@app.command()
def register(  # noqa: PLR0913 - what is said about a version
    model: ModelName,
    files: Annotated[Path, typer.Argument(exists=True, help="A file, or a directory with all of them.")],
    *,
    description: Annotated[str, typer.Option(help="What is new in it.")] = "",
    framework: Annotated[str, typer.Option(help="What it is made with, e.g. onnx.")] = "",
    code_commit: Annotated[str, typer.Option(help="The commit that trained it, in full.")] = "",
    environment: Annotated[str, typer.Option(help="Where it was trained: versions, hardware.")] = "",
    run: Annotated[str | None, typer.Option(help="The id of the run that trained it.")] = None,
    training: Annotated[Datasets, typer.Option(metavar=_REF, help="Trained on this dataset version.")] = None,
    validation: Annotated[Datasets, typer.Option(metavar=_REF, help="Tuned on this one.")] = None,
    evaluation: Annotated[Datasets, typer.Option(metavar=_REF, help="Judged on this one.")] = None,
    parent: Annotated[Datasets, typer.Option(metavar="MODEL:VERSION", help="Made from this version.")] = None,
    input_: Annotated[Datasets, typer.Option("--input", metavar="NAME=TYPE", help="An input.")] = None,
    output: Annotated[Datasets, typer.Option(metavar="NAME=TYPE", help="An output.")] = None,
    parameter: Annotated[Datasets, typer.Option(metavar=_PAIR, help="A parameter of the training.")] = None,
    metric: Annotated[
        Datasets, typer.Option(metavar="KEY=NUMBER", help="A metric; it is declared only.")
    ] = None,
    tag: Annotated[Datasets, typer.Option(metavar=_PAIR, help="A tag.")] = None,
    facts: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="A JSON file with any of these, and inputs and outputs."
        ),
    ] = None,
    wait: Wait = True,
    timeout: Timeout = None,
    as_json: AsJson = False,
) -> None:
    """Upload files and register them as the model's next version; wait for its file scan.

    What can be given more than once is given once each: --training a:1 --training b:2.
    """
    said: VersionFacts = {
        **read_json(facts),  # type: ignore[typeddict-item]
        **_given(
            description=description, framework=framework, code_commit=code_commit, environment=environment
        ),
    }
    if run:
        said["run"] = run
    _add_origin(said, training, validation, evaluation, parent)
    if input_ or output:
        said["inputs"], said["outputs"] = parse_pairs(input_ or []), parse_pairs(output or [])
    if parameter:
        said["parameters"] = parse_pairs(parameter)
    if metric:
        said["metrics"] = parse_numbers(metric)
    if tag:
        said["tags"] = parse_pairs(tag)
    with connect() as client:
        with transfers() as on_transfer:
            made = client.versions.register(model, files, on_transfer=on_transfer, **said)
        if wait and made.scan_job:
            with waiting("Scanning the files") as on_progress:
                client.jobs.wait(made.scan_job, timeout=timeout, on_progress=on_progress)
    show_one(made, _FIELDS, as_json=as_json)


@app.command("list")
def list_versions(model: ModelName, *, as_json: AsJson = False) -> None:
    """All versions of a model, newest first."""
    with connect() as client:
        found = client.versions.list(model)
    show_all(
        found,
        _COLUMNS,
        as_json=as_json,
        empty="No versions yet. Add one with `modelwarden version register`.",
    )


@app.command()
def show(model: ModelName, version: VersionNumber, *, as_json: AsJson = False) -> None:
    """One version."""
    with connect() as client:
        found = client.versions.get(model, version)
    show_one(found, _FIELDS, as_json=as_json)


@app.command()
def files(model: ModelName, version: VersionNumber, *, as_json: AsJson = False) -> None:
    """The manifest of a version."""
    with connect() as client:
        found = client.versions.get(model, version)
    show_all(found.files, _FILES, as_json=as_json)


@app.command()
def download(model: ModelName, version: VersionNumber, *, output: Output = Path()) -> None:
    """Write the files of a version to a directory, each verified; prints their paths."""
    with connect() as client, transfers() as on_transfer:
        found = client.versions.download(model, version, output, on_transfer=on_transfer)
    for file in found.files:
        show_line(output / file.path)
    say(f"Verified: {found.digest}")


def _given(**texts: str) -> VersionFacts:
    return {name: text for name, text in texts.items() if text}  # type: ignore[return-value]


def _add_origin(
    facts: VersionFacts, training: Datasets, validation: Datasets, evaluation: Datasets, parents: Datasets
) -> None:
    if training:
        facts["training"] = [parse_ref(text) for text in training]
    if validation:
        facts["validation"] = [parse_ref(text) for text in validation]
    if evaluation:
        facts["evaluation"] = [parse_ref(text) for text in evaluation]
    if parents:
        facts["parents"] = [parse_ref(text) for text in parents]
