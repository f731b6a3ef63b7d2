"""`modelwarden job`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from modelwarden.bars import waiting
from modelwarden.cli.groups import noun_app
from modelwarden.cli.options import AsJson, Timeout
from modelwarden.cli.output import Column, show_all, show_one
from modelwarden.cli.printable import moment
from modelwarden.cli.session import connect
from modelwarden.cli.writes import writes
from modelwarden.wording import spoken

if TYPE_CHECKING:
    from modelwarden.objects.jobs import Job

app = noun_app("job")


def _state(job: Job) -> str:
    return f"{job.state}, stopping" if job.cancel_requested and not job.has_ended else job.state


_COLUMNS: tuple[Column[Job], ...] = (
    Column("Id", lambda job: job.id, whole=True),
    Column("Kind", lambda job: spoken(job.kind), "bold"),
    Column("State", _state),
    Column("%", lambda job: job.progress, right=True),
    Column("Created", lambda job: moment(job.created_at)),
    Column("By", lambda job: job.created_by),
)
FIELDS: tuple[Column[Job], ...] = (
    Column("Id", lambda job: job.id, "bold"),
    Column("Kind", lambda job: spoken(job.kind)),
    Column("Project", lambda job: job.project),
    Column("State", _state, "bold"),
    Column("Progress", lambda job: f"{job.progress} %"),
    Column("Message", lambda job: job.message),
    Column("Result", lambda job: job.result),
    Column("Error", lambda job: job.error),
    Column("Created", lambda job: f"{moment(job.created_at)} by {job.created_by}"),
    Column("Started", lambda job: moment(job.started_at)),
    Column("Finished", lambda job: moment(job.finished_at)),
)

State = Literal["queued", "running", "done", "failed", "cancelled"]
JobId = Annotated[str, typer.Argument(metavar="JOB", help="The job's id.")]


@app.command("list")
def list_jobs(
    *,
    project: Annotated[str | None, typer.Option("--project", "-p", help="Only of this project.")] = None,
    state: Annotated[State | None, typer.Option(help="Only in this state.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only of this kind, e.g. render_report.")] = None,
    as_json: AsJson = False,
) -> None:
    """The newest jobs."""
    with connect() as client:
        found = client.jobs.list(project=project, state=state, kind=kind)
    show_all(found, _COLUMNS, as_json=as_json, empty="No jobs yet.")


@app.command()
def show(job: JobId, *, as_json: AsJson = False) -> None:
    """One job."""
    with connect() as client:
        found = client.jobs.get(job)
    show_one(found, FIELDS, as_json=as_json)


@app.command()
def wait(job: JobId, *, timeout: Timeout = None, as_json: AsJson = False) -> None:
    """Wait until a job is done."""
    with connect() as client, waiting("Waiting") as on_progress:
        done = client.jobs.wait(job, timeout=timeout, on_progress=on_progress)
    show_one(done, FIELDS, as_json=as_json)


@app.command()
@writes
def cancel(job: JobId, *, as_json: AsJson = False) -> None:
    """Ask a job to stop."""
    with connect() as client:
        stopped = client.jobs.cancel(job)
    show_one(stopped, FIELDS, as_json=as_json)
