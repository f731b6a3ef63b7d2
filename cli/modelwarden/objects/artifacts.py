"""Artifacts."""

from __future__ import annotations

from modelwarden.objects.base import Object


class Artifact(Object):
    """Bytes that are stored: their digest as `sha256:<hex>` and their size in bytes."""

    sha256: str
    size: int


class Upload(Object):
    """A file on its way in parts: `offset` bytes are there, and each part but the last has `part_size`."""

    id: str
    sha256: str
    size: int
    offset: int
    part_size: int
    completed: bool
