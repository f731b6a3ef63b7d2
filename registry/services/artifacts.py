"""Artifacts: bytes that a project uploads and reads back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select

from registry.contract.data import ArtifactView
from registry.db.artifacts import ArtifactRow
from registry.db.projects import ProjectRow
from registry.domain.errors import ModelwardenError, NotFoundError
from registry.domain.roles import Action
from registry.services.access import require
from registry.services.context import Context, open_unit
from registry.services.paging import in_batches
from registry.services.platform import Platform
from registry.services.quotas import lock_room, release_room, reserve_room
from registry.storage import Stored

_SIZES = select(ArtifactRow.sha256, ArtifactRow.size).where(
    ArtifactRow.project_id == bindparam("project_id"),
    col(ArtifactRow.sha256).in_(bindparam("digests", expanding=True)),
)


def reserve_upload(context: Context, project: ProjectRow, size: int) -> UUID | None:
    """Ask for permission, and set room for this many bytes aside, before the first one is taken."""
    actor = require(context, Action.VERSION_REGISTER, project.id)
    return reserve_room(context, project, actor.user_id, size)


@contextmanager
def room_reserved(platform: Platform, reserved: UUID | None) -> Iterator[None]:
    """Give the room back at once when the bytes do not come, or nothing comes of them."""
    try:
        yield
    except BaseException:
        # Should that fail, too, the room is swept later, and what went wrong first is what is told.
        with suppress(ModelwardenError), open_unit(platform, None) as context:
            release_room(context, reserved)
        raise


def add_artifact(
    context: Context, project: ProjectRow, stored: Stored, reserved: UUID | None = None
) -> ArtifactView:
    """Make bytes that are in storage an artifact of the project: only now can they be seen."""
    actor = require(context, Action.VERSION_REGISTER, project.id)
    # Two that upload the same bytes at once make one artifact of them, one after the other.
    lock_room(context, project)
    release_room(context, reserved)
    if not has_artifact(context, project, stored.sha256):
        context.session.add(
            ArtifactRow(
                project_id=project.id,
                sha256=stored.sha256,
                size=stored.size,
                uploaded_by=actor.user_id,
                uploaded_at=context.now,
            )
        )
        context.record(
            "artifact.uploaded", ("artifact", stored.sha256), project_id=project.id, size=stored.size
        )
    return ArtifactView(sha256=stored.sha256, size=stored.size)


def open_artifact(context: Context, project: ProjectRow, sha256: str) -> tuple[BinaryIO, int]:
    """A reader of one of the project's artifacts, and its size in bytes."""
    require(context, Action.PROJECT_READ, project.id)
    row = find_artifact(context, project, sha256)
    return context.platform.storage.open(row.sha256), row.size


def has_artifact(context: Context, project: ProjectRow, sha256: str) -> bool:
    """Whether this project has uploaded these bytes."""
    query = select(ArtifactRow.id).where(ArtifactRow.project_id == project.id, ArtifactRow.sha256 == sha256)
    return context.session.exec(query).first() is not None


def find_artifact(context: Context, project: ProjectRow, sha256: str, pointer: str = "") -> ArtifactRow:
    """The row of an artifact of this project; `pointer` is where the request names it."""
    query = select(ArtifactRow).where(ArtifactRow.project_id == project.id, ArtifactRow.sha256 == sha256)
    row = context.session.exec(query).first()
    if row is None:
        raise no_artifact(project, sha256, pointer)
    return row


def artifact_sizes(context: Context, project: ProjectRow, digests: set[str]) -> dict[str, int]:
    """Bytes of those of these artifacts that the project has."""
    found: dict[str, int] = {}
    for some in in_batches(sorted(digests)):
        asked = {"project_id": project.id, "digests": some}
        found.update((row.sha256, row.size) for row in context.session.connection().execute(_SIZES, asked))
    return found


def no_artifact(project: ProjectRow, sha256: str, pointer: str = "") -> NotFoundError:
    """That a project lacks an artifact; `pointer` is where the request names it."""
    return NotFoundError(
        f"Project {project.name!r} has no artifact {sha256}.",
        why="An artifact belongs to the project that uploaded it.",
        remedy="Upload the file to this project first.",
        pointer=pointer,
    )
