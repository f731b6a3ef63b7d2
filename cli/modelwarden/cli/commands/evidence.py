"""`modelwarden evidence`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from modelwarden.cli.commands.job import FIELDS as JOB_FIELDS
from modelwarden.cli.options import (
    AsJson,
    ModelName,
    Output,
    Timeout,
    VersionNumber,
    Wait,
    parse_ref,
    read_json,
)
from modelwarden.cli.output import Column, show_all, show_json, show_line, show_one
from modelwarden.cli.printable import moment
from modelwarden.cli.progress import transfers, waiting
from modelwarden.cli.session import connect

if TYPE_CHECKING:
    from modelwarden.objects.evidence import Evidence

app = typer.Typer(help="Evidence: compute, declare, show, download.", no_args_is_help=True)

_COLUMNS: tuple[Column[Evidence], ...] = (
    Column("Kind", lambda evidence: evidence.kind, "bold"),
    Column("Assurance", lambda evidence: evidence.assurance),
    Column("Newest", lambda evidence: evidence.newest),
    Column("Produced", lambda evidence: moment(evidence.produced_at)),
    Column("By", lambda evidence: evidence.produced_by),
    Column("Digest", lambda evidence: evidence.digest),
)


class Kind(StrEnum):
    """What the platform computes."""

    PERFORMANCE = "performance"
    FAIRNESS = "fairness"
    EXPLANATION = "explanation"
    DATA_PROFILE = "data_profile"


Digest = Annotated[str, typer.Argument(metavar="DIGEST", help="sha256:... of the document.")]


@app.command()
def compute(  # noqa: PLR0913 - the parts of an evaluation
    model: ModelName,
    version: VersionNumber,
    table: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV or Parquet file.")],
    *,
    label: Annotated[str | None, typer.Option(help="The column with the truth.")] = None,
    prediction: Annotated[str | None, typer.Option(help="The column with the decision.")] = None,
    score: Annotated[str | None, typer.Option(help="The column with the score.")] = None,
    threshold: Annotated[
        str | None, typer.Option(help="The score from which the decision is favourable.")
    ] = None,
    favourable: Annotated[str | None, typer.Option(help="The value that people want to get.")] = None,
    sensitive: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="A sensitive column; may be given again.")
    ] = None,
    model_path: Annotated[str | None, typer.Option(help="The version's ONNX file, to run it.")] = None,
    spec: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A JSON file with the whole specification."),
    ] = None,
    kind: Annotated[list[Kind] | None, typer.Option(help="Only this kind; may be given again.")] = None,
    dataset: Annotated[
        str | None, typer.Option(metavar="NAME:VERSION", help="The dataset version that the table is.")
    ] = None,
    wait: Wait = True,
    timeout: Timeout = None,
    as_json: AsJson = False,
) -> None:
    """Upload an evaluation table, and have the platform compute evidence from it."""
    whole = read_json(spec) | _given(
        label=label,
        prediction=prediction,
        score=score,
        threshold=threshold,
        favourable_label=favourable,
        sensitive=sensitive,
        model_path=model_path,
    )
    if "label" not in whole:
        raise typer.BadParameter("Say which column is the label, with --label or in --spec.")
    kinds = _kinds(kind, whole)
    with connect() as client:
        with transfers() as on_transfer:
            job = client.evidence.compute(
                model,
                version,
                table=table,
                spec=whole,
                kinds=kinds,
                dataset=parse_ref(dataset) if dataset else None,
                wait=False,
                on_transfer=on_transfer,
            )
        if not wait:
            show_one(job, JOB_FIELDS, as_json=as_json)
            return
        with waiting("Computing evidence") as on_progress:
            client.jobs.wait(job.id, timeout=timeout, on_progress=on_progress)
        found = client.evidence.list_newest(model, version, kinds)
    show_all(found, _COLUMNS, as_json=as_json)


@app.command()
def declare(
    model: ModelName,
    version: VersionNumber,
    *,
    title: Annotated[str, typer.Option(help="What it is about.")],
    statement: Annotated[str, typer.Option(help="What is said.")],
    kind: Annotated[Literal["document", "attestation"], typer.Option(help="What it is.")] = "document",
    figures: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A JSON file with figures.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Attach what somebody says; it is marked `declared`, and no rule takes it for a measurement."""
    with connect() as client:
        made = client.evidence.declare(
            model, version, title=title, statement=statement, kind=kind, figures=read_json(figures)
        )
    show_one(made, _COLUMNS, as_json=as_json)


@app.command("list")
def list_evidence(model: ModelName, version: VersionNumber, *, as_json: AsJson = False) -> None:
    """All evidence of a version, newest first."""
    with connect() as client:
        found = client.evidence.list(model, version)
    show_all(
        found,
        _COLUMNS,
        as_json=as_json,
        empty="No evidence yet. Compute some with `modelwarden evidence compute`.",
    )


@app.command()
def show(digest: Digest) -> None:
    """The whole document, as JSON."""
    with connect() as client:
        document = client.evidence.get(digest)
    show_json(document)


@app.command()
def download(digest: Digest, *, output: Output = Path()) -> None:
    """Write the exact bytes to <sha256>.json, verified; prints the path."""
    with connect() as client:
        show_line(client.evidence.download(digest, output))


def _given(**values: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {name: value for name, value in values.items() if value}


def _kinds(chosen: list[Kind] | None, spec: dict[str, Any]) -> list[str]:
    if chosen:
        return [kind.value for kind in chosen]
    # An explanation needs the model, and fairness needs somebody to compare.
    needs = {Kind.FAIRNESS: "sensitive", Kind.EXPLANATION: "model_path"}
    return [kind.value for kind in Kind if kind not in needs or spec.get(needs[kind])]
