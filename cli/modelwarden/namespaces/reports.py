"""Reports: rendered by the worker, downloaded and verified."""

from __future__ import annotations

from pathlib import Path

from modelwarden.answers import parse_items
from modelwarden.downloads import download
from modelwarden.namespaces.base import Namespace, given
from modelwarden.namespaces.jobs import Jobs
from modelwarden.objects.jobs import Job
from modelwarden.objects.reports import Report
from modelwarden.progress import OnJob
from modelwarden.routes import route
from modelwarden.transport import Transport


class Reports(Namespace):
    """Audit reports of decisions, and model cards of versions."""

    def __init__(self, transport: Transport, jobs: Jobs) -> None:
        super().__init__(transport)
        self._jobs = jobs

    def request_audit_report(self, promotion_id: str) -> Job:
        """Have the audit report of a promotion request rendered and sealed."""
        return self._transport.send("POST", route("promotions", promotion_id, "reports"), Job)

    def request_model_card(self, model: str, version: int) -> Job:
        """Have the model card of a version rendered in all its formats."""
        path = route("models", model, "versions", version, "model-cards")
        return self._transport.send("POST", path, Job)

    def create_audit_report(
        self, promotion_id: str, *, timeout: float | None = None, on_progress: OnJob | None = None
    ) -> tuple[Report, ...]:
        """The audit report of a promotion request, once it is there."""
        job = self.request_audit_report(promotion_id)
        return reports_of(self._jobs.wait(job.id, timeout=timeout, on_progress=on_progress))

    def create_model_card(
        self, model: str, version: int, *, timeout: float | None = None, on_progress: OnJob | None = None
    ) -> tuple[Report, ...]:
        """The model card of a version in all its formats, once they are there."""
        job = self.request_model_card(model, version)
        return reports_of(self._jobs.wait(job.id, timeout=timeout, on_progress=on_progress))

    def list(self, model: str, version: int) -> tuple[Report, ...]:
        """The reports about a version."""
        return self._transport.get_all(route("models", model, "versions", version, "reports"), Report)

    def everywhere(
        self,
        *,
        project: str | None = None,
        model: str | None = None,
        kind: str | None = None,
        sha256: str | None = None,
    ) -> tuple[Report, ...]:
        """The reports of all projects that I may read, newest first; by digest, where a file is from."""
        filters = given({"project": project, "model": model, "kind": kind, "sha256": sha256})
        return self._transport.get_all(route("reports"), Report, filters)

    def download(self, report: Report, directory: Path | str) -> Path:
        """Write a report to a directory under its own name, verified by its digest."""
        to = Path(directory) / Path(report.file_name).name
        return download(self._transport, route("reports", report.id, "content"), to, sha256=report.sha256)


def reports_of(job: Job) -> tuple[Report, ...]:
    """The reports that a job made."""
    return parse_items(Report, {"items": (job.result or {}).get("reports")})
