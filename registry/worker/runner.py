"""One job from claim to end: every step that changes rows is a unit of work of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog

from registry.db.jobs import JobRow
from registry.db.users import UserRow
from registry.domain.errors import ModelwardenError
from registry.domain.job_states import JobKind
from registry.services.context import Actor, open_unit
from registry.services.jobs import claim_job, fail_job, keep_lease, report_progress
from registry.services.metrics import observe_job
from registry.services.platform import Platform
from registry.worker.running import RunningJobs

_log = structlog.get_logger(__name__)
_BEATS_PER_LEASE = 6


class JobCancelledError(ModelwardenError):
    """Somebody asked for the job to stop."""

    code = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed job, as its handler sees it."""

    id: UUID
    kind: JobKind
    payload: dict[str, Any]
    actor: Actor
    platform: Platform
    running: RunningJobs | None = None

    def progress(self, percent: int, message: str) -> None:
        """Say how far it is; raises `JobCancelledError` when it should stop."""
        if self.running is not None and self.running.is_handed_back(self.id):
            raise JobCancelledError("The job was handed back.", why="This worker is being stopped.")
        with open_unit(self.platform, self.actor) as context:
            if not report_progress(context, self.id, percent, message):
                raise JobCancelledError("The job was cancelled.", why="Somebody asked for it.")


Handler = Callable[[Job], None]


def run_job(
    platform: Platform,
    handlers: dict[JobKind, Handler],
    job_id: UUID,
    running: RunningJobs | None = None,
) -> None:
    """Claim a job and have it done; whatever goes wrong ends up in its row.

    `running` knows of the job while it runs, and can hand it back.
    """
    running = running or RunningJobs()
    with running.claiming(job_id) as may_claim:
        job = _claim(platform, job_id, running) if may_claim else None
    if job is None:
        running.forget(job_id)
        return
    with structlog.contextvars.bound_contextvars(
        job_id=str(job_id), kind=job.kind.value, actor=job.actor.username
    ):
        began = time.monotonic()
        _log.info("job started")
        try:
            state = _do(job, handlers[job.kind])
        finally:
            running.forget(job_id)
        seconds = time.monotonic() - began
        observe_job(job.kind.value, state, seconds)
        _log.info("job ended", state=state, duration_ms=round(seconds * 1000, 1))


def _do(job: Job, handler: Handler) -> str:
    """How the job ended: `done`, `failed`, `cancelled`, or `handed_back`."""
    with _Heartbeat(job):
        try:
            handler(job)
        except ModelwardenError as error:
            return _fail(job, error)
        except Exception:  # noqa: BLE001 - whatever it is, the job must end visibly
            _log.exception("job crashed")
            return _fail(
                job,
                ModelwardenError(
                    "The job crashed.",
                    why="It is our mistake.",
                    remedy="Look for the job in the worker's log.",
                ),
            )
    return "done"


def _claim(platform: Platform, job_id: UUID, running: RunningJobs) -> Job | None:
    with open_unit(platform, None) as context:
        row: JobRow | None = claim_job(context, job_id)
        if row is None:
            return None
        user = context.session.get_one(UserRow, row.created_by)
        actor = Actor(user.id, user.username, user.display_name, user.is_admin)
        return Job(row.id, row.kind, row.payload, actor, platform, running)


def _fail(job: Job, error: ModelwardenError) -> str:
    if job.running is not None and job.running.is_handed_back(job.id):
        return "handed_back"  # The row waits for another worker; how it went here is of no consequence.
    _log.warning("job not done", code=error.code, reason=error.reason or None, error=str(error))
    with open_unit(job.platform, job.actor) as context:
        fail_job(context, job.id, error)
    return "cancelled" if isinstance(error, JobCancelledError) else "failed"


class _Heartbeat:
    """Keeps the lease of a job while its handler is busy."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _beat(self) -> None:
        pause = self._job.platform.job_lease.total_seconds() / _BEATS_PER_LEASE
        while not self._done.wait(pause):
            try:
                with open_unit(self._job.platform, self._job.actor) as context:
                    keep_lease(context, self._job.id)
            except ModelwardenError as error:
                # An outage shorter than the lease must not make the job look left behind.
                _log.warning("lease not renewed", job_id=str(self._job.id), error=str(error))
