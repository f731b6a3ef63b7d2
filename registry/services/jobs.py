"""Jobs: the row is the truth. Claiming, progress, the end, and what a crash left behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import col, select

from registry.contract.data import JobView
from registry.contract.paging import ListJobs, Page
from registry.db.jobs import JobRow, WorkerRow
from registry.db.projects import ProjectRow
from registry.db.users import UserRow
from registry.domain.clock import rfc3339
from registry.domain.errors import ConflictError, ModelwardenError
from registry.domain.ids import new_id
from registry.domain.job_states import FINAL_JOB_STATES, JobKind, JobState
from registry.domain.roles import Action
from registry.services.access import actor_of, in_visible_projects, not_there, require
from registry.services.context import Context
from registry.services.paging import hold, read_page
from registry.services.preconditions import expect

_ENQUEUE = insert(JobRow)
MAX_ATTEMPTS = 3
PATIENCE = timedelta(hours=1)
"""How long a job is tried again when what it leans on is away."""
_OUTAGES = frozenset({"gate_unavailable", "database_unavailable", "storage_unavailable", "key_unavailable"})


def enqueue_job(context: Context, kind: JobKind, project_id: UUID | None, payload: dict[str, Any]) -> UUID:
    """Want some work done. The row is committed with whatever wants it."""
    job_id = new_id()
    row = {
        "id": job_id,
        "kind": kind,
        "state": JobState.QUEUED,
        "project_id": project_id,
        "payload": payload,
        "progress": 0,
        "message": "",
        "attempts": 0,
        "cancel_requested": False,
        "created_by": actor_of(context).user_id,
        "created_at": context.now,
    }
    context.session.flush()
    context.session.connection().execute(_ENQUEUE, row)
    context.jobs.append(job_id)
    return job_id


def request_job(context: Context, kind: JobKind, project_id: UUID, payload: dict[str, Any]) -> JobView:
    """The same, for somebody who is shown the job and follows it."""
    return view_job(context, context.session.get_one(JobRow, enqueue_job(context, kind, project_id, payload)))


def get_job(context: Context, job_id: UUID) -> JobView:
    """One job."""
    return view_job(context, _readable(context, job_id))


def list_jobs(context: Context, asked: ListJobs | None = None) -> Page[JobView]:
    """The jobs of the projects that the actor may read, newest first."""
    asked = asked or ListJobs()
    query = select(JobRow).where(in_visible_projects(context, col(JobRow.project_id)))
    if asked.project is not None:
        named = select(ProjectRow.id).where(ProjectRow.name == asked.project).scalar_subquery()
        query = query.where(JobRow.project_id == named)
    if asked.state is not None:
        query = query.where(JobRow.state == JobState(asked.state))
    if asked.kind is not None:
        query = query.where(JobRow.kind == JobKind(asked.kind))
    rows, following = read_page(context, query, asked, [col(JobRow.id)], descending=asked.order == "desc")
    hold(context, UserRow, {row.created_by for row in rows})
    hold(context, ProjectRow, {row.project_id for row in rows})
    return Page((view_job(context, row) for row in rows), following)


def cancel_job(context: Context, job_id: UUID) -> JobView:
    """Ask a job to stop: at once when it waits, at its next step when it runs."""
    row = _locked(context, _find(context, job_id).id)
    require(context, Action.EVIDENCE_COMPUTE, row.project_id)
    expect(context, lambda: view_job(context, row))
    if row.kind is JobKind.REEVALUATE:
        raise ConflictError(
            "A job that has requests judged again cannot be cancelled.",
            why="Without it a request would go on showing what is not so any more.",
            remedy="Let it end; it changes nothing but the requests of one version.",
        )
    if row.state in FINAL_JOB_STATES:
        raise ConflictError(
            f"The job is {row.state} already.",
            why="Only a job that waits or runs can be cancelled.",
            remedy="Look at what it made.",
        )
    row.cancel_requested = True
    if row.state is JobState.QUEUED:
        row.state, row.finished_at = JobState.CANCELLED, context.now
    context.record("job.cancelled", ("job", row.id), project_id=row.project_id)
    return view_job(context, row)


def claim_job(context: Context, job_id: UUID) -> JobRow | None:
    """Take a job that waits, or whose worker has gone; None when somebody else has it or it has ended."""
    row = context.session.exec(
        select(JobRow).where(JobRow.id == job_id).with_for_update(skip_locked=True)
    ).first()
    if row is None or not _claimable(context, row):
        return None
    if row.attempts >= MAX_ATTEMPTS:
        _fail(
            context,
            row,
            ModelwardenError(
                "The job was given up.",
                why=f"Its worker died {row.attempts} times.",
                remedy="Look at the worker's log, then ask for it again.",
            ),
        )
        return None
    row.state, row.attempts = JobState.RUNNING, row.attempts + 1
    row.started_at = row.started_at or context.now
    row.heartbeat_at = context.now
    return row


def report_progress(context: Context, job_id: UUID, progress: int, message: str) -> bool:
    """Note how far a job is; False means that it should stop."""
    row = _locked(context, job_id)
    if row.state is not JobState.RUNNING:
        return False
    row.progress, row.message, row.heartbeat_at = progress, message[:500], context.now
    return not row.cancel_requested


def keep_lease(context: Context, job_id: UUID) -> None:
    """Say that somebody is still working on a job."""
    row = _locked(context, job_id)
    if row.state is JobState.RUNNING:
        row.heartbeat_at = context.now


def hand_back_job(context: Context, job_id: UUID) -> bool:
    """Put a running job back to where it waited, because its worker is told to stop; False when it has ended.

    The attempt does not count: nothing went wrong with the job.
    """
    row = _locked(context, job_id)
    if row.state is not JobState.RUNNING:
        return False
    row.state, row.attempts = JobState.QUEUED, max(0, row.attempts - 1)
    row.progress, row.message, row.heartbeat_at = 0, "", None
    context.jobs.append(row.id)
    return True


def finish_job(context: Context, job_id: UUID, result: dict[str, Any]) -> None:
    """The job's result, in the same transaction as what it wrote."""
    row = _locked(context, job_id)
    if row.state is not JobState.RUNNING:
        raise ConflictError(
            "The job is not running any more.", why=f"It is {row.state}.", remedy="Ask for it again."
        )
    if row.cancel_requested:
        raise ConflictError(
            "The job was cancelled.",
            why="Somebody asked for it; nothing of it was kept.",
            remedy="Ask for it again.",
        )
    row.result, row.progress, row.message = result, 100, ""
    _end(context, row, JobState.DONE)


