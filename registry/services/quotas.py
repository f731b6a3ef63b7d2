"""How much an installation takes: of one file, of one project, and at once from one person."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from registry.db.artifacts import ArtifactRow
from registry.db.projects import ProjectRow
from registry.db.uploads import UploadRow
from registry.domain.errors import ConflictError, TooLargeError
from registry.services.context import Context


def require_room(context: Context, project: ProjectRow, size: int) -> None:
    """Raise `TooLargeError` when a file of this size is more than a file or the project may have."""
    limits = context.platform.upload_limits
    if size > limits.artifact_bytes:
        raise TooLargeError(
            "The file is larger than this installation takes.",
            why=f"It has {size} bytes, and {limits.artifact_bytes} are allowed.",
            remedy="Split it, or have `MODELWARDEN_ARTIFACT_MAX_BYTES` raised.",
        )
    if limits.project_bytes is None:
        return
    used = _used_bytes(context, project)
    if used + size > limits.project_bytes:
        raise TooLargeError(
            f"Project {project.name!r} has no room for {size} bytes more.",
            why=f"It has {used} of {limits.project_bytes} bytes, uploads that are going on included.",
            remedy="Have `MODELWARDEN_PROJECT_MAX_BYTES` raised, or give up uploads that are going on.",
        )


def require_free_upload(context: Context, user_id: UUID) -> None:
    """Raise `ConflictError` when a person has as many uploads going on as one may have."""
    most = context.platform.upload_limits.open_per_person
    query = select(func.count()).where(UploadRow.created_by == user_id, col(UploadRow.completed_at).is_(None))
    if context.session.exec(query).one() >= most:
        raise ConflictError(
            "Too many of your uploads are going on.",
            why=f"One person may have {most} at once (`MODELWARDEN_UPLOADS_PER_PERSON`).",
            remedy="Finish them or give them up; those that rest are swept after a while.",
        )


def _used_bytes(context: Context, project: ProjectRow) -> int:
    stored = select(func.coalesce(func.sum(ArtifactRow.size), 0)).where(ArtifactRow.project_id == project.id)
    coming = select(func.coalesce(func.sum(UploadRow.size), 0)).where(
        UploadRow.project_id == project.id, col(UploadRow.completed_at).is_(None)
    )
    return int(context.session.exec(stored).one()) + int(context.session.exec(coming).one())
