"""Where the version comes from: data, run, code, parents, and its files by digest."""

from __future__ import annotations

from dataclasses import dataclass

from registry.contract.gate_input import DatasetInput, LineageInput, VersionInput
from reports import figures
from reports.facts import Fact, code, stated
from reports.tables import Column, Table, first

Step = tuple[str, tuple[str, ...]]

_FILES = 40
_ROWS = 40


@dataclass(frozen=True, slots=True)
class DatasetView:
    """A dataset version with its datasheet."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class LineageView:
    """The lineage of a version. `steps` is the way from data to version, for the drawing."""

    steps: tuple[Step, ...]
    version: tuple[Fact, ...]
    files: Table
    signature: Table | None
    datasets: tuple[DatasetView, ...]
    run: tuple[Fact, ...]
    run_parameters: Table | None
    parents: Table | None


def lineage_view(model: str, version: VersionInput, lineage: LineageInput, *, where: str) -> LineageView:
    """The section; `where` names the file with what is cut off."""
    return LineageView(
        steps=_steps(model, version, lineage),
        version=_version(version),
        files=_files(version, where),
        signature=_signature(version, where),
        datasets=tuple(_dataset(item) for item in lineage.datasets),
        run=_run(lineage),
        run_parameters=_run_parameters(lineage, where),
        parents=_parents(lineage),
    )


def _steps(model: str, version: VersionInput, lineage: LineageInput) -> tuple[Step, ...]:
    training = tuple(f"{d.name} v{d.version}" for d in lineage.datasets if d.role == "training")
    evaluation = tuple(f"{d.name} v{d.version}" for d in lineage.datasets if d.role == "evaluation")
    run = (lineage.run.name or lineage.run.id,) if lineage.run else ()
    return (
        ("Training data", training or ("not recorded",)),
        ("Run", run or ("not recorded",)),
        ("Version", (f"{model} v{version.number}",)),
        ("Evaluated on", evaluation or ("not recorded",)),
    )


def _version(version: VersionInput) -> tuple[Fact, ...]:
    return (
        code("Version digest", version.digest),
        Fact("Registered", f"{figures.moment(version.registered_at)}, by {version.registered_by}"),
        code("Code commit", version.code_commit),
        stated("Framework", version.framework),
        stated("Environment", version.environment),
        stated("Description", version.description),
    )


def _files(version: VersionInput, where: str) -> Table:
    shown, note = first(version.files, _FILES, where)
    rows = tuple((item.path, figures.size(item.size), item.sha256) for item in shown)
    columns = (Column("File"), Column("Size", "number"), Column("SHA-256", "digest"))
    return Table("Files of the version", columns, rows, note)


def _signature(version: VersionInput, where: str) -> Table | None:
    given = version.signature
    fields = [("input", field) for field in given.inputs] + [("output", field) for field in given.outputs]
    shown, note = first(fields, _ROWS, where)
    rows = tuple((field.name, direction, field.type) for direction, field in shown)
    columns = (Column("Name"), Column("Direction"), Column("Type"))
    return Table("Inputs and outputs", columns, rows, note) if rows else None


def _dataset(item: DatasetInput) -> DatasetView:
    sheet = item.datasheet
    return DatasetView(
        title=f"{item.name}, version {item.version} ({item.role})",
        facts=(
            code("Content digest", item.digest),
            Fact("Rows", figures.count(item.rows)),
            stated("Source", sheet.source),
            stated("Licence", sheet.licence),
            stated("Collection", sheet.collection),
            stated("Intended use", sheet.intended_use),
            stated("Known gaps", sheet.known_gaps),
            stated("Sensitive attributes", ", ".join(sheet.sensitive_attributes)),
        ),
    )


def _run(lineage: LineageInput) -> tuple[Fact, ...]:
    run = lineage.run
    if run is None:
        return ()
    return (
        stated("Run", run.name),
        code("Identifier", run.id),
        code("Code commit", run.code_commit),
        stated("Started", figures.moment(run.started_at) if run.started_at else ""),
        stated("Ended", figures.moment(run.ended_at) if run.ended_at else ""),
    )


def _run_parameters(lineage: LineageInput, where: str) -> Table | None:
    parameters = sorted(lineage.run.parameters.items()) if lineage.run else []
    rows, note = first(parameters, _ROWS, where)
    columns = (Column("Parameter"), Column("Value"))
    return Table("Parameters of the run", columns, rows, note) if rows else None


def _parents(lineage: LineageInput) -> Table | None:
    rows = tuple((f"{item.model} v{item.version}", item.digest) for item in lineage.parents)
    return Table("Parent versions", (Column("Version"), Column("Digest", "digest")), rows) if rows else None
