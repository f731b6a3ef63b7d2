"""Background jobs."""

from __future__ import annotations

import time

from modelwarden.errors import JobFailedError, PendingError
from modelwarden.namespaces.base import Namespace, given
from modelwarden.objects.jobs import Job
from modelwarden.progress import OnJob
from modelwarden.routes import route

_FIRST_PAUSE, _LONGEST_PAUSE, _GROWTH = 0.2, 1.0, 1.3


class Jobs(Namespace):
    """Work that workers do."""

    def list(
        self, *, project: str | None = None, state: str | None = None, kind: str | None = None
    ) -> tuple[Job, ...]:
        """The newest jobs, of one project, state or kind if so asked."""
        filters = given({"project": project, "state": state, "kind": kind})
        return self._transport.get_all(route("jobs"), Job, filters)

    def get(self, job_id: str) -> Job:
        """One job."""
        return self._transport.get(route("jobs", job_id), Job)

    def cancel(self, job_id: str) -> Job:
        """Ask a job to stop: at once when it waits, at its next step when it runs."""
        return self._transport.send("POST", route("jobs", job_id, "cancel"), Job)

    def wait(self, job_id: str, *, timeout: float | None = None, on_progress: OnJob | None = None) -> Job:
        """The job once it is done; looks five times a second at first, and once a second later.

        Raises:
            JobFailedError: when it failed or was cancelled.
            PendingError: when `timeout` seconds have passed and it has not ended.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        pause = _FIRST_PAUSE
        while not (job := self.get(job_id)).has_ended:
            if on_progress:
                on_progress(job)
            if deadline is not None and time.monotonic() + pause > deadline:
                raise _still_pending(job)
            time.sleep(pause)
            pause = min(pause * _GROWTH, _LONGEST_PAUSE)
        if on_progress:
            on_progress(job)
        return _done(job)


def _done(job: Job) -> Job:
    if job.state == "done":
        return job
    told = job.error or {}
    raise JobFailedError(
        str(told.get("what") or f"The job was {job.state}."),
        why=str(told.get("why") or ""),
        remedy=str(told.get("remedy") or "Ask for it again."),
        job=job,
    )


def _still_pending(job: Job) -> PendingError:
    return PendingError(
        f"The job {job.id} is {job.state} still, at {job.progress} %.",
        why="No worker runs, or it needs longer." if job.state == "queued" else "It needs longer.",
        remedy=f"Wait for it with `modelwarden job wait {job.id}`.",
    )
