"""`modelwarden evidence`."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from modelwarden.bars import transfers, waiting
from modelwarden.cli.commands.job import FIELDS as JOB_FIELDS
from modelwarden.cli.groups import noun_app
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
from modelwarden.cli.output import Column, say, show_all, show_json, show_one, show_paths
from modelwarden.cli.printable import moment, short
from modelwarden.cli.session import connect
from modelwarden.cli.writes import writes
from modelwarden.errors import NotFoundError

if TYPE_CHECKING:
    from modelwarden.client import Client
    from modelwarden.objects.evidence import Chart, ColumnDrift, DecisionUse, Evidence
    from modelwarden.objects.jobs import Job

app = noun_app("evidence")

_COLUMNS: tuple[Column[Evidence], ...] = (
    Column("Kind", lambda evidence: evidence.kind, "bold"),
    Column("Assurance", lambda evidence: evidence.assurance),
    Column("Newest", lambda evidence: evidence.newest),
    Column("Produced", lambda evidence: moment(evidence.produced_at)),
    Column("By", lambda evidence: evidence.produced_by),
    Column("Digest", lambda evidence: short(evidence.digest), piped=lambda evidence: evidence.digest),
)

_USES: tuple[Column[DecisionUse], ...] = (
    Column("Decided", lambda use: moment(use.decided_at)),
    Column("For", lambda use: use.environment),
    Column("Outcome", lambda use: use.outcome, "bold"),
    Column("Latest", lambda use: use.latest),
    Column("Checks", lambda use: [f"{check.rule_id} {check.status}" for check in use.checks]),
    Column("Decision", lambda use: use.decision, whole=True),
)
_DRIFT: tuple[Column[ColumnDrift], ...] = (
    Column("Column", lambda one: one.name, "bold"),
    Column("Distance", lambda one: _share(one.distance), right=True),
    Column("By chance", lambda one: _share(one.by_chance), right=True),
    Column("Why none", lambda one: one.reason),
)
_CHARTS: tuple[Column[Chart], ...] = (
    Column("Chart", lambda chart: chart.name, "bold", whole=True),
    Column("Shows", lambda chart: chart.sentence),
)

Digest = Annotated[str, typer.Argument(metavar="DIGEST", help="sha256:... of the document.")]


class Kind(StrEnum):
    """What the platform computes."""

    PERFORMANCE = "performance"
    FAIRNESS = "fairness"
    EXPLANATION = "explanation"
    DATA_PROFILE = "data_profile"


Table = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV or Parquet file.")]
Label = Annotated[str | None, typer.Option(help="The column with the truth.")]
Prediction = Annotated[str | None, typer.Option(help="The column with the decision.")]
Score = Annotated[str | None, typer.Option(help="The column with the score.")]
Threshold = Annotated[str | None, typer.Option(help="The score from which the decision is favourable.")]
Favourable = Annotated[str | None, typer.Option(help="The value that people want to get.")]
Sensitive = Annotated[
    list[str] | None, typer.Option(metavar="COLUMN", help="A sensitive column; may be given again.")
]
ModelPath = Annotated[str | None, typer.Option(help="The version's ONNX file, to run it.")]
Spec = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="A JSON file with the whole specification.")
]
Kinds = Annotated[list[Kind] | None, typer.Option(help="Only this kind; may be given again.")]
Dataset = Annotated[
    str | None, typer.Option(metavar="NAME:VERSION", help="The dataset version that the table is.")
]


@app.command()
@writes
def compute(  # noqa: PLR0913 - the parts of an evaluation
    model: ModelName,
    version: VersionNumber,
    table: Table,
    *,
    label: Label = None,
    prediction: Prediction = None,
    score: Score = None,
    threshold: Threshold = None,
    favourable: Favourable = None,
    sensitive: Sensitive = None,
    model_path: ModelPath = None,
    spec: Spec = None,
    kind: Kinds = None,
    dataset: Dataset = None,
    wait: Wait = True,
    timeout: Timeout = None,
    as_json: AsJson = False,
) -> None:
    """Upload an evaluation table, and have the platform compute evidence from it."""
    said = {
        "label": label,
        "prediction": prediction,
        "score": score,
        "threshold": threshold,
        "favourable_label": favourable,
        "sensitive": sensitive,
        "model_path": model_path,
    }
    whole = read_json(spec) | {name: value for name, value in said.items() if value}
    kinds = _kinds(kind, whole)
    with connect() as client:
        job = _request(client, model, version, table, whole, kinds, parse_ref(dataset) if dataset else None)
        if not wait:
            show_one(job, JOB_FIELDS, as_json=as_json)
            return
        with waiting("Computing evidence") as on_progress:
            client.jobs.wait(job.id, timeout=timeout, on_progress=on_progress)
        found = client.evidence.list_newest(model, version, kinds)
    show_all(found, _COLUMNS, as_json=as_json)


@app.command()
@writes
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
def show(
    model: ModelName,
    version: VersionNumber,
    kind: Annotated[str, typer.Argument(help="The kind, e.g. fairness.")],
    *,
    as_json: AsJson = True,
) -> None:
    """The newest document of a kind, as JSON."""
    del as_json
    with connect() as client:
        found = _newest(client.evidence.list_newest(model, version, [kind]))
        show_json(client.evidence.get(found[0].digest))


@app.command()
def get(digest: Digest, *, as_json: AsJson = True) -> None:
    """The document with this digest, as JSON."""
    del as_json
    with connect() as client:
        show_json(client.evidence.get(digest))


@app.command()
def uses(digest: Digest, *, as_json: AsJson = False) -> None:
    """The decisions that rest on a document, and their checks that need evidence of its kind."""
    with connect() as client:
        found = client.evidence.uses(digest)
    if as_json:
        show_json(found.to_json())
        return
    show_all(found.decisions, _USES, as_json=False, empty="No decision rests on it yet.")


@app.command()
def drift(digest: Digest, *, as_json: AsJson = False) -> None:
    """How far a data profile lies from the training data and other versions, column by column."""
    with connect() as client:
        found = client.evidence.drift(digest)
    if as_json:
        show_json(found.to_json())
        return
    for one in found.drifts:
        say(f"Against the {one.reference}, {one.reference_rows} rows:")
        show_all(one.columns, _DRIFT, as_json=False, empty="They have no column in common.")
    if not found.drifts:
        say("There is nothing to compare it with.")


@app.command()
def charts(
    digest: Digest,
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Write SVG and CSV here.", file_okay=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What the charts of a document show, a sentence each; with --output also their files."""
    with connect() as client:
        if output is not None:
            show_paths(client.evidence.download_charts(digest, output), as_json=as_json)
            return
        found = client.evidence.charts(digest)
    if as_json:
        show_json(found.to_json())
        return
    show_all(found.charts, _CHARTS, as_json=False, empty="There is nothing to draw of it.")


