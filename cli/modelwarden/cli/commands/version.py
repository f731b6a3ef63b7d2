"""`modelwarden version`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modelwarden.bars import transfers, waiting
from modelwarden.cli.commands.job import FIELDS
from modelwarden.cli.comparison_output import show_comparison
from modelwarden.cli.groups import noun_app
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
from modelwarden.cli.output import Column, say, show_all, show_one, show_paths
from modelwarden.cli.printable import moment, short
from modelwarden.cli.readiness_output import judgement_of, show_readiness
from modelwarden.cli.session import connect
from modelwarden.cli.writes import writes

if TYPE_CHECKING:
    from modelwarden.client import Client
    from modelwarden.objects.versions import File, Version

app = noun_app("version")

_COLUMNS: tuple[Column[Version], ...] = (
    Column("Version", lambda version: version.version, "bold", right=True),
    Column("Digest", lambda version: short(version.digest), piped=lambda version: version.digest),
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

Many = list[str] | None
Description = Annotated[str | None, typer.Option(help="What is new in it.")]
Framework = Annotated[str | None, typer.Option(help="What it is made with, e.g. onnx.")]
Commit = Annotated[str | None, typer.Option(help="The commit that trained it, in full.")]
MadeIn = Annotated[str | None, typer.Option(help="Where it was trained: versions, hardware.")]
RunId = Annotated[str | None, typer.Option(help="The id of the run that trained it.")]
Training = Annotated[Many, typer.Option(metavar=_REF, help="Trained on this dataset version.")]
Validation = Annotated[Many, typer.Option(metavar=_REF, help="Tuned on this one.")]
Evaluation = Annotated[Many, typer.Option(metavar=_REF, help="Judged on this one.")]
Parent = Annotated[Many, typer.Option(metavar=_REF, help="Made from this version of a model.")]
Input = Annotated[Many, typer.Option("--input", metavar="NAME=TYPE", help="An input.")]
Result = Annotated[Many, typer.Option("--output", metavar="NAME=TYPE", help="An output.")]
Parameter = Annotated[Many, typer.Option(metavar=_PAIR, help="A parameter of the training.")]
Metric = Annotated[Many, typer.Option(metavar="KEY=NUMBER", help="A metric; it is declared only.")]
Tag = Annotated[Many, typer.Option(metavar=_PAIR, help="A tag.")]
Facts = Annotated[
    Path | None,
    typer.Option(
        exists=True, dir_okay=False, help="JSON with any of these: parameters, metrics, inputs, training, ..."
    ),
]


@app.command()
@writes
def register(  # noqa: PLR0913 - what is said about a version
    model: ModelName,
    files: Annotated[
        Path, typer.Argument(metavar="PATH", exists=True, help="A file, or a directory with all files.")
    ],
    *,
    facts: Facts = None,
    description: Description = None,
    framework: Framework = None,
    code_commit: Commit = None,
    environment: MadeIn = None,
    run: RunId = None,
    training: Training = None,
    validation: Validation = None,
    evaluation: Evaluation = None,
    parent: Parent = None,
    input_: Input = None,
    output: Result = None,
    parameter: Parameter = None,
    metric: Metric = None,
    tag: Tag = None,
    wait: Wait = True,
    timeout: Timeout = None,
    as_json: AsJson = False,
) -> None:
    """Upload files and register them as the model's next version; wait for the scan of its files.

    What can be said more than once is said like this: --training first:1 --training second:1.
    """
    texts = {
        "description": description,
        "framework": framework,
        "code_commit": code_commit,
        "environment": environment,
        "run": run,
    }
    refs = {"training": training, "validation": validation, "evaluation": evaluation, "parents": parent}
    pairs = {"inputs": input_, "outputs": output, "parameters": parameter, "tags": tag}
    said = read_json(facts) | {name: text for name, text in texts.items() if text}
    said |= {name: [parse_ref(text) for text in given] for name, given in refs.items() if given}
    said |= {name: parse_pairs(given) for name, given in pairs.items() if given}
    said |= {"metrics": parse_numbers(metric)} if metric else {}
    with connect() as client:
        made = _register(client, model, files, said)
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
def compare(
    model: ModelName,
    before: Annotated[int, typer.Argument(metavar="A", min=1, help="The version to go by.")],
    after: Annotated[int, typer.Argument(metavar="B", min=1, help="The version to judge.")],
    *,
    as_json: AsJson = False,
) -> None:
    """What changes from version A to version B: figures, disparities, signature, data and files."""
    with connect() as client:
        found = client.versions.compare(model, before, after)
    show_comparison(found, as_json=as_json)


@app.command()
def readiness(
    model: ModelName,
    version: VersionNumber,
    *,
    to: Annotated[str, typer.Option("--to", help="The environment.")],
    as_json: AsJson = False,
) -> None:
    """What the gate would say now, without a request: ends with 0 (allows), 8 (something is owed) or 3."""
    with connect() as client:
        found = client.versions.readiness(model, version, to)
    show_readiness(found, as_json=as_json)
    raise typer.Exit(judgement_of(found))


@app.command()
def files(model: ModelName, version: VersionNumber, *, as_json: AsJson = False) -> None:
    """The manifest of a version."""
    with connect() as client:
        found = client.versions.get(model, version)
    show_all(found.files, _FILES, as_json=as_json)


@app.command()
def download(
    model: ModelName, version: VersionNumber, *, output: Output = Path(), as_json: AsJson = False
) -> None:
    """Write the files of a version to a directory, each verified; prints their paths."""
    with connect() as client, transfers() as on_transfer:
        found = client.versions.download(model, version, output, on_transfer=on_transfer)
    show_paths([output / file.path for file in found.files], as_json=as_json)
    say(f"Verified: {found.digest}")


def _register(client: Client, model: str, files: Path, said: dict[str, Any]) -> Version:
    from modelwarden.namespaces.versions import VersionFacts

    unknown = set(said) - VersionFacts.__optional_keys__
    if unknown:
        raise typer.BadParameter(f"Nothing is known of {', '.join(sorted(unknown))}.", param_hint="--facts")
    with transfers() as on_transfer:
        return client.versions.register(model, files, on_transfer=on_transfer, **said)


@app.command()
@writes
def scan(
    model: ModelName,
    version: VersionNumber,
    *,
    wait: Wait = True,
    timeout: Timeout = None,
    as_json: AsJson = False,
) -> None:
    """Have the files of a version scanned again for code that would run on loading."""
    with connect() as client:
        job = client.versions.request_scan(model, version)
        if wait:
            with waiting("Scanning the files") as on_progress:
                job = client.jobs.wait(job.id, timeout=timeout, on_progress=on_progress)
    show_one(job, FIELDS, as_json=as_json)
