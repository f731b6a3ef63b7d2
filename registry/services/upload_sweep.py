"""Sweeping up uploads that nobody goes on with, and what killed processes left in storage."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from registry.db.uploads import UploadRow
from registry.services.context import open_unit
from registry.services.platform import Platform
from registry.services.uploads import remove_rows

_AT_ONCE = 100


def sweep_uploads(platform: Platform) -> int:
    """Forget uploads that rest for longer than the settings allow, then clear storage; how many they were.

    The rows go first: what is then left in storage belongs to nobody, and goes now or at the next sweep.
    """
    resting = _forget_resting(platform)
    for upload_id in resting:
        platform.storage.clear_room(upload_id)
    platform.storage.sweep(platform.upload_limits.age, in_use=lambda name: _is_known(platform, name))
    return len(resting)


def _forget_resting(platform: Platform) -> list[UUID]:
    with open_unit(platform, None) as context:
        oldest = context.now - platform.upload_limits.age
        query = select(UploadRow.id).where(UploadRow.touched_at < oldest).limit(_AT_ONCE)
        resting = list(context.session.exec(query.with_for_update(skip_locked=True)))
        for upload_id in resting:
            remove_rows(context, upload_id)
    return resting


def _is_known(platform: Platform, upload_id: UUID) -> bool:
    with open_unit(platform, None, read_only=True) as context:
        query = select(UploadRow.id).where(UploadRow.id == upload_id, col(UploadRow.completed_at).is_(None))
        return context.session.exec(query).first() is not None
