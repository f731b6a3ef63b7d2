"""Scan a version's files for code that would run on loading; nothing is loaded."""

from __future__ import annotations

from uuid import UUID

from registry.contract.evidence import EvidenceDocument, EvidenceInput
from registry.db.models import ModelRow
from registry.db.versions import VersionRow
from registry.domain.clock import rfc3339
from registry.evidence import sandbox
from registry.evidence.requests import Progress, ScanRequest, ScanTarget
from registry.services.access import actor_of
from registry.services.context import open_unit
from registry.services.evidence import add_evidence, subject_of
from registry.services.jobs import finish_job
from registry.services.reevaluation import want_reevaluation
from registry.services.versions import list_files
from registry.worker.fetching import fetch, scratch
from registry.worker.runner import Job


def scan_version(job: Job) -> None:
    """See the package."""
    version_id = UUID(job.payload["version_id"])
    with open_unit(job.platform, job.actor, read_only=True) as context:
        files = [(file.path, file.sha256) for file in list_files(context, version_id)]

    def tell(progress: Progress) -> None:
        job.progress(progress.percent * 90 // 100, progress.message)

    with scratch() as folder:
        targets = [
            ScanTarget(path=path, local=fetch(job.platform.storage, sha256, folder / str(index)))
            for index, (path, sha256) in enumerate(files)
        ]
        result = sandbox.scan(ScanRequest(files=targets), tell)
    with open_unit(job.platform, job.actor) as context:
        version = context.session.get_one(VersionRow, version_id)
        model = context.session.get_one(ModelRow, version.model_id)
        document = EvidenceDocument(
            kind="scan",
            assurance="recomputed",
            subject=subject_of(model, version),
            inputs=[EvidenceInput(name=f"file {path}"[:200], sha256=sha256) for path, sha256 in files],
            dataset_version=None,
            method=result.method,
            produced_by=actor_of(context).username,
            produced_at=rfc3339(context.now),
            body=result.body,
        )
        row = add_evidence(context, model, version, document, job_id=job.id)
        want_reevaluation(context, version.id, model.project_id)
        finish_job(context, job.id, {"evidence": [{"kind": "scan", "digest": row.digest}]})
