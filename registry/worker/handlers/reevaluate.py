"""Judge the living promotion requests of a version again."""

from __future__ import annotations

from uuid import UUID

from registry.services.context import open_unit
from registry.services.jobs import finish_job
from registry.services.promotions import judge_living
from registry.worker.runner import Job


def reevaluate(job: Job) -> None:
    """See the package."""
    with open_unit(job.platform, job.actor) as context:
        judged = judge_living(context, UUID(job.payload["version_id"]))
        finish_job(context, job.id, {"promotions": judged})
