"""Fingerprint and profile an uploaded table, and register it as a dataset version."""

from __future__ import annotations

from uuid import UUID

from registry.db.datasets import DatasetRow
from registry.evidence import sandbox
from registry.evidence.requests import DescribeRequest, LocalFile, Progress
from registry.services.context import open_unit
from registry.services.datasets import add_dataset_version, view_dataset_version
from registry.services.jobs import finish_job
from registry.worker.fetching import fetch, scratch
from registry.worker.runner import Job


def profile_dataset(job: Job) -> None:
    """See the package."""

    def tell(progress: Progress) -> None:
        job.progress(progress.percent * 90 // 100, progress.message)

    with scratch() as folder:
        sha256 = job.payload["artifact"]
        table = LocalFile(path=fetch(job.platform.storage, sha256, folder / "table"), sha256=sha256)
        found = sandbox.describe(DescribeRequest(table=table), tell)
    with open_unit(job.platform, job.actor) as context:
        dataset = context.session.get_one(DatasetRow, UUID(job.payload["dataset_id"]))
        row = add_dataset_version(
            context,
            dataset,
            digest=found.digest,
            file_sha256=sha256,
            columns=[column.to_json() for column in found.columns],
            profile=found.profile.to_json(),
            datasheet=job.payload["datasheet"],
        )
        context.session.flush()
        view = view_dataset_version(context, row)
        finish_job(context, job.id, {"dataset": view.dataset, "version": view.version, "digest": view.digest})
