"""How much an installation takes: of one file, of one project, and at once from one person.

What is on its way counts like what is there, so whoever asks for room holds the project's lock until it is
written down what they were given.
"""

from __future__ import annotations

import secrets
from uuid import UUID

from sqlalchemy import delete, func
from sqlmodel import col, select

from registry.db.artifacts import ArtifactRow
from registry.db.projects import ProjectRow
from registry.db.uploads import UploadRow
from registry.db.users import UserRow
from registry.domain.errors import ConflictError, TooLargeError
from registry.services.context import Context


def lock_room(context: Context, project: ProjectRow) -> None:
    """Keep everybody else from taking room in a project until this unit of work ends."""
    context.session.exec(
        select(ProjectRow.id).where(ProjectRow.id == project.id).with_for_update(key_share=True)
    ).one()


def reserve_room(context: Context, project: ProjectRow, user_id: UUID, size: int) -> UUID | None:
    """Set room aside for bytes that come in one request, until `release_room`; None when nothing limits it.

    It is written down like an upload in parts, and swept like one when its process is killed.
    """
    lock_room(context, project)
    require_room(context, project, size)
    if context.platform.upload_limits.project_bytes is None:
        return None
    row = UploadRow(
        project_id=project.id,
        created_by=user_id,
        # Nobody knows the digest yet, and so a random one stands in its place.
        sha256=f"sha256:{secrets.token_hex(32)}",
        size=size,
        part_size=size,
        offset=0,
        created_at=context.now,
        touched_at=context.now,
    )
    context.session.add(row)
    return row.id


def release_room(context: Context, reserved: UUID | None) -> None:
    """Give room back, because the bytes are there now, or because they will not come."""
    if reserved is not None:
        context.session.connection().execute(delete(UploadRow).where(col(UploadRow.id) == reserved))


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
    # Their uploads into other projects count, too, and those have locks of their own.
    context.session.exec(
        select(UserRow.id).where(UserRow.id == user_id).with_for_update(key_share=True)
    ).one()
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