@app.command()
def download(
    model: ModelName,
    version: VersionNumber,
    *,
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind; may be given again.")] = None,
    attestations: Annotated[
        bool, typer.Option("--attestations", help="The signed statements about them, too.")
    ] = False,
    output: Output = Path(),
    as_json: AsJson = False,
) -> None:
    """Write the exact bytes of the newest documents to <sha256>.json, verified; prints the paths."""
    with connect() as client:
        listed = client.evidence.list(model, version)
        wanted = [found for found in listed if found.newest and (not kind or found.kind in kind)]
        paths = []
        for found in _newest(wanted):
            paths.append(client.evidence.download(found.digest, output))
            if attestations:
                paths.append(client.evidence.download_attestation(found.digest, output))
    show_paths(paths, as_json=as_json)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _newest(found: Sequence[Evidence]) -> Sequence[Evidence]:
    if not found:
        raise NotFoundError(
            "The version has no such evidence.", remedy="List what there is with `modelwarden evidence list`."
        )
    return found


def _request(
    client: Client,
    model: str,
    version: int,
    table: Path,
    spec: dict[str, Any],
    kinds: Sequence[str],
    dataset: tuple[str, int] | None,
) -> Job:
    if "label" not in spec:
        raise typer.BadParameter("Say which column is the label, with --label or in --spec.")
    with transfers() as on_transfer:
        return client.evidence.compute(
            model,
            version,
            table=table,
            spec=spec,
            kinds=kinds,
            dataset=dataset,
            wait=False,
            on_transfer=on_transfer,
        )


def _kinds(chosen: list[Kind] | None, spec: dict[str, Any]) -> list[str]:
    if chosen:
        return [kind.value for kind in chosen]
    # An explanation needs the model, and fairness needs somebody to compare.
    needs = {Kind.FAIRNESS: "sensitive", Kind.EXPLANATION: "model_path"}
    return [kind.value for kind in Kind if kind not in needs or spec.get(needs[kind])]
