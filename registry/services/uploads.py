"""Uploads in parts, which go on where they broke off. No part of them can be seen before the whole is proven.

Nobody holds a lock while bytes come: a part is stored by its digest in the upload's own room, and counts when
its row is there. Of two that begin at the same byte one gets the row, and the other an error.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select

from registry.contract.uploads import OpenUpload, UploadView
from registry.db.projects import ProjectRow
from registry.db.uploads import UploadPartRow, UploadRow
from registry.domain.clock import rfc3339
from registry.domain.errors import InvalidInputError, WrongOffsetError
from registry.domain.roles import Action
from registry.services.access import not_there, require
from registry.services.artifacts import has_artifact
from registry.services.context import Context
from registry.services.quotas import lock_room, require_free_upload, require_room
from registry.storage import Stored


def open_upload(context: Context, project: ProjectRow, command: OpenUpload) -> UploadView:
    """Begin an upload, or find the one that this person began before, and go on from its offset."""
    actor = require(context, Action.VERSION_REGISTER, project.id)
    lock_room(context, project)
    row = context.session.exec(
        select(UploadRow).where(
            UploadRow.project_id == project.id,
            UploadRow.created_by == actor.user_id,
            UploadRow.sha256 == command.sha256,
        )
    ).first()
    # An artifact that storage has lost is sent again, which mends it.
    whole = has_artifact(context, project, command.sha256) and context.platform.storage.exists(command.sha256)
    if row is not None and row.size == command.size and (row.completed_at is not None) == whole:
        row.touched_at = context.now
        return view_upload(context, row)
    if row is not None:
        remove_rows(context, row.id)
    if not whole:
        require_free_upload(context, actor.user_id)
        require_room(context, project, command.size)
    return view_upload(context, _add(context, project, actor.user_id, command, whole=whole))


def get_upload(context: Context, project: ProjectRow, upload_id: UUID) -> UploadView:
    """One's own upload."""
    return view_upload(context, find_upload(context, project, upload_id))


def expect_part(context: Context, project: ProjectRow, upload_id: UUID, start: int) -> int:
    """The size of the part that begins at `start`; raises `WrongOffsetError` when it is not its turn."""
    row = find_upload(context, project, upload_id)
    if start != row.offset or start == row.size:
        raise WrongOffsetError(row.offset)
    return min(row.part_size, row.size - row.offset)


def require_whole_part(stored_bytes: int | None, expected: int) -> None:
    """Raise `InvalidInputError` for a part that has another size than it must have."""
    if stored_bytes != expected:
        raise InvalidInputError(
            "The part has another size than it must have.",
            why=f"It has {stored_bytes} bytes where {expected} are expected. Nothing was kept.",
            remedy="Send `part_size` bytes, and fewer only at the end of the file.",
        )


def add_part(
    context: Context, project: ProjectRow, upload_id: UUID, start: int, stored: Stored
) -> UploadView:
    """Count a part that is in storage; raises `WrongOffsetError` when somebody else was first."""
    row = find_upload(context, project, upload_id, lock=True)
    require_whole_part(stored.size, expect_part(context, project, upload_id, start))
    context.session.add(UploadPartRow(upload_id=row.id, start=start, size=stored.size, sha256=stored.sha256))
    row.offset = start + stored.size
    row.touched_at = context.now
    return view_upload(context, row)


def give_up_upload(context: Context, project: ProjectRow, upload_id: UUID) -> None:
    """Forget an upload; whoever calls clears its room once this is committed."""
    remove_rows(context, find_upload(context, project, upload_id, lock=True).id)


def find_upload(context: Context, project: ProjectRow, upload_id: UUID, *, lock: bool = False) -> UploadRow:
    """The row of one's own upload: to everybody else there is none."""
    actor = require(context, Action.VERSION_REGISTER, project.id)
    query = select(UploadRow).where(
        UploadRow.id == upload_id,
        UploadRow.project_id == project.id,
        UploadRow.created_by == actor.user_id,
    )
    row = context.session.exec(query.with_for_update() if lock else query).first()
    if row is None:
        raise not_there()
    return row


def remove_rows(context: Context, upload_id: UUID) -> None:
    """Take an upload's rows away; what is in its room is swept later, if not at once."""
    context.session.connection().execute(
        delete(UploadPartRow).where(col(UploadPartRow.upload_id) == upload_id)
    )
    context.session.connection().execute(delete(UploadRow).where(col(UploadRow.id) == upload_id))
    context.session.expire_all()


def view_upload(context: Context, row: UploadRow) -> UploadView:
    """What the wire sees."""
    return UploadView(
        id=str(row.id),
        sha256=row.sha256,
        size=row.size,
        offset=row.offset,
        part_size=row.part_size,
        completed=row.completed_at is not None,
        expires_at=rfc3339(row.touched_at + context.platform.upload_limits.age),
    )


def _add(
    context: Context, project: ProjectRow, user_id: UUID, command: OpenUpload, *, whole: bool
) -> UploadRow:
    row = UploadRow(
        project_id=project.id,
        created_by=user_id,
        sha256=command.sha256,
        size=command.size,
        part_size=context.platform.upload_limits.part_bytes,
        # What the project has already needs not be sent again.
        offset=command.size if whole else 0,
        created_at=context.now,
        touched_at=context.now,
        completed_at=context.now if whole else None,
    )
    context.session.add(row)
    context.session.flush()
    return row


def parts_of(context: Context, upload_id: UUID) -> list[str]:
    """The digests of an upload's parts in their order; raises when something lies between them."""
    query = (
        select(UploadPartRow).where(UploadPartRow.upload_id == upload_id).order_by(col(UploadPartRow.start))
    )
    parts, expected = [], 0
    for part in context.session.exec(query):
        if part.start != expected:
            raise WrongOffsetError(expected)
        parts.append(part.sha256)
        expected += part.size
    return parts
