"""Datasets and their versions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from modelwarden.errors import ServerError
from modelwarden.namespaces.artifacts import Artifacts
from modelwarden.namespaces.base import Namespace
from modelwarden.namespaces.jobs import Jobs
from modelwarden.objects.datasets import Dataset, DatasetVersion, Datasheet
from modelwarden.objects.jobs import Job
from modelwarden.progress import OnJob, OnTransfer
from modelwarden.routes import route
from modelwarden.transport import Transport


class Datasets(Namespace):
    """Tables that models are trained and judged on."""

    def __init__(self, transport: Transport, artifacts: Artifacts, jobs: Jobs) -> None:
        super().__init__(transport)
        self._artifacts = artifacts
        self._jobs = jobs

    def create(self, project: str, name: str, *, description: str = "") -> Dataset:
        """Add a dataset to a project."""
        body = {"name": name, "description": description}
        return self._transport.send("POST", route("projects", project, "datasets"), Dataset, body)

    def list(self, project: str) -> tuple[Dataset, ...]:
        """The datasets of a project."""
        return self._transport.get_all(route("projects", project, "datasets"), Dataset)

    def list_versions(self, project: str, name: str) -> tuple[DatasetVersion, ...]:
        """The versions of a dataset, newest first."""
        path = route("projects", project, "datasets", name, "versions")
        return self._transport.get_all(path, DatasetVersion)

    def get_version(self, project: str, name: str, version: int) -> DatasetVersion:
        """One dataset version."""
        path = route("projects", project, "datasets", name, "versions", version)
        return self._transport.get(path, DatasetVersion)

    def request_version(
        self,
        project: str,
        name: str,
        path: Path | str,
        *,
        datasheet: Datasheet | Mapping[str, Any] | None = None,
        on_transfer: OnTransfer | None = None,
    ) -> Job:
        """Upload a CSV or Parquet file; the job then makes it the dataset's next version."""
        artifact = self._artifacts.upload(project, path, on_transfer=on_transfer)
        sheet = datasheet.to_json() if isinstance(datasheet, Datasheet) else dict(datasheet or {})
        body = {"artifact": artifact.sha256, "datasheet": sheet}
        return self._transport.send(
            "POST", route("projects", project, "datasets", name, "versions"), Job, body
        )

    def register_version(
        self,
        project: str,
        name: str,
        path: Path | str,
        *,
        datasheet: Datasheet | Mapping[str, Any] | None = None,
        timeout: float | None = None,
        on_transfer: OnTransfer | None = None,
        on_progress: OnJob | None = None,
    ) -> DatasetVersion:
        """Upload a CSV or Parquet file, and wait until it is the dataset's next version."""
        job = self.request_version(project, name, path, datasheet=datasheet, on_transfer=on_transfer)
        return self.finish_version(project, name, job, timeout=timeout, on_progress=on_progress)

    def finish_version(
        self,
        project: str,
        name: str,
        job: Job,
        *,
        timeout: float | None = None,
        on_progress: OnJob | None = None,
    ) -> DatasetVersion:
        """Wait for the job of `request_version`, and get the version that it made."""
        done = self._jobs.wait(job.id, timeout=timeout, on_progress=on_progress)
        return self.get_version(project, name, _number(done))


def _number(job: Job) -> int:
    number = (job.result or {}).get("version")
    if not isinstance(number, int):
        raise ServerError(
            "The job does not say which dataset version it made.",
            why=f"Its result is {job.result}.",
            remedy="Look for it with `modelwarden dataset versions`.",
        )
    return number
