"""One job from claim to end: every step that changes rows is a unit of work of its own."""

from __future__ import annotations

import threading
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
from registry.services.platform import Platform

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

    def progress(self, percent: int, message: str) -> None:
        """Say how far it is; raises `JobCancelledError` when it should stop."""
        with open_unit(self.platform, self.actor) as context:
            if not report_progress(context, self.id, percent, message):
                raise JobCancelledError("The job was cancelled.", why="Somebody asked for it.")


Handler = Callable[[Job], None]


def run_job(platform: Platform, handlers: dict[JobKind, Handler], job_id: UUID) -> None:
    """Claim a job and have it done; whatever goes wrong ends up in its row."""
    job = _claim(platform, job_id)
    if job is None:
        return
    _log.info("job started", job=str(job_id), kind=job.kind.value)
    with _Heartbeat(job):
        try:
            handlers[job.kind](job)
        except ModelwardenError as error:
            _fail(job, error)
        except Exception:  # noqa: BLE001 - whatever it is, the job must end visibly
            _log.exception("job crashed", job=str(job_id))
            _fail(
                job,
                ModelwardenError(
                    "The job crashed.",
                    why="It is our mistake.",
                    remedy="Look for the job in the worker's log.",
                ),
            )


def _claim(platform: Platform, job_id: UUID) -> Job | None:
    with open_unit(platform, None) as context:
        row: JobRow | None = claim_job(context, job_id)
        if row is None:
            return None
        user = context.session.get_one(UserRow, row.created_by)
        actor = Actor(user.id, user.username, user.display_name, user.is_admin)
        return Job(row.id, row.kind, row.payload, actor, platform)


def _fail(job: Job, error: ModelwardenError) -> None:
    _log.warning(
        "job not done", job=str(job.id), code=error.code, reason=error.reason or None, error=str(error)
    )
    with open_unit(job.platform, job.actor) as context:
        fail_job(context, job.id, error)


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
                _log.warning("lease not renewed", job=str(self._job.id), error=str(error))
