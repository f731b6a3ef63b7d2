"""`modelwarden report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modelwarden.bars import waiting
from modelwarden.cli.commands.job import FIELDS as JOB_FIELDS
from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson, ModelName, Output, Timeout, VersionNumber, Wait
from modelwarden.cli.output import Column, show_all, show_one, show_paths
from modelwarden.cli.printable import moment
from modelwarden.cli.session import connect
from modelwarden.cli.writes import writes
from modelwarden.errors import NotFoundError
from modelwarden.wording import spoken

if TYPE_CHECKING:
    from modelwarden.client import Client
    from modelwarden.objects.jobs import Job
    from modelwarden.objects.reports import Report

app = noun_app("report")

_COLUMNS: tuple[Column[Report], ...] = (
    Column("Id", lambda report: report.id, whole=True),
    Column("Kind", lambda report: spoken(report.kind), "bold"),
    Column("File", lambda report: report.file_name),
    Column("Bytes", lambda report: report.size, right=True),
    Column("Created", lambda report: moment(report.created_at)),
)


@app.command()
@writes
def audit(
    promotion: Annotated[str, typer.Argument(metavar="PROMOTION", help="The promotion request's id.")],
    *,
    wait: Wait = True,
    timeout: Timeout = None,
    as_json: AsJson = False,
) -> None:
    """Have the signed audit report of a promotion request made."""
    with connect() as client:
        job = client.reports.request_audit_report(promotion)
        _finish(client, job, "Making the audit report", wait=wait, timeout=timeout, as_json=as_json)


@app.command()
@writes
def card(
    model: ModelName,
    version: VersionNumber,
    *,
    wait: Wait = True,
    timeout: Timeout = None,
    as_json: AsJson = False,
) -> None:
    """Have the model card of a version made: HTML, PDF, Markdown and JSON."""
    with connect() as client:
        job = client.reports.request_model_card(model, version)
        _finish(client, job, "Making the model card", wait=wait, timeout=timeout, as_json=as_json)


@app.command("list")
def list_reports(
    model: Annotated[str | None, typer.Argument(metavar="MODEL", help="Only about this model.")] = None,
    version: Annotated[
        int | None, typer.Argument(metavar="VERSION", min=1, help="Only about this version of it.")
    ] = None,
    *,
    digest: Annotated[str | None, typer.Option(help="Only the file with this SHA-256: sha256:...")] = None,
    as_json: AsJson = False,
) -> None:
    """The reports about a version, about a model, or all that you may read."""
    with connect() as client:
        if model is not None and version is not None:
            every = client.reports.list(model, version)
            found = tuple(report for report in every if digest in (None, report.sha256))
        else:
            found = client.reports.everywhere(model=model, sha256=digest)
    show_all(
        found, _COLUMNS, as_json=as_json, empty="No reports yet. Make one with `modelwarden report card`."
    )


@app.command()
def download(
    model: ModelName,
    version: VersionNumber,
    *,
    report: Annotated[str | None, typer.Option("--id", help="Only this report.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only the newest of this kind, e.g. audit_report.")] = None,
    output: Output = Path(),
    as_json: AsJson = False,
) -> None:
    """Write the newest report of each kind to a directory, verified; prints the paths."""
    with connect() as client:
        chosen = _choose(client.reports.list(model, version), report, kind)
        paths = [client.reports.download(one, output) for one in chosen]
    show_paths(paths, as_json=as_json)


def _finish(
    client: Client, job: Job, title: str, *, wait: bool, timeout: float | None, as_json: bool
) -> None:
    from modelwarden.namespaces.reports import reports_of

    if not wait:
        show_one(job, JOB_FIELDS, as_json=as_json)
        return
    with waiting(title) as on_progress:
        done = client.jobs.wait(job.id, timeout=timeout, on_progress=on_progress)
    show_all(reports_of(done), _COLUMNS, as_json=as_json)


def _choose(reports: tuple[Report, ...], report_id: str | None, kind: str | None) -> list[Report]:
    newest: dict[str, Report] = {}
    for report in sorted(reports, key=lambda report: report.created_at):
        if report_id in (None, report.id) and kind in (None, report.kind):
            newest[report.kind] = report
    if not newest:
        raise NotFoundError(
            "There is no such report about this version.",
            remedy="List them with `modelwarden report list`, or make one with `modelwarden report card`.",
        )
    return list(newest.values())