def fail_job(context: Context, job_id: UUID, error: ModelwardenError) -> None:
    """The job could not be done, and why. What only an outage is in the way of waits for its end."""
    row = _locked(context, job_id)
    if row.state is not JobState.RUNNING:
        return
    outage = not _OUTAGES.isdisjoint({error.code, error.reason}) and not row.cancel_requested
    if outage and context.now - row.created_at < PATIENCE:
        # The next sweep has it tried again. The outage is no fault of the job's: this attempt does not count.
        row.state, row.attempts = JobState.QUEUED, row.attempts - 1
        row.message = f"Waiting to be tried again: {error.what} {error.why}"[:500]
        return
    _fail(context, row, error)


def jobs_left_behind(context: Context) -> list[UUID]:
    """Jobs that nobody is working on: never handed over, or their worker has gone silent."""
    gone = context.now - context.platform.job_lease
    waiting = (col(JobRow.state) == JobState.QUEUED) | (
        (col(JobRow.state) == JobState.RUNNING) & (col(JobRow.heartbeat_at) < gone)
    )
    return list(context.session.exec(select(JobRow.id).where(waiting).order_by(col(JobRow.id)).limit(100)))


def beat(context: Context, worker_id: UUID, host: str, pid: int) -> None:
    """Say that a worker is alive."""
    row = context.session.get(WorkerRow, worker_id)
    if row is None:
        row = WorkerRow(id=worker_id, host=host, pid=pid, started_at=context.now, heartbeat_at=context.now)
        context.session.add(row)
    row.heartbeat_at = context.now


def view_job(context: Context, row: JobRow) -> JobView:
    """What the wire sees."""
    return JobView.model_validate(
        {
            "id": str(row.id),
            "kind": row.kind.value,
            "project": context.session.get_one(ProjectRow, row.project_id).name if row.project_id else None,
            "state": row.state.value,
            "progress": row.progress,
            "message": row.message,
            "cancel_requested": row.cancel_requested,
            "result": row.result,
            "error": row.error,
            "created_by": context.session.get_one(UserRow, row.created_by).username,
            "created_at": rfc3339(row.created_at),
            "started_at": rfc3339(row.started_at) if row.started_at else None,
            "finished_at": rfc3339(row.finished_at) if row.finished_at else None,
        }
    )


def _readable(context: Context, job_id: UUID) -> JobRow:
    row = _find(context, job_id)
    require(context, Action.PROJECT_READ, row.project_id)
    return row


def _find(context: Context, job_id: UUID) -> JobRow:
    row = context.session.get(JobRow, job_id)
    if row is None or row.project_id is None:
        raise not_there()
    return row


def _claimable(context: Context, row: JobRow) -> bool:
    if row.state is JobState.RUNNING:
        return row.heartbeat_at is None or row.heartbeat_at < context.now - context.platform.job_lease
    return row.state is JobState.QUEUED


def _locked(context: Context, job_id: UUID) -> JobRow:
    # As it is now, not as this transaction has read it before it had the lock.
    query = select(JobRow).where(JobRow.id == job_id).with_for_update()
    return context.session.exec(query, execution_options={"populate_existing": True}).one()


def _fail(context: Context, row: JobRow, error: ModelwardenError) -> None:
    row.error = {"code": error.code, "what": error.what, "why": error.why, "remedy": error.remedy}
    row.error = row.error | {key: text for key in ("reason", "pointer") if (text := getattr(error, key))}
    _end(context, row, JobState.CANCELLED if row.cancel_requested else JobState.FAILED)
    context.record("job.failed", ("job", row.id), project_id=row.project_id, error=row.error)


def _end(context: Context, row: JobRow, state: JobState) -> None:
    row.state, row.finished_at = state, context.now
