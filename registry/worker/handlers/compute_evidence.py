"""Compute evidence of a version in the sandbox, and keep it with its provenance."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from registry.contract.evidence_requests import ComputeEvidence
from registry.db.datasets import DatasetVersionRow
from registry.domain.errors import EvidenceError
from registry.evidence import sandbox
from registry.evidence.requests import ComputeRequest, DatasetClaim, LocalFile, Progress
from registry.services.context import open_unit
from registry.services.evidence import keep_computed
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
    dataset = job.payload.get("dataset_version_id")
    with open_unit(job.platform, job.actor) as context:
        rows = keep_computed(
            context,
            UUID(job.payload["version_id"]),
            results,
            dataset_version_id=UUID(dataset) if dataset else None,
            job_id=job.id,
        )
        kept = [
            {"kind": row.kind.value, "digest": row.digest, "assurance": row.assurance.value} for row in rows
        ]
        finish_job(context, job.id, {"evidence": kept})


def _prepare(job: Job, command: ComputeEvidence, folder: Path) -> ComputeRequest:
    job.progress(1, "Fetching the evaluation table")
    storage = job.platform.storage
    table = fetch(storage, command.artifact, folder / "table")
    model = None
    if command.spec.model_path is not None:
        sha256 = _model_digest(job, command.spec.model_path)
        model = LocalFile(path=fetch(storage, sha256, folder / "model"), sha256=sha256)
    return ComputeRequest(
        dataset=_claim(job),
        kinds=command.kinds,
        table=LocalFile(path=table, sha256=command.artifact),
        spec=command.spec,
        model=model,
    )


def _claim(job: Job) -> DatasetClaim | None:
    dataset = job.payload.get("dataset_version_id")
    if dataset is None:
        return None
    with open_unit(job.platform, job.actor, read_only=True) as context:
        row = context.session.get_one(DatasetVersionRow, UUID(dataset))
        return DatasetClaim(digest=row.digest, columns=[column["name"] for column in row.columns])


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
