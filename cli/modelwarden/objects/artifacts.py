"""Artifacts."""

from __future__ import annotations

from modelwarden.objects.base import Object


class Artifact(Object):
    """Bytes that are stored: their digest as `sha256:<hex>` and their size in bytes."""

    sha256: str
    size: int
