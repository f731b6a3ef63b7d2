"""From parts to an artifact: joined, hashed as a whole, and visible only then."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from registry.contract.data import ArtifactView
from registry.db.projects import ProjectRow
from registry.domain.errors import IntegrityError, MissingBlobError, UploadBusyError, WrongOffsetError
from registry.services.artifacts import add_artifact
from registry.services.context import Actor, Context, open_unit
from registry.services.platform import Platform
from registry.services.projects import find_project
from registry.services.uploads import find_upload, parts_of, remove_rows
from registry.storage import BlobStore, Stored
from registry.storage.blobs import read_chunks

_lock = threading.Lock()
_under_way: set[UUID] = set()


@dataclass(frozen=True, slots=True)
class Whole:
    """An upload of which all parts are there; `completed` when it has been made an artifact before."""

    id: UUID
    sha256: str
    size: int
    parts: list[str]
    completed: bool


def complete_upload(
    platform: Platform, actor: Actor | None, project_name: str, upload_id: UUID
) -> ArtifactView:
    """Make an upload an artifact; once more gives the same answer.

    Reading and hashing may take minutes, so it opens its units of work itself, before and after. Two web
    servers that complete it at once write the same bytes to the same place.

    Raises:
        UploadBusyError: somebody else asked for it, and this process is still at it.
        WrongOffsetError: not all parts are there.
        IntegrityError: the whole is not what was announced. The upload is forgotten, for it cannot be mended.
    """
    with open_unit(platform, actor) as context:
        whole = _whole(context, find_project(context, project_name), upload_id)
    if whole.completed:
        return ArtifactView(sha256=whole.sha256, size=whole.size)
    try:
        with _alone(upload_id):
            stored = _join(platform.storage, whole)
    except (IntegrityError, MissingBlobError):
        with open_unit(platform, actor) as context:
            remove_rows(context, upload_id)
        platform.storage.clear_room(upload_id)
        raise
    with open_unit(platform, actor) as context:
        view = _finish(context, find_project(context, project_name), upload_id, stored)
    platform.storage.clear_room(upload_id)
    return view


@contextmanager
def _alone(upload_id: UUID) -> Iterator[None]:
    """Keep who asks again after a time-out from starting the same work twice in this process."""
    with _lock:
        if upload_id in _under_way:
            raise UploadBusyError(
                "The upload is being completed already.",
                why="Joining and hashing a large file takes a while.",
                remedy="Ask again in a few seconds.",
            )
        _under_way.add(upload_id)
    try:
        yield
    finally:
        with _lock:
            _under_way.discard(upload_id)


def _whole(context: Context, project: ProjectRow, upload_id: UUID) -> Whole:
    row = find_upload(context, project, upload_id, lock=True)
    if row.offset != row.size:
        raise WrongOffsetError(row.offset)
    row.touched_at = context.now  # So that it is not swept while it is joined.
    completed = row.completed_at is not None
    parts = [] if completed else parts_of(context, upload_id)
    return Whole(row.id, row.sha256, row.size, parts, completed)


def _join(storage: BlobStore, whole: Whole) -> Stored:
    room = storage.room(whole.id)

    def chunks() -> Iterator[bytes]:
        for part in whole.parts:
            yield from read_chunks(room.open(part))

    return storage.put(chunks(), expected=whole.sha256)


def _finish(context: Context, project: ProjectRow, upload_id: UUID, stored: Stored) -> ArtifactView:
    row = find_upload(context, project, upload_id, lock=True)
    row.completed_at = row.completed_at or context.now
    return add_artifact(context, project, stored)
