"""Compute evidence of a version in the sandbox, and keep it with its provenance."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from registry.contract.evidence import EvidenceDocument
from registry.contract.evidence_requests import ComputeEvidence
from registry.db.datasets import DatasetVersionRow
from registry.db.models import ModelRow
from registry.db.versions import VersionRow
from registry.domain.clock import rfc3339
from registry.domain.errors import EvidenceError
from registry.domain.roles import Action
from registry.evidence import sandbox
from registry.evidence.requests import ComputeRequest, EvidenceResult, LocalFile, Progress
from registry.services.access import require
from registry.services.context import Context, open_unit
from registry.services.evidence import add_evidence, subject_of, want_reevaluation
from registry.services.jobs import finish_job
from registry.services.versions import list_files
from registry.worker.fetching import fetch, scratch
from registry.worker.runner import Job

_SHARE_OF_COMPUTING = 90


def compute_evidence(job: Job) -> None:
    """See the package. The results appear together, or none does."""
    command = ComputeEvidence.model_validate(
        {key: value for key, value in job.payload.items() if key in ComputeEvidence.model_fields}
    )
    with scratch() as folder:
        request = _prepare(job, command, folder)
        results = sandbox.compute(request, lambda progress: _tell(job, progress))
    with open_unit(job.platform, job.actor) as context:
        finish_job(context, job.id, {"evidence": _keep(context, job, results)})


def _prepare(job: Job, command: ComputeEvidence, folder: Path) -> ComputeRequest:
    job.progress(1, "Fetching the evaluation table")
    storage = job.platform.storage
    table = fetch(storage, command.artifact, folder / "table")
    model = None
    if command.spec.model_path is not None:
        sha256 = _model_digest(job, command.spec.model_path)
        model = LocalFile(path=fetch(storage, sha256, folder / "model"), sha256=sha256)
    return ComputeRequest(
        kinds=command.kinds,
        table=LocalFile(path=table, sha256=command.artifact),
        spec=command.spec,
        model=model,
    )


def _model_digest(job: Job, path: str) -> str:
    with open_unit(job.platform, job.actor, read_only=True) as context:
        files = {file.path: file.sha256 for file in list_files(context, UUID(job.payload["version_id"]))}
    if path not in files:
        raise EvidenceError(
            f"The version has no file {path!r}.",
            why="The specification names it as the model.",
            remedy=f"Name one of {', '.join(sorted(files))}.",
            pointer="/spec/model_path",
        )
    return files[path]


def _tell(job: Job, progress: Progress) -> None:
    job.progress(progress.percent * _SHARE_OF_COMPUTING // 100, progress.message)


def _keep(context: Context, job: Job, results: list[EvidenceResult]) -> list[dict[str, str]]:
    session = context.session
    version = session.get_one(VersionRow, UUID(job.payload["version_id"]))
    model = session.get_one(ModelRow, version.model_id)
    actor = require(context, Action.EVIDENCE_COMPUTE, model.project_id)
    dataset = None
    if job.payload.get("dataset_version_id"):
        dataset = session.get_one(DatasetVersionRow, UUID(job.payload["dataset_version_id"]))
    kept = []
    for result in results:
        document = EvidenceDocument(
            kind=result.body.kind,
            assurance=result.assurance,
            subject=subject_of(model, version),
            inputs=result.inputs,
            dataset_version=dataset.digest if dataset else None,
            method=result.method,
            produced_by=actor.username,
            produced_at=rfc3339(context.now),
            body=result.body,
        )
        row = add_evidence(
            context,
            model,
            version,
            document,
            dataset_version_id=dataset.id if dataset else None,
            job_id=job.id,
        )
        kept.append({"kind": document.kind, "digest": row.digest, "assurance": document.assurance})
    want_reevaluation(context, version, model.project_id)
    return kept
