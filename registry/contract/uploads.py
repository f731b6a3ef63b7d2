"""Uploads in parts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from registry.contract.base import Count, Digest, Shape, Timestamp


class OpenUpload(Shape):
    """A file that is to be uploaded in parts: its SHA-256 and its size in bytes."""

    sha256: Digest
    size: Count


class UploadView(Shape):
    """An upload: the next part begins at `offset`, and has `part_size` bytes unless it is the last one."""

    id: str
    sha256: Digest
    size: Count
    offset: Count
    part_size: Annotated[int, Field(ge=1)]
    completed: bool
    expires_at: Timestamp
